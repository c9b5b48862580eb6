// A workbook as people keep them: dragged in, its sheet, its row of titles and its columns chosen, a row mended in place, those
// that stay out taken along as a workbook, the others imported and taken back.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, choose, journey, must, mustBeQuiet, newPage, place, signIn, until } from "./browser.mjs";

const combo = (page, name) => page.getByRole("combobox", { name });
const shows = (page, name, text) => combo(page, name).filter({ hasText: text }).waitFor();

async function pick(page, name, option) {
  await combo(page, name).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** As the browser hands over what is dropped on it. */
async function drop(page, name) {
  const bytes = readFileSync(place.workbook).toString("base64");
  const dataTransfer = await page.evaluateHandle(
    ([text, file]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], file));
      return transfer;
    },
    [bytes, name],
  );
  const area = page.getByText("Arrastre aquí");
  await area.dispatchEvent("dragover", { dataTransfer });
  await area.dispatchEvent("drop", { dataTransfer });
  await page.waitForURL(/\/batches\/bat_/);
}

async function understand(page) {
  await shows(page, "Hoja", "Cartera"); // the cover has no phones
  await shows(page, "Fila de títulos", "4");
  await shows(page, /Columna Cliente/, "Nombre");
  await shows(page, /Columna Tel. celular/, "Teléfono");
  await shows(page, /Columna Saldo/, "Monto");
  await page.getByRole("cell", { name: "Luis Peña" }).waitFor();

  await pick(page, "Hoja", "Hoja: Portada");
  await page.getByText("Ninguna columna tiene los teléfonos.").waitFor();
  await until("without phones there is nothing to review", () => page.getByRole("button", { name: "Revisar todas las filas" }).isDisabled());
  await pick(page, "Hoja", "Hoja: Cartera");
  await shows(page, "Fila de títulos", "4");
  await pick(page, "Fila de títulos", "Fila de títulos: 3");
  await combo(page, "Columna Generado por: qué es").waitFor();
  await pick(page, "Fila de títulos", "Fila de títulos: 4");
  await combo(page, /Columna Observación/).waitFor();

  // one after the other, faster than the server answers
  await pick(page, /Columna Observación/, "No se usa");
  await pick(page, /Columna Ciudad/, "Variable del guion");
  await pick(page, "Repetidas", "Repetidas: Omitir a quien ya contestó");
  await shows(page, /Columna Observación/, "No se usa");
}

const count = (page, word, n) => page.getByRole("button", { name: new RegExp(`^${n} ?${word}`) }).waitFor();

async function review(page) {
  await page.getByRole("button", { name: "Revisar todas las filas" }).click();
  await count(page, "Rechazadas", 2);
  await count(page, "Duplicadas", 1);
  const row = page.getByRole("row", { name: /Sara Niño/ });
  const spanish = await row.getByRole("cell").nth(1).textContent();
  await choose(page, { language: "en", theme: "light" });
  await page.reload();
  await row.waitFor();
  const english = await row.getByRole("cell").nth(1).textContent();
  must(english !== spanish && /[a-z]/.test(english), `the reasons are the viewer's: ${spanish} | ${english}`);
  await choose(page, { language: "es", theme: "light" });
  await page.reload();

  await page.getByRole("button", { name: /^2 ?Rechazadas/ }).click();
  await page.getByRole("row", { name: /Ana Rojas/ }).waitFor({ state: "detached" }); // all are seen until these are there
  // what is written is kept, and is not good yet
  await page.getByRole("button", { name: /Cambiar Tel. celular de la fila 7: 12/ }).click();
  await page.getByRole("textbox", { name: /Cambiar Tel. celular/ }).fill("312555");
  await page.keyboard.press("Enter");
  await page.locator("[data-kind=bad]").filter({ hasText: /La fila 7 está guardada y queda fuera: rechazada\. .*corto/ }).waitFor();
  await row.getByText("Rechazada").waitFor();

  await page.getByRole("button", { name: /Cambiar Tel. celular de la fila 7: 312555/ }).click();
  await page.getByRole("textbox", { name: /Cambiar Tel. celular/ }).fill("3125556009");
  await page.keyboard.press("Enter");
  await page.getByText("La fila 7 está guardada.").waitFor();
  await row.getByText("Lista").waitFor(); // it stays where it was mended
  await page.locator("button:focus").filter({ hasText: "3125556009" }).waitFor();
  await count(page, "Rechazadas", 1);
}

