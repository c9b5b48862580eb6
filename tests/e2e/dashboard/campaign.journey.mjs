// From a list to its results: the file is dropped, a bad row mended in place, the contacts imported, the flight plan read,
// the campaign launched, paused, resumed, cancelled, and its results saved.
import { readFileSync } from "node:fs";
import { ask, journey, must, mustBeQuiet, newPage, picture, place, signIn, until } from "./browser.mjs";

const header = "celular,nombre_completo,saldo_en_mora,fecha_vencimiento,producto,ciudad\n";
const row = (phone, name) => `${phone},${name},125000,2026-12-05,Tarjeta,Cali\n`;
const people = Array.from({ length: 60 }, (_, i) => row(`31255500${String(i).padStart(2, "0")}`, `Persona ${i}`));
const sheet = { name: "cartera.csv", mimeType: "text/csv", buffer: Buffer.from(header + people.join("") + row("12", "Sin Teléfono")) };

async function takeIn(page) {
  await page.goto(`${place.url}/batches/new?campaign=${place.draft}`);
  await page.getByText("Arrastre aquí").waitFor();
  await page.locator("input[type=file]").setInputFiles({ ...sheet, name: "cartera.pdf" });
  await page.getByRole("alert").filter({ hasText: "no es un libro de Excel" }).waitFor();
  await page.locator("input[type=file]").setInputFiles(sheet);
  await page.waitForURL(/\/batches\/bat_/);
  await page.getByRole("heading", { name: "Así se entendió la hoja" }).waitFor();
  await page.getByRole("button", { name: "Revisar todas las filas" }).click();

  const rejected = page.getByRole("button", { name: /Rechazadas/ });
  await rejected.filter({ hasText: "1" }).click();
  await page.waitForURL(/verdict=rejected/);
  await page.getByRole("row", { name: /Persona 0/ }).waitFor({ state: "detached" }); // all are seen until these are there
  await page.getByRole("button", { name: /Cambiar celular de la fila 62: 12/ }).click();
  await page.getByRole("textbox", { name: /Cambiar celular/ }).fill("3125559999");
  await page.keyboard.press("Enter");
  await page.getByText("La fila 62 está guardada.").waitFor();
  await rejected.filter({ hasText: "0" }).waitFor();

  await page.getByRole("button", { name: "Importar 61 contactos" }).click();
  await page.getByRole("heading", { name: "61 contactos entraron a la campaña." }).waitFor();
  await page.getByRole("link", { name: "Ir a la campaña" }).click();
}

const state = (page, word) => page.getByRole("main").getByText(word, { exact: true }).first().waitFor();

async function run(page) {
  await state(page, "Borrador");
  await page.getByRole("button", { name: "Revisar y lanzar" }).click();
  await page.getByText(/personas serán llamadas/).waitFor();
  await page.getByRole("button", { name: /^Llamar a 61 personas · hasta/ }).click();
  await state(page, "En curso");
  await page.getByRole("button", { name: "Pausar" }).click();
  await state(page, "En pausa");
  must((await ask("GET", `/api/v1/campaigns/${place.draft}`)).status === "paused", "the campaign is paused for the API as well");
  await page.getByRole("button", { name: "Reanudar" }).click();
  await state(page, "En curso");
  await until("some calls are over", async () => (await ask("GET", `/api/v1/campaigns/${place.draft}/progress`)).done > 3);
}

/** As a program changes it while somebody writes. */
async function changeMeanwhile(path, change) {
  const { version } = await ask("GET", path);
  await ask("PATCH", path, { body: change, headers: { "If-Match": `"${version}"` } });
}

/** Pace and limit of a campaign that calls: what cannot be is told at its field, what another changed meanwhile is told and not
 *  written over, what is changed holds at once. So slow, that somebody is left to be called when it is cancelled. */
async function changeLimits(page) {
  const path = `/api/v1/campaigns/${place.draft}`;
  await page.getByRole("button", { name: "Cambiar…", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Cambiar ritmo y tope" });
  await dialog.getByText("Vale desde la próxima llamada.").waitFor();
  await dialog.getByLabel("Tope de llamadas").fill("cien");
  await dialog.getByRole("button", { name: "Cambiar desde ahora" }).click();
  await dialog.getByText(/Escriba un número entero de 1 a/).first().waitFor();
  await dialog.getByLabel("Tope de llamadas").fill("500");
  await changeMeanwhile(path, { pacing: { starts_per_minute: 9, max_active: 5 } });
  await dialog.getByRole("button", { name: "Cambiar desde ahora" }).click();
  await dialog.getByText("La campaña cambió mientras usted escribía").waitFor();
  await picture(page, { whole: false }, "dialogs", "limits-overtaken");
  await until("what was not touched is what holds now", async () => (await dialog.getByLabel("Al mismo tiempo").inputValue()) === "5");
  must((await dialog.getByLabel("Tope de llamadas").inputValue()) === "500", "and what was typed stays");
  await dialog.getByLabel("Al mismo tiempo").fill("3");
  await dialog.getByRole("button", { name: "Cambiar desde ahora" }).click();
  await page.getByText("Ritmo y tope están cambiados.").waitFor();
  await dialog.waitFor({ state: "hidden" });
  const { budget_calls: limit, pacing, status } = await ask("GET", path);
  must(limit === 500 && pacing.max_active === 3 && status === "running", "the limits are changed for the API as well");
  must(pacing.starts_per_minute === 9, "and the other change holds");
}

async function endIt(page) {
  await page.getByRole("button", { name: "Cancelar…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Volver" }).click();
  await page.getByRole("button", { name: "Cancelar…" }).click();
  await page.getByRole("button", { name: /^Cancelar y dejar/ }).click();
  await state(page, "Cancelada");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Descargar resultados" }).click(),
  ]);
  must(readFileSync(await download.path()).subarray(0, 2).toString() === "PK", "the results are a workbook");
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);
  await takeIn(page);
  await run(page);
  await changeLimits(page);
  await endIt(page);
  mustBeQuiet(page);
});
