// The server's clock: a demonstration runs on a clock of its own, and nobody's computer is set right. Its Date header is
// read with each answer.

let ahead = 0;

export function hearClock(date: string | null): void {
  const heard = date === null ? Number.NaN : Date.parse(date);
  if (!Number.isNaN(heard)) ahead = heard - Date.now();
}

export const serverNow = (): number => Date.now() + ahead;
