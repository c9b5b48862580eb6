// What a page will surely ask for is asked while its code is still on the way. Each answer is taken once, by the first
// request for it; what nobody took in time, or was asked in another session, is dropped.

import { keptLanguage } from "~/i18n/language";
import { Problem } from "./problem";

const LASTS_MS = 10_000;
const LONGEST_MS = 30_000;
const KEPT = "signed-in";
const OPERATES = "operates";

const asked = new Map<string, Promise<Response>>();

/** Whose session was here last: what it would only be refused is not asked early. */
export interface Known {
  role: string;
  /** Operates the installation. */
  operates: boolean;
}

export function lastKnown(): Known | null {
  const [role, operates] = localStorage.getItem(KEPT)?.split(" ") ?? [];
  return role ? { role, operates: operates === OPERATES } : null;
}

/** Null: nobody is signed in any more. */
export function keepKnown(known: Known | null): void {
  if (known) return localStorage.setItem(KEPT, known.operates ? `${known.role} ${OPERATES}` : known.role);
  localStorage.removeItem(KEPT);
  asked.clear();
}

/** The answer is told of when all are there, or not to be had. */
export async function askEarly(paths: readonly string[]): Promise<void> {
  setTimeout(() => asked.clear(), LASTS_MS);
  for (const path of paths) {
    const answer = fetch(path, { credentials: "same-origin", headers: { "Accept-Language": keptLanguage() } });
    answer.catch(() => undefined); // whoever takes it hears of it
    asked.set(new URL(path, location.origin).href, answer);
  }
  await Promise.allSettled(asked.values());
}

/** For the client: the early answer, or a request of its own. */
export async function fetchOnce(request: Request): Promise<Response> {
  const early = request.method === "GET" ? asked.get(request.url) : undefined;
  asked.delete(request.url);
  return request.method === "GET" ? inTime(request.signal, (signal) => early ?? fetch(request, { signal })) : fetch(request);
}

/** What is read is not waited for without end; what changes something is, since it may have been done. */
async function inTime(given: AbortSignal, ask: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const stop = new AbortController();
  const end = () => stop.abort();
  given.addEventListener("abort", end);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Problem.tooSlow());
      end();
    }, LONGEST_MS);
  });
  try {
    return await Promise.race([ask(stop.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
