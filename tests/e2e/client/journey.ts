// A customer's program from account to results, in types that were generated from the API's document.
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
  const end = Date.now() + 90_000;
  for (;;) {
    const got = await look();
    if (got !== undefined) return got;
    if (Date.now() > end) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function newAccount(): Promise<string> {
  const platform = signedIn(given("SPEECHAI_PLATFORM_KEY"));
  must(await platform.POST("/api/v1/admin/voice/set-up", { body: {} }));
  const body = { name: "Cliente", country: "CO", plan: "professional", owner_email: "ana@example.com" };
  const made = must(await platform.POST("/api/v1/admin/accounts", { params: { header: once() }, body }));
  return text(made.secret);
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

const api = signedIn(await newAccount());
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
