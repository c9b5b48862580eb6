const KEPT = "second-factor-later";
const FOR_MS = 30 * 24 * 3_600_000;

export const isStillOff = (kept: string | null, now: number): boolean => kept !== null && now - Date.parse(kept) < FOR_MS;

export const isPutOff = (): boolean => isStillOff(localStorage.getItem(KEPT), Date.now());
export const putOff = (): void => localStorage.setItem(KEPT, new Date().toISOString());
