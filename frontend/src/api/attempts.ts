// What was sent and whose answer never came may have been done. Pressed again on the same page it goes under the key of
// the first time: the server answers as it did then and does nothing twice.

export interface Sent {
  method: string;
  url: string;
  body: string;
  /** Where it was pressed: on another page the same is another wish. */
  page: string;
}

export interface Attempt extends Sent {
  key: string;
  /** The same was sent before, and nobody knows what became of it. */
  isAgain: boolean;
}

/** Longer than anybody waits before pressing again, shorter than a day's next top-up of the same amount. */
const LASTS_MS = 10 * 60_000;

/** "/api/v1/campaigns/cmp_1" of whatever is done to that campaign. */
const thingOf = (url: string): string => new URL(url).pathname.split("/").slice(0, 5).join("/");

export class Attempts {
  private readonly unknown = new Map<string, { key: string; url: string; at: number }>();
  private readonly underWay = new Map<string, { attempt: Attempt; signal: AbortSignal | undefined }>();

  constructor(
    private readonly now: () => number = Date.now,
    private readonly newKey: () => string = () => crypto.randomUUID(),
  ) {}

  /** What is pressed twice before its button has heard of the first time is one wish: the same attempt. */
  begin(sent: Sent, signal?: AbortSignal): Attempt {
    const name = this.nameOf(sent);
    const now = this.underWay.get(name);
    if (now && !now.signal?.aborted) return now.attempt;
    const before = this.unknown.get(name);
    const isAgain = before !== undefined && this.now() - before.at < LASTS_MS;
    const attempt = { ...sent, key: isAgain ? before.key : this.newKey(), isAgain };
    this.underWay.set(name, { attempt, signal });
    return attempt;
  }

  /** No answer, or none that says whether it was done. */
  lost(attempt: Attempt): void {
    this.end(attempt);
    this.unknown.set(this.nameOf(attempt), { key: attempt.key, url: attempt.url, at: this.now() });
  }

  /** Done: whatever else was tried on the same thing before is not meant any more. */
  done(attempt: Attempt): void {
    this.refused(attempt);
    const thing = thingOf(attempt.url);
    for (const [name, { url }] of this.unknown) if (thingOf(url) === thing) this.unknown.delete(name);
  }

  /** Certainly not done. */
  refused(attempt: Attempt): void {
    this.end(attempt);
    this.unknown.delete(this.nameOf(attempt));
  }

  private end(attempt: Attempt): void {
    const name = this.nameOf(attempt);
    if (this.underWay.get(name)?.attempt === attempt) this.underWay.delete(name);
  }

  private nameOf({ method, url, body, page }: Sent): string {
    return [method, url, page, body].join("\n");
  }
}

/** Whether what stands there now is what was sent: every field that the change names. */
export function holds(record: unknown, change: unknown): boolean {
  if (typeof change !== "object" || change === null) return record === change;
  if (typeof record !== "object" || record === null || Array.isArray(record) !== Array.isArray(change)) return false;
  if (Array.isArray(change) && change.length !== (record as unknown[]).length) return false;
  return Object.entries(change).every(([name, value]) => holds((record as Record<string, unknown>)[name], value));
}