/** Nothing but what stays out now: not the mended row, not the ready ones. */
async function takeAlong(page) {
  const press = page.getByRole("button", { name: "Descargar las 2 que no entran" });
  const [file] = await Promise.all([page.waitForEvent("download"), press.click()]);
  must(file.suggestedFilename() === "noviembre - no entran.xlsx", file.suggestedFilename());
  const rows = JSON.parse(execFileSync("/usr/bin/python3", [join(place.here, "workbook.py"), await file.path()]).toString());
  must(rows.length === 3, `a head and 2 rows: ${rows.length}`);
  must(rows[0].slice(0, 2).join() === "Cliente,Tel. celular", rows[0].join("|"));
  must(rows[1].includes("Óscar Vélez") && rows[1].includes("8") && rows[1].includes("Rechazada"), rows[1].join("|"));
  must(rows[2].includes("Otra Ana") && rows[2].includes("9") && rows[2].includes("Duplicada"), rows[2].join("|"));
}

async function importAndUndo(page, campaign) {
  await page.getByRole("button", { name: "Importar 3 contactos" }).click();
  await page.getByRole("heading", { name: "3 contactos entraron a la campaña." }).waitFor();
  must((await ask("GET", `/api/v1/campaigns/${campaign}/progress`)).jobs === 3, "the contacts are in");
  await takeAlong(page);
  await page.getByRole("button", { name: "Deshacer…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sacar hasta 3 contactos" }).click();
  await page.getByRole("heading", { name: "Deshecho" }).waitFor();
  must((await ask("GET", `/api/v1/campaigns/${campaign}/progress`)).jobs === 0, "the contacts are out again");
}

/** Fine where it is looked at first, broken further down: a check and an import say where, in the reader's language. */
async function breaks(page, campaign) {
  const rows = Array.from({ length: 300 }, (_, i) => `302${1000000 + i},Ana ${i}\n`).join("");
  const buffer = Buffer.from(`celular,nombre\n${rows}3009998877,"Luis\n`);
  await page.goto(`${place.url}/batches/new?campaign=${campaign}`);
  await page.locator("input[type=file]").setInputFiles({ name: "rota.csv", mimeType: "text/csv", buffer });
  await page.waitForURL(/\/batches\/bat_/);
  await page.getByRole("button", { name: "Revisar todas las filas" }).click();
  await page.getByText("No se pudo revisar la hoja").waitFor();
  await page.getByText(/fila 302 abre unas comillas/).waitFor();
  await page.getByRole("cell", { name: "Ana 0" }).waitFor(); // it can be mended: another sheet, another row of titles
  await ask("POST", `/api/v1/batches/${page.url().split("/").at(-1)}/import`);
  await page.getByRole("heading", { name: "No se pudo leer" }).waitFor();
  await page.getByText(/No se guardó nada de esta hoja\. La fila 302 abre unas comillas/).waitFor();
  await choose(page, { language: "en", theme: "light" });
  await page.reload();
  await page.getByText(/Nothing of this sheet was kept\. Row 302 opens a quotation mark/).waitFor();
  await choose(page, { language: "es", theme: "light" });
}

await journey(async (browser) => {
  const campaign = (await ask("POST", "/api/v1/campaigns", { body: { name: "Cartera de un libro" } })).id;
  const page = await newPage(browser);
  await signIn(page);
  await page.goto(`${place.url}/batches/new?campaign=${campaign}`);
  await drop(page, "noviembre.xlsx");
  await understand(page);
  await review(page);
  await takeAlong(page);
  await importAndUndo(page, campaign);
  await breaks(page, campaign);
  mustBeQuiet(page);
});
