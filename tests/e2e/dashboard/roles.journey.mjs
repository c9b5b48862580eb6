// People who may look and may not see money: no page tells them an amount, no answer that a page is given holds one, and a
// file that one of them takes along has no column of it. Whoever may only look sees no person's phone either, and no button
// that the API would refuse.
import { readFileSync } from "node:fs";
import { ask, axeFindings, choose, complaints, journey, must, mustBeQuiet, newPage, picture, place, settled, signIn } from "./browser.mjs";
import { joins } from "./mail.mjs";

const pages = {
  home: "/",
  campaigns: "/campaigns",
  campaign: `/campaigns/${place.running}`,
  "campaign-over": `/campaigns/${place.over}`,
  "campaign-draft": `/campaigns/${place.planned}`,
  calls: "/calls",
  call: `/calls/${place.call}`,
  job: `/jobs/${place.job}`,
  analytics: "/analytics",
  scripts: "/scripts",
  settings: "/settings",
};
const barred = ["/billing", "/billing/statements", `/billing/entries/${place.charged}`, "/settings/people", "/settings/keys", "/settings/audit"];
/** "US$ 3", "0,18 USD": money of the account. Of what people owe and promise others may read. */
const money = /US\$|\bUSD\b/;
const amounts = (value, path = "") =>
  value === null || typeof value !== "object"
    ? []
    : "currency" in value && typeof value.amount === "string"
      ? [path]
      : Object.entries(value).flatMap(([key, one]) => (key === "promised" ? [] : amounts(one, `${path}.${key}`)));

/** Every answer of the API that the page is given, looked through for amounts. Whoever launches is told what it may cost. */
function listen(page, found, { launches }) {
  page.on("response", async (answer) => {
    if (!answer.url().includes("/api/v1/") || !/json/.test(answer.headers()["content-type"] ?? "")) return;
    const text = await answer.text().catch(() => ""); // a page that is left takes its answers along
    if (text === "") return;
    const path = new URL(answer.url()).pathname;
    if (path.startsWith("/api/v1/plans") || (launches && path.endsWith("/flight-plan"))) return;
    for (const at of amounts(JSON.parse(text))) found.push(`${path} tells an amount at ${at}`);
  });
}

const words = (page) => page.locator("body").textContent();

async function looks(page, who, found) {
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(place.url + path);
    await settled(page);
    const text = await words(page);
    if (money.test(text)) found.push(`${who} at ${path} reads of money: …${text.slice(Math.max(0, text.search(money) - 60), text.search(money) + 40)}…`);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await picture(page, { whole: true }, "roles", `${who}-${name}-${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    const axe = await axeFindings(page);
    if (axe) found.push(`axe at ${path} as ${who}: ${axe}`);
  }
  for (const path of barred) {
    await page.goto(place.url + path);
    await page.getByText("Su función no permite ver esta parte").waitFor();
  }
  must((await page.getByRole("link", { name: "Saldo y facturas" }).count()) === 0, `${who} has no such menu`);
}

/** Neither a button nor a phone. */
async function onlyLooks(page, found) {
  const refused = ["Lanzar", "Revisar y lanzar", "Pausar", "Cancelar…", "Nueva campaña", "Nuevo guion", "Descargar", "Subir una hoja"];
  for (const path of ["/campaigns", `/campaigns/${place.running}`, `/campaigns/${place.planned}`, "/calls", "/scripts"]) {
    await page.goto(place.url + path);
    await settled(page);
    for (const name of refused) if ((await page.getByRole("main").getByRole("button", { name, exact: true }).count()) > 0) found.push(`a viewer at ${path} has “${name}”`);
    const phone = /\+57\s?3\d{2}\s?\d{3}\s?\d{4}/.exec(await words(page));
    if (phone && !path.startsWith("/calls/")) found.push(`a viewer at ${path} reads ${phone[0]}`);
  }
}

/** The cells of a line of CSV. */
const cellsOf = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted ?? bare);

/** The file has the same columns for everybody; to whom money is not shown, those of it are empty. */
async function takesAlong(page) {
  await page.goto(`${place.url}/calls?campaign=${place.over}`);
  await page.getByRole("button", { name: "Descargar" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /CSV/ }).click()]);
  const [titles, ...lines] = readFileSync(await file.path(), "utf8").trim().split(/\r\n/).map(cellsOf);
  const at = ["Costo", "Unidad"].map((title) => titles.indexOf(title));
  must(at.every((column) => column > 0) && lines.length > 20, `the file has calls, and columns of money: ${titles}`);
  must(lines.every((cells) => cells.length === titles.length && at.every((column) => cells[column] === "")), "which are empty");
}

await journey(async (browser) => {
  const found = [];
  const viewer = await joins(place.own.key, { email: "solo.mira@example.com", password: "siete nubes blancas pasan", name: "Mira", role: "viewer" });
  const operator = await joins(place.own.key, { email: "sin.dinero@example.com", password: "nueve peces rojos nadan", name: "Omar", role: "operator" });
  must(JSON.stringify(await ask("GET", `/api/v1/calls/${place.call}`)).includes('"charge":{'), "there is a charge to be seen by others");

  const page = await newPage(browser);
  listen(page, found, { launches: false });
  await signIn(page, viewer);
  await looks(page, "viewer", found);
  await onlyLooks(page, found);
  await choose(page, { language: "en", theme: "dark" });
  await page.goto(`${place.url}/campaigns/${place.over}`);
  await settled(page);
  await picture(page, { whole: true }, "roles", "viewer-campaign-over-en");
  found.push(...complaints(page).filter((what) => !/403/.test(what)));
  await page.context().close();

  const works = await newPage(browser);
  listen(works, found, { launches: true });
  await signIn(works, operator);
  await looks(works, "operator", found);
  await takesAlong(works);
  mustBeQuiet(works);
  must(found.length === 0, `${found.length} findings:\n${found.join("\n")}`);
});
