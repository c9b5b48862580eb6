// Which page is shown. An address changes together with its page: what was there stays until the code of the next page
// has come, and of two presses the last counts. The browser is given, so that this is tried without one.

export interface Place {
  pathname: string;
  search: string;
  hash: string;
}

/** POP: the first page, back and forward. */
export type Way = "POP" | "PUSH" | "REPLACE";

export interface At<View> {
  place: Place;
  way: Way;
  /** Null until the first page has come. */
  view: View | null;
  /** Why there is none. */
  error?: unknown;
}

export interface Browser {
  href(): string;
  write(way: "PUSH" | "REPLACE", address: string): void;
  /** Back and forward: the address is another already. */
  onMoved(then: () => void): void;
}

export const inBrowser: Browser = {
  href: () => location.href,
  write: (way, address) => (way === "PUSH" ? history.pushState(null, "", address) : history.replaceState(null, "", address)),
  onMoved: (then) => addEventListener("popstate", then),
};

const placeOf = ({ pathname, search, hash }: URL): Place => ({ pathname, search, hash });

export const addressOf = ({ pathname, search, hash }: Place): string => pathname + search + hash;

/** Where a link leads: "/calls", or "?status=paused" on the page that is there. */
export const resolved = (to: string, from: string): Place => placeOf(new URL(to, from));

/** Is this page the one that a link of the menu names, or below it? */
export const isWithin = (path: string, to: string, end: boolean): boolean =>
  path === to || (!end && to !== "/" && path.startsWith(`${to}/`));

export class Navigator<View> {
  #at: At<View>;
  #turn = 0;
  readonly #listeners = new Set<(at: At<View>) => void>();

  constructor(
    private readonly browser: Browser,
    /** The view of a path: at once, when its code is there. */
    private readonly viewAt: (path: string) => View | Promise<View>,
  ) {
    this.#at = { place: this.#here(), way: "POP", view: null };
    browser.onMoved(() => void this.#move(this.#here(), "POP"));
    void this.#move(this.#at.place, "POP");
  }

  get at(): At<View> {
    return this.#at;
  }

  listen(listener: (at: At<View>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  go(to: string, { replace = false } = {}): Promise<void> {
    return this.#move(resolved(to, this.browser.href()), replace ? "REPLACE" : "PUSH");
  }

  /** Somebody may go there soon. */
  warm(to: string): void {
    void Promise.resolve(this.viewAt(resolved(to, this.browser.href()).pathname)).catch(() => undefined);
  }

  #here(): Place {
    return placeOf(new URL(this.browser.href()));
  }

  async #move(place: Place, way: Way): Promise<void> {
    const turn = ++this.#turn;
    let next: At<View>;
    try {
      const view = this.viewAt(place.pathname);
      next = { place, way, view: view instanceof Promise ? await view : view };
    } catch (error) {
      next = { place, way, view: null, error };
    }
    if (turn !== this.#turn) return; // somebody went on meanwhile
    if (way !== "POP") this.browser.write(way, addressOf(place));
    this.#at = next;
    for (const listener of this.#listeners) listener(next);
  }
}
