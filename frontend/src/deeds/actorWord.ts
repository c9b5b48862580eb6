// Whom a log names, in words: an id says nothing to a person.

import type { Translate } from "~/i18n/messages";
import type { deedMessages } from "./messages";

export interface Person {
  id?: string | null | undefined;
  email?: string | null | undefined;
}
export interface Key {
  id?: string | null | undefined;
  name?: string | null | undefined;
}

/** The e-mail of a person, the name of a key, the product itself, who operates it; of those who are not known, what they are and how their
 *  id ends. */
export function actorWord(
  actor: string | null | undefined,
  people: readonly Person[],
  keys: readonly Key[],
  t: Translate<typeof deedMessages.es>,
): string {
  if (!actor) return "—";
  if (actor === "system" || actor === "provider" || actor === "unknown" || actor === "operator") return t(actor);
  const person = people.find(({ id }) => id === actor);
  if (person?.email) return person.email;
  const key = keys.find(({ id }) => id === actor);
  if (key?.name) return t("key", { name: key.name });
  const end = actor.slice(-6);
  return actor.startsWith("key_") ? t("someKey", { end }) : t("somebody", { end });
}

/** "usr_… viewer > admin", as the log notes a place in an account: who, and the roles before and after. An invitation,
 *  "inv_… operator", has nobody yet. */
export function placeOf(detail: string): { user: string | undefined; roles: readonly string[] } | undefined {
  const [, id, roles] = /^((?:usr|inv)_[0-9a-z]+)((?: (?:> )?[a-z]+)*)$/.exec(detail) ?? [];
  return id === undefined ? undefined : { user: id.startsWith("usr_") ? id : undefined, roles: roles?.match(/[a-z]+/g) ?? [] };
}
