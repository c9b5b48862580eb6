// Each chart of the analytics page as a picture: light whatever the page wears, with its title and what it draws; as a
// workbook whose figures can be counted with; and its sums open the calls that they sum.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, place, settled, signIn, until } from "./browser.mjs";

const charts = { llamadas_por_dia: "Llamadas por día", embudo: "De cada 100", respuesta_por_hora: "A qué hora", resultados: "Lo más frecuente" };

async function pictureOf(page, name, title) {
  const card = page.getByRole("region", { name: new RegExp(title) }).first();
  await card.getByRole("button", { name: "Descargar", exact: true }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Imagen (PNG)" }).click();
  const file = await coming;
  must(file.suggestedFilename() === `${name}.png`, `${name} is called by its name`);
  const path = join(place.out, "charts", file.suggestedFilename());
  await file.saveAs(path);
  return readFileSync(path);
}

/** Its size, its corner, and how many colours it has, as the browser reads it. */
const look = (page, png) =>
  page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height }).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) colours.add((data[i] >> 5) * 64 + (data[i + 1] >> 5) * 8 + (data[i + 2] >> 5));
    return { width, height, corner: [...data.slice(0, 4)], colours: colours.size };
  }, png.toString("base64"));

const cardOf = (page, title) => page.getByRole("region", { name: title }).first();

/** Of the campaign that is over, whose figures stand still. */
async function opensItsCalls(page) {
  const { items } = await ask("GET", `/api/v1/calls?campaign=${place.over}&limit=200`);
  const promises = items.filter(({ outcome }) => outcome === "promise").length;
  for (const [name, count] of [["Llamadas", items.length], ["Promesas", promises]]) {
    await page.goto(`${place.url}/analytics?campaign=${place.over}`);
    await settled(page);
    await page.getByRole("link", { name: `${name}: ${count}`, exact: true }).click();
    await page.getByRole("heading", { name: "Llamadas", level: 1 }).waitFor();
    await page.getByText(new RegExp(`^${count} filas?$`)).waitFor();
  }
  must(page.url().includes("outcome=promise") && page.url().includes(place.over), "the list is of the campaign and the outcome");
  await page.goBack();
  await settled(page);
  await page.getByRole("list").getByRole("link", { name: "Promesa de pago" }).click();
  await page.getByText(new RegExp(`^${promises} filas?$`)).waitFor();
}

/** The campaign's line: what was spent is a number, its unit stands in the title. */
async function isCountedWith(page) {
  await page.goto(`${place.url}/analytics?campaign=${place.over}`);
  await settled(page);
  const card = cardOf(page, /^Por campaña/);
  await until("the table is there", () => card.getByRole("row").count());
  await card.getByRole("button", { name: "Descargar", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Tabla (Excel)" }).click()]);
  const [titles, line] = JSON.parse(execFileSync("/usr/bin/python3", [join(place.here, "workbook.py"), await file.path()]).toString());
  must(titles.at(-1) === "Gastado (USD)" && titles[1] === "Llamadas", `the workbook has titles: ${titles.join()}`);
  const progress = await ask("GET", `/api/v1/campaigns/${place.over}/progress`);
  must(line[0].startsWith("Cartera octubre") && Number(line[1]) === progress.calls, `${line.join()} are the campaign's ${progress.calls} calls`);
  must(Number(line.at(-1)) > 0, `what was spent is a number: ${line.at(-1)}`);
}

/** Light and dark while the charts are open, as the system changes and as somebody chooses. */
async function turnsDark(page) {
  const wears = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await wears();
  await page.emulateMedia({ colorScheme: "dark" });
  await until("it is as dark as the system", async () => (await wears()) !== light);
  await page.emulateMedia({ colorScheme: "light" });
  await until("and light again", async () => (await wears()) === light);
  await page.getByRole("button", { name: /Cobranzas Andinas/ }).click();
  await page.getByRole("menuitemradio", { name: "Oscura" }).click();
  await until("dark was chosen", async () => (await wears()) !== light);
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  must((await axeFindings(page)) === "", "axe finds nothing in charts that turned dark");
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);
  await page.goto(`${place.url}/analytics`);
  await settled(page);
  await turnsDark(page);
  for (const [name, title] of Object.entries(charts)) {
    const { width, height, corner, colours } = await look(page, await pictureOf(page, name, title));
    must(width === 1920 && height > 300, `${name} is as wide as a page of a report: ${width} × ${height}`);
    must(corner.every((part) => part === 255), `${name} stands on white: ${corner}`);
    must(colours > 8, `${name} draws something: ${colours} colours`);
  }
  must((await page.locator("body > [class*=sheet]").count()) === 0, "nothing of it stays in the page");
  await opensItsCalls(page);
  await isCountedWith(page);
  mustBeQuiet(page);
  await page.context().close();
});
