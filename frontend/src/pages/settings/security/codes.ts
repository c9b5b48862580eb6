// Recovery codes as a text that somebody keeps: what they are, whose, of when.

export interface Words {
  title: string;
  whose: string;
  use: string;
}

export const codesText = ({ title, whose, use }: Words, codes: readonly string[]): string =>
  [title, whose, "", ...codes.map((code, i) => `${String(i + 1).padStart(2)}. ${code}`), "", use, ""].join("\r\n");

/** "JBSW Y3DP EHPK 3PXP": as people type it. */
export const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, "$1 ");

/** What is left of a code typed with blanks: 6 figures. Undefined: it is not whole yet. */
export function codeOf(text: string): string | undefined {
  const plain = text.replace(/[\s.-]/g, "");
  return /^\d{6}$/.test(plain) ? plain : undefined;
}
