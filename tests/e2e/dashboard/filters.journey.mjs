// What a list shows stands in its address: it survives a reload and the way back and forward, and its file has the same.
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

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

const rows = (page) => page.locator("tbody tr");

/** As in Excel: pressed twice, a call is opened once, and one step back is the list. */
async function opensOnce(page) {
  await page.goto(`${place.url}/calls?period=week`);
  await settled(page);
  await rows(page).first().getByRole("link").dblclick();
  await page.waitForURL(/\/calls\/cal_/);
  await settled(page);
  await page.goBack();
  await page.waitForURL((url) => url.pathname === "/calls" && url.search === "?period=week");
}

/** By a part of the name, as it is typed; with the state; gone with the field's own cross. */
async function searchesCampaigns(page) {
  await page.goto(`${place.url}/campaigns`);
  await rows(page).first().waitFor();
  const field = page.getByRole("searchbox", { name: "Buscar por nombre" });
  await field.pressSequentially("óctubre TRAMO");
  await page.waitForURL((url) => url.searchParams.get("name") === "óctubre TRAMO"); // a part of it may have gone there before
  const isMeant = async () => {
    const texts = await rows(page).allTextContents();
    return texts.length === 1 && texts[0].includes("Cartera octubre – tramo 1");
  };
  await until("one campaign is left, the one that was meant", isMeant);
  await page.reload();
  await until("the search survives a reload", isMeant);
  await until("and so does what was typed", async () => (await field.inputValue()) === "óctubre TRAMO");
  await choose(page, "Estado", "Borrador");
  await page.getByText("Ninguna campaña se llama «óctubre TRAMO»").waitFor();
  must(/name=.*status=draft/.test(page.url()), "the state is added to the search");
  await field.fill("");
  await until("the drafts are there", async () => (await rows(page).count()) > 0);
}

/** A phone by its beginning, and whole. */
async function searchesPhones(page) {
  for (const phone of ["3017770001", "3017770002", "3028880003"]) await ask("POST", "/api/v1/suppressions", { body: { phone } });
  await page.goto(`${place.url}/settings/suppressions`);
  await rows(page).first().waitFor();
  const field = page.getByRole("searchbox", { name: "Buscar un teléfono" });
  for (const [text, n] of [["301 777", 2], ["+57302", 1], ["302 888 0003", 1]]) {
    await field.fill(text);
    await until(`${text} leaves ${n}`, async () => (await rows(page).count()) === n);
  }
  await field.fill("Ana");
  await page.getByText("Escriba los dígitos del teléfono.").waitFor();
  await field.fill("3029999999");
  await page.getByText("3029999999 no está en la lista").waitFor();
}

/** What the operator has listed for every account is told where somebody looks the person up. */
async function tellsOfTheListOfAll(page) {
  const byOperator = { key: place.platformKey };
  const entry = await ask("POST", "/api/v1/admin/suppressions", { ...byOperator, body: { phone: "+573037770009" } });
  await page.goto(`${place.url}/contacts?phone=3037770009`);
  await page.getByText("Nadie puede llamarlo: está en la lista de toda la instalación").waitFor();
  await picture(page, { whole: false }, "filters", "contact-of-all");
  await ask("DELETE", `/api/v1/admin/suppressions/${entry.id}`, byOperator);
}

/** As people write it: with blanks, without the country's code. */
async function searchesCalls(page) {
  const { phone } = await ask("GET", `/api/v1/calls/${place.call}`);
  const said = phone.replace(/^\+57(\d{3})(\d{3})/, "$1 $2 ");
  await page.goto(`${place.url}/calls`);
  await rows(page).first().waitFor();
  await page.locator("input[name=phone]").fill(said);
  await page.keyboard.press("Enter");
  await page.waitForURL(/phone=/);
  await until(`${said} leaves one person's calls`, async () => {
    const texts = await rows(page).allTextContents();
    return texts.length > 0 && texts.every((text) => text.includes(phone));
  });
  await page.locator("input[name=phone]").fill(said.slice(0, 3));
  await page.keyboard.press("Enter");
  await page.getByText("Se busca por el teléfono completo").waitFor();
}

/** A campaign's script is found by a part of its name, however many there are. */
async function searchesScripts(page) {
  const { id: script } = await ask("POST", "/api/v1/scripts", { body: { name: "Recordatorio áureo", opening: "Buenas.", instructions: "Recuerde el pago." } });
  const { id } = await ask("POST", "/api/v1/campaigns", { body: { name: "Guion por su nombre" } });
  await page.goto(`${place.url}/campaigns/${id}/edit?step=script`);
  const chosen = page.getByRole("combobox", { name: "Guion", exact: true });
  await chosen.click();
  await page.getByPlaceholder("Buscar por nombre").fill("AUREO");
  await until("the search leaves one script", async () => (await page.getByRole("option").count()) === 1);
  await page.getByRole("option", { name: /Recordatorio áureo/ }).click();
  await chosen.filter({ hasText: "Recordatorio áureo" }).waitFor();
  await page.getByText("Abre así: «Buenas.»").waitFor();
  await page.getByRole("button", { name: "Siguiente" }).click();
  await page.waitForURL(/step=numbers/);
  must((await ask("GET", `/api/v1/campaigns/${id}`)).script === script, "the campaign says the script that was found");
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
  await opensOnce(page);

  await page.goto(`${place.url}/batches`);
  await settled(page);
  await choose(page, "Estado", "Importado");
  await page.waitForURL(/status=committed/);
  await stays(page, 2, "Importado");

  await page.goto(`${place.url}/campaigns`);
  await settled(page);
  await choose(page, "Estado", "Terminada");
  await page.waitForURL(/status=done/);
  await stays(page, 2, "Terminada");

  await searchesCampaigns(page);
  await searchesPhones(page);
  await searchesCalls(page);
  await searchesScripts(page);
  await tellsOfTheListOfAll(page);
  mustBeQuiet(page);
  await page.context().close();
});
