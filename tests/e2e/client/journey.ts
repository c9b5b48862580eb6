// A customer's program from sign-up to results, in types that were generated from the API's document.
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema";

declare const process: { env: Record<string, string | undefined> };

const address = given("SPEECHAI_ADDRESS");
const number = "+576015550100";

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

function signedIn(key: string): Client<paths> {
  return createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${key}` } });
}

type Problem = components["schemas"]["problem"];

function must<T>(answer: { data?: T; error?: Problem; response: Response }): NonNullable<T> {
  if (answer.error !== undefined) throw new Error(`${answer.error.code}: ${answer.error.detail}`);
  if (answer.data === undefined || answer.data === null) throw new Error(`empty ${answer.response.status}`);
  return answer.data;
}

function text(value: string | null | undefined): string {
  if (!value) throw new Error("a text that must be there is missing");
  return value;
}

const once = () => ({ "Idempotency-Key": crypto.randomUUID() });

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 600_000;
  for (;;) {
    const got = await look();
    if (got !== undefined) return got;
    if (Date.now() > end) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// -- a person, as a browser: the cookie, and what must come with a change --

const person = { email: "ana@example.com", password: "bruma de los tejados" };

/** What stands behind "#token=" in the mail to this address. */
async function mailed(page: string): Promise<string> {
  const files = (await import("node:fs" as string)) as {
    readdirSync(path: string): string[];
    readFileSync(path: string, coding: string): string;
  };
  const folder = given("SPEECHAI_OUTBOX");
  return until(`a mail for ${page}`, async () => {
    for (const name of files.readdirSync(folder).filter((name) => name.endsWith(".eml"))) {
      const plain = files.readFileSync(`${folder}/${name}`, "latin1").replace(/=\r\n/g, "").replace(/=3D/g, "=");
      const found = plain.match(new RegExp(`/${page}#token=([0-9a-f]+)`));
      if (found?.[1] !== undefined) return found[1];
    }
    return undefined;
  });
}

type SignedIn = components["schemas"]["signed_in"];

function browser(answer: { data?: unknown; response: Response }, csrf: string | null | undefined): Client<paths> {
  const cookie = text(answer.response.headers.get("set-cookie")).split(";")[0];
  const headers = { Cookie: text(cookie), "X-CSRF": text(csrf), "Sec-Fetch-Site": "same-origin" };
  return createClient<paths>({ baseUrl: address, headers });
}

async function signUp(): Promise<Client<paths>> {
  const anybody = createClient<paths>({ baseUrl: address });
  const body = { email: person.email, account_name: "Cliente", country: "CO" };
  const asked = await anybody.POST("/api/v1/registrations", { body });
  if (asked.response.status !== 204) throw new Error(`registration: ${asked.response.status}`);
  const token = await mailed("sign-up");
  must(await anybody.POST("/api/v1/registrations/confirm", { body: { token, password: person.password } }));
  const answer = await anybody.POST("/api/v1/sessions", { body: person });
  return browser(answer, must(answer).csrf);
}

