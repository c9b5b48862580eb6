// What the installation mailed: its outbox is a folder here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, place, request, until } from "./browser.mjs";

const plainOf = (mail) =>
  /base64/i.test(mail)
    ? Buffer.from(mail.split(/\r?\n\r?\n/).slice(1).join(""), "base64").toString()
    : mail.replace(/=\r?\n/g, "").replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());

/** Every mail to that address, as it is read. */
export const mailsTo = (email) =>
  readdirSync(place.mail)
    .map((name) => readFileSync(join(place.mail, name), "utf8"))
    .filter((mail) => mail.includes(email))
    .map(plainOf);

/** Somebody who was invited to the account of that key and has accepted: they can sign in. */
export async function joins(key, { email, password, name, role }) {
  await ask("POST", "/api/v1/invitations", { key, body: { email, role } });
  const token = await until(`${email} is invited`, () => mailsTo(email).map((text) => /\/invitation#token=([\w-]+)/.exec(text)?.[1]).find(Boolean));
  const answer = await request("/api/v1/invitations/accept", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, password, name }),
  });
  if (!answer.ok) throw new Error(`${email} accepts: ${answer.status}`);
  return { email, password };
}
