// Which campaign a list enters: none is there yet, the only one, the oldest of more than are shown, found by its name with the
// keyboard alone, and one that is over.
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, place, settled, signIn } from "./browser.mjs";

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
  await page.keyboard.type(text);
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
  must(await page.getByRole("button", { name: "Elegir archivo" }).isDisabled(), "a list enters no campaign that nobody chose");
  await findsByKeyboard(page, "MAS ANTIGUA", "Cartera más antigua");
  await page.reload();
  await shows(page, "Cartera más antigua");
  await page.locator("input[type=file]").setInputFiles(sheet);
  await page.waitForURL(/\/batches\/bat_/);
  const { items } = await ask("GET", `/api/v1/batches?campaign=${oldest.id}`, { key });
  must(items.length === 1, "the list is the campaign's that was chosen");

  await ask("POST", `/api/v1/campaigns/${oldest.id}/cancel`, { key });
  await open(page, oldest.id);
  await page.getByText("«Cartera más antigua» ya no recibe contactos. Elija otra campaña.").waitFor();
  await findsByKeyboard(page, "recordatorio 51", "Recordatorio 51");
  mustBeQuiet(page);
});