/** RFC 6238 by the platform's own HMAC. */
async function codeAt(secret: string, when: number): Promise<string> {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
  const step = new DataView(new ArrayBuffer(8));
  step.setBigUint64(0, BigInt(Math.floor(when / 30_000)));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, step.buffer));
  const at = mac.getUint8(19) & 15;
  return String((mac.getUint32(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Takes a second factor up, leaves, and comes back in with a recovery code. */
async function withSecondFactor(me: Client<paths>): Promise<Client<paths>> {
  const { password } = person;
  const begun = must(await me.POST("/api/v1/second-factor", { body: { password } }));
  const now = Date.parse(text(must(await me.GET("/api/v1/session")).session?.seen_at));
  const code = await codeAt(text(begun.secret), now);
  const answer = await me.POST("/api/v1/second-factor/confirm", { body: { code } });
  const confirmed = must(answer);
  const again = browser(answer, (confirmed.in as SignedIn | undefined)?.csrf);
  await again.DELETE("/api/v1/session");
  const anybody = createClient<paths>({ baseUrl: address });
  const alone = await anybody.POST("/api/v1/sessions", { body: person });
  if (alone.error?.code !== "auth.code_needed") throw new Error(`a password alone: ${alone.error?.code}`);
  const recovery = text(confirmed.codes?.[0]);
  const back = await anybody.POST("/api/v1/sessions", { body: { ...person, code: recovery } });
  return browser(back, must(back).csrf);
}

async function newKey(): Promise<string> {
  const platform = signedIn(given("SPEECHAI_PLATFORM_KEY"));
  must(await platform.POST("/api/v1/admin/voice/set-up", { body: {} }));
  const me = await withSecondFactor(await signUp());
  const key = must(await me.POST("/api/v1/api-keys", { body: { name: "programa" } }));
  return text(key.secret);
}

async function upload(api: Client<paths>, campaign: string, sheet: string): Promise<string> {
  const batch = must(await api.POST("/api/v1/batches", {
    params: { query: { file_name: "contactos.csv", campaign }, header: once() },
    headers: { "Content-Type": "application/octet-stream" },
    body: sheet as never, // raw bytes have no type in the document
    bodySerializer: (body: unknown) => body as BodyInit,
  }));
  return text(batch.id);
}

async function settled(api: Client<paths>, id: string) {
  const batch = must(await api.GET("/api/v1/batches/{id}", { params: { path: { id } } }));
  if (batch.status === "failed") throw new Error("the import failed");
  return batch.status === "committed" ? batch : undefined;
}

async function draft(api: Client<paths>): Promise<string> {
  must(await api.POST("/api/v1/numbers", { params: { header: once() }, body: { e164: number } }));
  const script = must(await api.POST("/api/v1/scripts", {
    params: { header: once() },
    body: { name: "Cobro", language: "es-CO", instructions: "Cobre a {{nombre}} ${{saldo}}.", opening: "Hola." },
  }));
  const campaign = must(await api.POST("/api/v1/campaigns", {
    params: { header: once() },
    body: {
      name: "Noviembre", script: text(script.id), from_numbers: [number], max_call_ms: 300000,
      pacing: { starts_per_minute: 6000, max_active: 50 }, retry: { max_attempts: 1, attempts_per_day: 1 },
    },
  }));
  return text(campaign.id);
}

async function results(api: Client<paths>, campaign: string): Promise<string> {
  const body = { campaign, format: "csv" as const };
  const id = text(must(await api.POST("/api/v1/exports", { params: { header: once() }, body })).id);
  await until("the export is ready", async () => {
    const made = must(await api.GET("/api/v1/exports/{id}", { params: { path: { id } } }));
    return made.status === "ready" ? made : undefined;
  });
  const file = await api.GET("/api/v1/exports/{id}/file", { params: { path: { id } }, parseAs: "text" });
  return text(must(file) as string);
}

const api = signedIn(await newKey());
const amount = { amount: "20", currency: "USD" };
must(await api.POST("/api/v1/wallet/top-ups", { params: { header: once() }, body: { amount } }));
const campaign = await draft(api);
const rows = Array.from({ length: 10 }, (_, i) => `300111${String(1000 + i)},Persona ${i},${1000 + i}`);
const batch = await upload(api, campaign, ["celular,nombre,saldo", ...rows, ""].join("\n"));
must(await api.POST("/api/v1/batches/{id}/import", { params: { path: { id: batch }, header: once() } }));
const imported = await until("the batch is imported", () => settled(api, batch));
if (imported.counts?.jobs !== 10) throw new Error(JSON.stringify(imported.counts));
must(await api.POST("/api/v1/campaigns/{id}/launch", { params: { path: { id: campaign }, header: once() } }));
const done = await until("the campaign is done", async () => {
  const now = must(await api.GET("/api/v1/campaigns/{id}/progress", { params: { path: { id: campaign } } }));
  return now.status === "done" ? now : undefined;
});
const lines = (await results(api, campaign)).trim().split("\n");
if (lines.length !== 11) throw new Error(`${lines.length} lines of results for ${done.jobs} people`);

const refused = await api.GET("/api/v1/campaigns/{id}", { params: { path: { id: batch } } });
if (refused.response.status !== 404 || refused.error?.code !== "campaign.not_found") throw new Error("no 404");
console.log(`${done.jobs} people, ${done.calls} calls, ${lines.length} lines of results`);
