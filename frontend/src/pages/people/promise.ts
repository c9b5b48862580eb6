/** What the timeline says of a promise, "2026-12-01 150000": a day, an amount as it was said, or both. */
export function promiseOf(detail: string): { date?: string; amount?: string } {
  const [, date, amount] = /^(\d{4}-\d{2}-\d{2})?\s*(.*)$/.exec(detail.trim()) ?? [];
  return { ...(date ? { date } : {}), ...(amount ? { amount } : {}) };
}
