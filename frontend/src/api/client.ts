// The API in types that the build makes from its OpenAPI document (npm run types).
//
//   const campaign = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id } } });
//   const launch = api.useMutation("post", "/api/v1/campaigns/{id}/launch", …);
//   launch.mutate({ params: { path: { id }, header: once() } });

import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { currentLanguage } from "~/i18n/locale";
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
/** Called when something was refused for want of a session; whether there is none is for the handler to ask. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

const ours: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", currentLanguage());
    if (request.method !== "GET" && csrf !== "") request.headers.set("X-CSRF", csrf);
    return request;
  },
  async onResponse({ request, response }) {
    hearClock(response.headers.get("Date"));
    if (response.ok) return response;
    const problem = await readProblem(response);
    if (problem.status === 401 && !/\/sessions?$/.test(new URL(request.url).pathname)) onSignedOut();
    throw problem;
  },
  onError({ error }) {
    return error instanceof Problem ? error : Problem.unreachable();
  },
};

async function readProblem(response: Response): Promise<Problem> {
  try {
    return new Problem((await response.json()) as ProblemDocument, response.headers);
  } catch {
    return Problem.unreadable(response.status);
  }
}

/** For what is no React: await http.GET(...). Answers that are no success are thrown as Problem. */
export const http = createFetchClient<paths>({ baseUrl: location.origin, credentials: "same-origin", fetch: fetchOnce });
http.use(ours);

/** TanStack Query over it. Keys: ["get", path, init]. */
export const api = createQueryClient(http);

/** The key under which a change is made once, however often it is sent: one for each click. */
export const once = (): { "Idempotency-Key": string } => ({ "Idempotency-Key": crypto.randomUUID() });

/** For a body that is a file as it lies there. */
export async function upload<T>(path: string, file: Blob, key: string, onProgress: (sent: number) => void): Promise<T> {
  const request = new XMLHttpRequest(); // fetch cannot tell how much was sent
  request.open("POST", path);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Idempotency-Key", key);
  request.setRequestHeader("Accept-Language", currentLanguage());
  request.setRequestHeader("X-CSRF", csrf);
  request.responseType = "text";
  request.upload.onprogress = (event) => onProgress(event.loaded);
  return new Promise((resolve, reject) => {
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) resolve(JSON.parse(request.responseText) as T);
      else void readProblem(answer).then(reject);
    };
    request.onerror = () => reject(Problem.unreachable());
    request.send(file);
  });
}
