// What the API answers when something cannot be done (RFC 9457). Its `detail` is a sentence in the viewer's language.

import type { components } from "./schema";

export type ProblemDocument = components["schemas"]["problem"];

interface WrongField {
  /** "from_numbers[1]" and "from_numbers": it is told at the field that the form has, too. */
  names: readonly string[];
  said: string;
}

function wrongOf(errors: NonNullable<ProblemDocument["errors"]>): WrongField[] {
  return errors.flatMap(({ field, detail, code }) => {
    if (!field) return [];
    const parts = field.split(/(?=[.[])/);
    return [{ names: parts.map((_, n) => parts.slice(0, parts.length - n).join("")), said: detail ?? code ?? "" }];
  });
}

function fieldsOf(wrong: readonly WrongField[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { names, said } of wrong) for (const name of names.slice(1)) fields[name] ??= said;
  for (const { names, said } of wrong) if (names[0] !== undefined) fields[names[0]] = said;
  return fields;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly wrong: readonly WrongField[];
  readonly fields: Readonly<Record<string, string>>;
  readonly requestId: string;

  constructor(document: ProblemDocument, headers?: Headers) {
    super(document.detail);
    this.name = "Problem";
    this.status = document.status;
    this.code = document.code;
    this.requestId = headers?.get("X-Request-Id") ?? "";
    this.wrong = wrongOf(document.errors ?? []);
    this.fields = fieldsOf(this.wrong);
  }

  private static of(status: number, code: string): Problem {
    return new Problem({ type: "", title: "", status, detail: "", instance: "", code });
  }
  /** No answer: the network, or the server is away. */
  static unreachable = (): Problem => Problem.of(0, "client.unreachable");
  /** No answer to something that was to be done: it may have been. */
  static unanswered = (): Problem => Problem.of(0, "client.unanswered");
  /** Waited for long enough. */
  static tooSlow = (): Problem => Problem.of(0, "client.too_slow");
  /** No document of the API: from 502 on what stands before the server says that it is away. */
  static unreadable = (status: number): Problem => Problem.of(status, status >= 502 ? "client.unreachable" : "client.unreadable");

  /** May the same request go better in a moment? */
  get passes(): boolean {
    return (this.status === 0 && this.code !== "client.too_slow") || this.status === 429 || this.status >= 500;
  }
}

export const asProblem = (error: unknown): Problem | null =>
  error instanceof Problem ? error : error ? Problem.unreadable(0) : null;
