// Which campaign a list enters: none is there yet, the only one, the oldest of more than are shown, found by its name with the
// keyboard alone, and one that is over. And a list that lacks what the script says: told before the import, and not launched.
// Files let go beside their place, and somebody who goes elsewhere while one is on its way.
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, place, settled, signIn, until } from "./browser.mjs";

const MORE_THAN_SHOWN = 51;
const who = { email: "lotes@example.com", password: place.own.password };
const sheet = { name: "lista.csv", mimeType: "text/csv", buffer: Buffer.from("celular,nombre\n3135550700,Persona\n") };

async function newAccount() {
  const body = { name: "Muchas Campañas", country: "CO", plan: "professional", owner_email: who.email, owner_password: who.password };
  return (await ask("POST", "/api/v1/admin/accounts", { key: place.platformKey, body })).secret;
}

const newCampaign = (key, name) => ask("POST", "/api/v1/campaigns", { key, body: { name } });
const choice = (page) => page.getByRole("combobox", { name: "Para la campaña" });
const shows = (page, text) => choice(page).filter({ hasText: text }).waitFor();

async function open(page, campaign) {
  await page.goto(`${place.url}/batches/new${campaign ? `?campaign=${campaign}` : ""}`);
  await settled(page);
}

/** Opens it, types a part of the name, takes the only one that is left. */
async function findsByKeyboard(page, text, name) {
  await choice(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.locator("input:focus").and(page.getByRole("combobox", { name: "Buscar por nombre" })).waitFor();
  await page.keyboard.insertText(text); // at once: what is found is of the whole of it, and is not found anew meanwhile
  await page.waitForFunction((n) => {
    const options = [...document.querySelectorAll("[role=option]")];
    return options.length === 1 && options[0].textContent.includes(n);
  }, name);
  must((await axeFindings(page)) === "", "axe finds nothing in the open list");
  await page.keyboard.press("ArrowDown");
  await page.locator("[role=option][data-highlighted]").waitFor();
  await page.keyboard.press("Enter");
  await shows(page, name);
  await page.locator("[role=combobox]:focus").and(choice(page)).waitFor(); // one goes on from where one was
}

/** Its script says something that the list does not bring: nobody of it would ever be called. */
async function lacksAColumn(page, key) {
  const number = "+576015550100";
  await ask("POST", "/api/v1/numbers", { key, body: { e164: number } });
  const text = { opening: "¿Hablo con {{nombre}}?", instructions: "Recuerde a {{nombre}} su saldo de {{Saldo}}." };
  const script = await ask("POST", "/api/v1/scripts", { key, body: { name: "Con saldo", language: "es-CO", ...text } });
  const campaign = await ask("POST", "/api/v1/campaigns", { key, body: { name: "Con guion", script: script.id, from_numbers: [number] } });
  await open(page, campaign.id);
  await shows(page, "Con guion");
  await page.locator("input[type=file]").setInputFiles(sheet);
  await page.getByText("El guion usa «Saldo» y ninguna columna lo trae.").waitFor();
  must((await page.getByRole("link", { name: "Con guion" }).getAttribute("href")) === `/campaigns/${campaign.id}`, "the page tells where its contacts go");
  await page.getByRole("button", { name: "Revisar todas las filas" }).click();
  await page.getByRole("button", { name: "Importar 1 contacto" }).click();
  await page.getByRole("heading", { name: "1 contacto entró a la campaña." }).waitFor();
  await page.goto(`${place.url}/campaigns/${campaign.id}/edit?step=plan`);
  await page.getByText("Nadie será llamado").waitFor();
  await page.getByRole("button", { name: "Subir otra lista" }).waitFor();
  must((await page.getByRole("button", { name: /^Llamar a/ }).count()) === 0, "a launch that calls nobody is not offered");

  await page.goto(`${place.url}/batches`);
  await settled(page);
  await page.getByRole("row", { name: /lista\.csv.*Con guion.*1.*1.*0/ }).waitFor();
  await page.getByRole("row", { name: /lista\.csv.*Cartera más antigua.*—.*—.*—/ }).waitFor(); // nobody has counted yet
}

/** Lets go of files over the heading, beside the place for them. What the page leaves to the browser would be opened there. */
const dropsBeside = (page, ...names) =>
  page.evaluate((all) => {
    const dataTransfer = new DataTransfer();
    for (const name of all) dataTransfer.items.add(new File(["celular,nombre\n3135550701,Persona\n"], name));
    return ["dragover", "drop"].every((type) => {
      const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
      document.querySelector("h1").dispatchEvent(event);
      return event.defaultPrevented;
    });
  }, names);

/** Files let go anywhere on the page; who goes elsewhere while one is on its way stays there and is told. */
async function dropsAndGoes(page, campaign) {
  await open(page, campaign);
  must(await dropsBeside(page, "uno.csv", "dos.csv"), "the browser opens no file over the page");
  await page.getByText("Llegaron 2 archivos: suba uno a la vez.").waitFor();
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  const uploads = (url) => url.pathname === "/api/v1/batches" && url.searchParams.has("file_name");
  await page.route(uploads, async (route) => {
    await held;
    await route.continue();
  });
  must(await dropsBeside(page, "al lado.txt"), "nor one");
  await page.getByRole("progressbar", { name: "al lado.txt" }).waitFor();
  await page.getByRole("link", { name: "Guiones" }).first().click();
  await page.getByRole("heading", { name: "Guiones", exact: true }).waitFor();
  letGo();
  await page.getByText("«al lado.txt» ya está en Lotes, por revisar.").waitFor();
  must(new URL(page.url()).pathname === "/scripts", "nobody is taken away from where one went");
  await page.unroute(uploads);
}

await journey(async (browser) => {
  const key = await newAccount();
  const page = await newPage(browser);
  await signIn(page, who);

  await open(page);
  await page.getByRole("heading", { name: "Ninguna campaña recibe contactos" }).waitFor();
  must((await page.getByRole("main").getByRole("link", { name: "Nueva campaña" }).getAttribute("href")) === "/campaigns/new", "the next step is there");

  const oldest = await newCampaign(key, "Cartera más antigua");
  await open(page);
  await shows(page, "Cartera más antigua"); // the only one

  for (let i = 1; i <= MORE_THAN_SHOWN; i += 1) await newCampaign(key, `Recordatorio ${i}`);
  await open(page);
  await shows(page, "Elija una campaña");
  await until("a list enters no campaign that nobody chose", () => page.getByRole("button", { name: "Elegir archivo" }).isDisabled());
  await findsByKeyboard(page, "MAS ANTIGUA", "Cartera más antigua");
  await page.reload();
  await shows(page, "Cartera más antigua");
  await page.locator("input[type=file]").setInputFiles(sheet);
  await page.waitForURL(/\/batches\/bat_/);
  const { items } = await ask("GET", `/api/v1/batches?campaign=${oldest.id}`, { key });
  must(items.length === 1, "the list is the campaign's that was chosen");

  await dropsAndGoes(page, oldest.id);
  await ask("POST", `/api/v1/campaigns/${oldest.id}/cancel`, { key });
  await open(page, oldest.id);
  await page.getByText("«Cartera más antigua» ya no recibe contactos. Elija otra campaña.").waitFor();
  await findsByKeyboard(page, "recordatorio 51", "Recordatorio 51");
  await lacksAColumn(page, key);
  mustBeQuiet(page);
});
