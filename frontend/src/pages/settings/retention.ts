// For how long what was said is kept. The server takes 0 (for ever) and 30 to 3650 days.

const USUAL = [30, 90, 180, 365, 730, 1825, 3650];

/** The usual ones and the one that holds, which may have been set by a program; the last is for ever. */
export const retentionChoices = (now: number): number[] =>
  [...new Set(now > 0 ? [...USUAL, now] : USUAL)].sort((a, b) => a - b).concat(0);
