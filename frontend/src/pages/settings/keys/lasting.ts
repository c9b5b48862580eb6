// For how long a key serves, as it is chosen.

const DAY_MS = 86_400_000;

/** Days that a new key serves; 0: until it is revoked. */
export const lives = ["90", "30", "365", "0"] as const;
/** Days that a rotated key still serves. */
export const overlaps = ["1", "0", "7", "30"] as const;

export type Life = (typeof lives)[number];
export type Overlap = (typeof overlaps)[number];

/** The end of a new key: a midnight, so that the same wish pressed again is the same request. */
export function endOf(life: Life, now: number): { expires_at?: string } {
  const days = Number(life);
  return days === 0 ? {} : { expires_at: new Date((Math.floor(now / DAY_MS) + days + 1) * DAY_MS).toISOString() };
}

export const overlapMs = (overlap: Overlap): number => Number(overlap) * DAY_MS;
