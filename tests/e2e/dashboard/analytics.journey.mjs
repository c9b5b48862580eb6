// Each chart of the analytics page as a picture: light whatever the page wears, with its title and what it draws.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { choose, journey, must, mustBeQuiet, newPage, place, settled, signIn } from "./browser.mjs";

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

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);
  await choose(page, { language: "es", theme: "dark" });
  await page.goto(`${place.url}/analytics`);
  await settled(page);
  for (const [name, title] of Object.entries(charts)) {
    const { width, height, corner, colours } = await look(page, await pictureOf(page, name, title));
    must(width === 1920 && height > 300, `${name} is as wide as a page of a report: ${width} × ${height}`);
    must(corner.every((part) => part === 255), `${name} stands on white: ${corner}`);
    must(colours > 8, `${name} draws something: ${colours} colours`);
  }
  must((await page.locator("body > [class*=sheet]").count()) === 0, "nothing of it stays in the page");
  mustBeQuiet(page);
  await page.context().close();
});
