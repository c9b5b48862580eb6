// The API in types that the build makes from its OpenAPI document (npm run types).
//
//   const campaign = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id } } });
//   const launch = api.useMutation("post", "/api/v1/campaigns/{id}/launch", …);
//   launch.mutate({ params: { path: { id }, header: once() } });

import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { currentLanguage } from "~/i18n/locale";
import { type Attempt, Attempts, holds } from "./attempts";
import { hearClock } from "./clock";
import { fetchOnce } from "./early";
import { Problem, type ProblemDocument } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

let csrf = "";
let onSignedOut: () => void = () => undefined;

/** Changes by cookie carry the text that the session was given. */
export function useCsrf(text: string): void {
  csrf = text;
}
/** Called when something was refused for want of a session, or of its text; what there is now is for the handler to ask. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

const attempts = new Attempts();
const attemptOf = new WeakMap<Request, Attempt>();
let onRepeated: () => void = () => undefined;

/** Called when something that was pressed again turns out to have been done the first time. */
export function whenRepeated(handler: () => void): void {
  onRepeated = handler;
}

const ours: Middleware = {
  async onRequest({ request }) {
    request.headers.set("Accept-Language", currentLanguage());
    if (request.method === "GET") return request;
    if (csrf !== "") request.headers.set("X-CSRF", csrf);
    const { method, url } = request;
    const attempt = attempts.begin({ method, url, body: await request.clone().text(), page: location.pathname }, request.signal);
    if (method === "POST") request.headers.set("Idempotency-Key", attempt.key);
    attemptOf.set(request, attempt);
    return request;
  },
  async onResponse({ request, response }) {
    hearClock(response.headers.get("Date"));
    const attempt = attemptOf.get(request);
    if (response.ok) {
      if (attempt) ended(attempt, null, response.headers.get("Idempotent-Replayed") === "true");
      return response;
    }
    const problem = await readProblem(response);
    const done = attempt?.isAgain && (await wasDone(attempt, problem));
    if (attempt) ended(attempt, done ? null : problem, Boolean(done));
    if (done) return done;
    const isSignIn = /\/sessions?$/.test(new URL(request.url).pathname);
    if ((problem.status === 401 && !isSignIn) || problem.code === "auth.bad_csrf") onSignedOut();
    throw problem;
  },
  onError({ request, error }) {
    if (error instanceof Problem) return error;
    const attempt = attemptOf.get(request);
    if (!attempt) return Problem.unreachable();
    attempts.lost(attempt);
    return Problem.unanswered();
  },
};

/** What is known of it now. `replayed`: it was done the first time. */
function ended(attempt: Attempt, problem: Problem | null, replayed = false): void {
  if (problem === null) attempts.done(attempt);
  else if (problem.passes || problem.code === "idempotency.running") attempts.lost(attempt);
  else attempts.refused(attempt);
  if (replayed && attempt.isAgain) onRepeated();
}

/** A change or removal that is refused the second time because the first, whose answer was lost, was done after all. */
async function wasDone({ method, url, body }: Attempt, { status }: Problem): Promise<Response | null> {
  if (method === "DELETE") return status === 404 ? new Response(null, { status: 204 }) : null;
  if (method !== "PATCH" || status !== 412) return null;
  const now = await fetch(url, { credentials: "same-origin", headers: { "Accept-Language": currentLanguage() } }).catch(() => null);
  return now?.ok && holds(await now.clone().json(), JSON.parse(body)) ? now : null;
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return new Problem((await response.json()) as ProblemDocument, response.headers);
  } catch {
    return Problem.unreadable(response.status);
  }
}

const answers = new WeakMap<Attempt, Promise<Response>>();

/** What two presses wish is sent once, and each is told how it ended. */
async function sendOnce(request: Request): Promise<Response> {
  const attempt = attemptOf.get(request);
  if (!attempt) return fetchOnce(request);
  const answer = answers.get(attempt) ?? fetchOnce(request);
  answers.set(attempt, answer);
  return (await answer).clone();
}

/** For what is no React: await http.GET(...). Answers that are no success are thrown as Problem. */
export const http = createFetchClient<paths>({ baseUrl: location.origin, credentials: "same-origin", fetch: sendOnce });
http.use(ours);

/** TanStack Query over it. Keys: ["get", path, init]. */
export const api = createQueryClient(http);

interface Asked {
  state: { status: "pending" | "error" | "success"; data: unknown };
}

/** For refetchInterval. What failed with nothing to show is left alone: asked again, it would be grey and failed by turns,
 *  and nobody could read why. It comes by a press, or when the server is heard again. */
export const every =
  (ms: number) =>
  ({ state }: Asked): number | false =>
    state.status === "error" && state.data === undefined ? false : ms;

/** What may be done only under a key says so in its types. The key itself is put in above: one for each wish. */
export const once = (): { "Idempotency-Key": string } => ({ "Idempotency-Key": "" });

/** For a body that is a file as it lies there. Sent again after its answer was lost, it arrives once. */
export async function upload<T>(path: string, file: File, onProgress: (sent: number) => void): Promise<T> {
  const what = [file.name, file.size, file.lastModified].join(" ");
  const attempt = attempts.begin({ method: "POST", url: new URL(path, location.origin).href, body: what, page: location.pathname });
  const request = new XMLHttpRequest(); // fetch cannot tell how much was sent
  request.open("POST", path);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Idempotency-Key", attempt.key);
  request.setRequestHeader("Accept-Language", currentLanguage());
  request.setRequestHeader("X-CSRF", csrf);
  request.responseType = "text";
  request.upload.onprogress = (event) => onProgress(event.loaded);
  const fail = async (answer: Response): Promise<never> => {
    const problem = await readProblem(answer);
    ended(attempt, problem);
    if (problem.status === 401) onSignedOut();
    throw problem;
  };
  return new Promise((resolve, reject) => {
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (!answer.ok) return void fail(answer).catch(reject);
      ended(attempt, null, request.getResponseHeader("Idempotent-Replayed") === "true");
      resolve(JSON.parse(request.responseText) as T);
    };
    request.onerror = () => {
      attempts.lost(attempt);
      reject(Problem.unanswered());
    };
    request.send(file);
  });
}
