// What becomes of a colour on light and on dark, as a person is told it.

import { accentsOf, contrast, parseColor } from "~/app/brand";

type Rgb = readonly [number, number, number];

export const hexOf = (color: Rgb): string => `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

export interface Shown {
  hex: string;
  /** It is not the chosen one: that one could not be read. */
  corrected: boolean;
  /** Of the words on it: 4.5 or more. */
  contrast: number;
}

export function shownOf(text: string): { light: Shown; dark: Shown } | undefined {
  const color = parseColor(text);
  if (!color) return undefined;
  const { light, dark } = accentsOf(color);
  const view = ({ accent, on }: { accent: Rgb; on: Rgb }): Shown => ({
    hex: hexOf(accent),
    corrected: hexOf(accent) !== hexOf(color),
    contrast: Math.floor(contrast(accent, on) * 10) / 10,
  });
  return { light: view(light), dark: view(dark) };
}

/** "0B6073" and "#0b6073 " are the same colour to who types them. */
export const normal = (text: string): string => {
  const plain = text.trim().toLowerCase();
  return /^[0-9a-f]{6}$/.test(plain) ? `#${plain}` : plain;
};
