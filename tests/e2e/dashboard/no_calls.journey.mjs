// The do-not-call list of the whole installation: a number is put on it with a note, a sheet is uploaded, the list is taken
// along as a file, a number comes off again; an account's campaign sees it before its launch, and the deeds stand in the log.
import { readFileSync } from "node:fs";
import { ask, axeFindings, choose, dialogOf, journey, must, mustBeQuiet, newPage, overflow, picture, place, settled, signIn, until } from "./browser.mjs";

const LIST = `${place.url}/admin/suppressions`;
const listed = async () => (await ask("GET", "/api/v1/admin/suppressions?limit=100", { key: place.platformKey })).items.map(({ phone }) => phone);

async function fits(page, name) {
  for (const [width, height] of [[360, 740], [1280, 800], [2560, 1440]]) {
    await page.setViewportSize({ width, height });
    await settled(page);
    await picture(page, { whole: false }, "no_calls", `${name}-${width}`);
    must((await overflow(page)) <= 0, `${name} fits ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function seen(page, name) {
  await fits(page, name);
  const findings = await axeFindings(page);
  must(findings === "", `axe finds nothing in ${name}: ${findings}`);
}

async function add(page, phone) {
  await page.getByRole("button", { name: "Agregar un número" }).click();
  const dialog = dialogOf(page);
  await dialog.locator("input[name=phone]").fill("300 12");
  await dialog.getByRole("button", { name: "Agregar", exact: true }).click();
  await dialog.getByText("no es un teléfono").or(dialog.locator("[role=alert], [data-invalid]")).first().waitFor();
  await seen(page, "add-refused");
  await dialog.locator("input[name=phone]").fill(phone);
  await dialog.locator("input[name=note]").fill("Lo pidió por escrito");
  await dialog.getByRole("button", { name: "Agregar", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Número agregado a la lista de todas las cuentas").waitFor();
  await page.getByRole("row", { name: new RegExp(`\\${phone}`) }).getByText("Lo pidió por escrito").waitFor();
}

const sheet = (rows) => ({ name: "registro.csv", mimeType: "text/csv", buffer: Buffer.from(["telefono", ...rows].join("\n")) });

async function upload(page) {
  const input = page.locator("input[type=file]");
  await input.setInputFiles(sheet(["+573009990001", "+573009990002", "+573009990003", "no es un número"]));
  await page.getByText("Filas leídas: 4. Teléfonos nuevos en la lista: 3. Ya estaban: 0. Filas sin teléfono válido: 1.").waitFor();
  await seen(page, "uploaded");
  await input.setInputFiles(sheet(["+573009990001"]));
  await page.getByText("Filas leídas: 1. Teléfonos nuevos en la lista: 0. Ya estaban: 1. Filas sin teléfono válido: 0.").waitFor();
  await lookFor(page);
  await input.setInputFiles({ name: "foto.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("not a workbook") });
  await page.locator("[data-kind=bad]").first().waitFor();
  await fits(page, "upload-refused");
}

/** By the whole number, or by how it begins, as it stands in the address; what is not there is said. */
async function lookFor(page) {
  const field = page.locator("input[name=phone]");
  const rows = page.locator("tbody tr").filter({ hasText: "+57" });
  for (const [said, n] of [["+57 300 999 0002", 1], ["300 999", 4], ["+57300", 4]]) {
    await field.fill(said);
    await until(`${said} finds ${n}`, async () => (await rows.count()) === n && new URL(page.url()).searchParams.get("phone") === said);
  }
  await field.fill("310 000");
  await page.getByText("310 000 no está en la lista").waitFor();
  await seen(page, "not-listed");
  await field.fill("Ana");
  await page.getByText("Escriba los dígitos del teléfono.").waitFor();
  await field.fill("");
  await until("all are there again", async () => (await rows.count()) === 4 && !new URL(page.url()).searchParams.has("phone"));
}

async function takeAlong(page) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Descargar CSV" }).click()]);
  const lines = readFileSync(await file.path(), "utf8").trim().split(/\r?\n/);
  must(lines[0].endsWith("phone,reason,note,created_at,expires_at"), "the file names its columns");
  must(lines.length === 5 && lines.some((line) => line.startsWith(`+573009990002,"imported",`)), `and holds the list: ${lines}`);
}

async function takeOff(page, phone) {
  await page.getByRole("row", { name: new RegExp(`\\${phone}`) }).getByRole("button", { name: "Sacar de la lista" }).click();
  await seen(page, "take-off");
  await page.getByRole("alertdialog").getByRole("button", { name: "Sacar de la lista" }).click();
  await page.getByText("El número salió de la lista de todas las cuentas").waitFor();
  await until("it is off", async () => !(await listed()).includes(phone));
}

/** Nobody who stands on it is called: the account is told so before its launch. */
async function holdsForAccounts() {
  const skipped = async () => (await ask("GET", `/api/v1/campaigns/${place.planned}/flight-plan`)).skipped ?? [];
  const said = (notes) => notes.some(({ slug, people }) => slug.includes("suppress") && people === 1);
  must(!said(await skipped()), "nobody is skipped for it");
  const phone = (await ask("GET", `/api/v1/jobs?limit=1&campaign=${place.planned}`)).items[0].phones[0].phone;
  const { id } = await ask("POST", "/api/v1/admin/suppressions", { key: place.platformKey, body: { phone } });
  const notes = await skipped();
  must(said(notes), `the plan leaves one out: ${JSON.stringify(notes)}`);
  await ask("DELETE", `/api/v1/admin/suppressions/${id}`, { key: place.platformKey });
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, place.operator);
  await page.goto(LIST);
  await settled(page);
  await seen(page, "none");
  await add(page, "+573009990000");
  await upload(page);
  await takeAlong(page);
  await takeOff(page, "+573009990000");

  await holdsForAccounts();

  await page.goto(`${place.url}/admin/audit`);
  await page.getByText("Número en la lista de no llamar de todas las cuentas").first().waitFor();
  await page.getByText("Número fuera de la lista de no llamar de todas las cuentas").first().waitFor();
  await seen(page, "log");

  await choose(page, { language: "en", theme: "dark" });
  await page.goto(LIST);
  await settled(page);
  await seen(page, "list-en-dark");
  mustBeQuiet(page);
  await page.context().close();
});
