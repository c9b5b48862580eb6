// What a list shows stands in its address: it survives a reload and the way back and forward, and its file has the same.
import { axeFindings, journey, must, mustBeQuiet, newPage, place, settled, signIn } from "./browser.mjs";

async function choose(page, label, option) {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option }).click();
}

/** Every row that is shown has it, also after a reload, and after another page and back. */
async function stays(page, column, word) {
  const holds = async () => {
    await settled(page);
    await page.locator("tbody tr").first().waitFor();
    await page.waitForFunction(
      ([n, text]) => [...document.querySelectorAll(`tbody tr td:nth-child(${n})`)].every((cell) => cell.textContent.includes(text)),
      [column, word],
    );
  };
  await holds();
  await page.reload();
  await holds();
  const address = page.url();
  await page.getByRole("link", { name: "Guiones" }).first().click();
  await page.getByRole("heading", { name: "Guiones" }).waitFor();
  await page.goBack();
  must(page.url() === address, "back is the address with its filters");
  await holds();
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);

  await page.goto(`${place.url}/settings/audit`);
  await choose(page, "Qué se hizo", "Campaña lanzada");
  await page.waitForURL(/type=campaign\.launched/);
  await stays(page, 2, "Campaña lanzada");
  must((await page.getByRole("link", { name: /Descargar/ }).getAttribute("href")).includes("type=campaign.launched"), "the file has the same");
  await page.getByLabel("Hasta").fill("2020-01-01");
  await page.getByText("Nada con estos filtros").waitFor();
  must((await axeFindings(page)) === "", "axe finds nothing in the log");
  await page.getByRole("button", { name: "Quitar filtros" }).click();
  await page.locator("tbody tr").first().waitFor();

  await page.goto(`${place.url}/calls`);
  await settled(page);
  await choose(page, "Resultado", "Promesa de pago");
  await page.waitForURL(/outcome=promise/);
  await stays(page, 3, "Promesa de pago");

  await page.goto(`${place.url}/batches`);
  await settled(page);
  await choose(page, "Estado", "Importado");
  await page.waitForURL(/status=committed/);
  await stays(page, 2, "Importado");

  await page.goto(`${place.url}/campaigns`);
  await settled(page);
  await page.getByRole("combobox").first().click();
  await page.getByRole("option", { name: "Terminada" }).click();
  await page.waitForURL(/status=done/);
  await stays(page, 2, "Terminada");
  mustBeQuiet(page);
  await page.context().close();
});
