// Where the money went: a top-up has its receipt, a month its statement, which is what the API says and can be kept as a
// file; the account is told below what it chose; who may not see money is shown none of it.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, place, settled, signIn, until } from "./browser.mjs";

const amountOf = (text) => text.replace(/[^\d,]/g, "").replace(",", ".");

async function topUp(page) {
  await page.goto(`${place.url}/billing`);
  await page.locator("input[name=amount]").fill("0");
  await page.getByRole("button", { name: "Recargar", exact: true }).click();
  await page.getByText("Escriba un monto mayor que cero").waitFor();
  await page.locator("input[name=amount]").fill("1,500");
  await page.getByRole("button", { name: "Recargar", exact: true }).click();
  await page.getByText("«1,500» puede leerse de dos maneras. Escriba 1500 o 1,50.").waitFor();
  await page.locator("input[name=amount]").fill("7,25");
  await page.getByRole("button", { name: "Recargar", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: /^Recargar/ }).click();
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  await page.goto(`${place.url}/billing?kind=fund`);
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { name: /^Recarga de/ }).waitFor();
  await settled(page);
  const facts = await page.locator("dl").textContent();
  for (const told of [place.own.email, "Recibido", "De prueba", "sandbox-"]) must(facts.includes(told), `the receipt tells ${told}`);
  must((await axeFindings(page)) === "", "axe finds nothing in a receipt");
}

/** Calls are charged meanwhile: the page is loaded anew until nothing was between it and the look behind it. */
async function chargesWhatTheApiSays(page) {
  const charged = async () => Number((await ask("GET", `/api/v1/wallet/statements/${place.month}`)).statement.charged.amount);
  await until("the page charges what the API says", async () => {
    await page.reload();
    await settled(page);
    const told = Number(amountOf(await page.getByRole("row", { name: /Cobrado por llamadas/ }).locator("td").last().textContent()));
    return told > 0 && Math.abs(told - (await charged())) < 0.01;
  });
}

async function readStatement(page) {
  await page.goto(`${place.url}/billing/statements`);
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { name: /^Estado de cuenta de/ }).waitFor();
  await chargesWhatTheApiSays(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /CSV/ }).click()]);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  must(lines[1].startsWith("opening,") && lines.at(-1).startsWith("closing,"), "the file opens and closes the month");
  must(lines.some((line) => line.startsWith("fund,") && line.includes("7.250000")), "and tells the top-up");
  const [book] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /Excel/ }).click()]);
  const [titles, ...cells] = JSON.parse(execFileSync("/usr/bin/python3", [join(place.here, "workbook.py"), await book.path()]).toString());
  must(titles.length === 6 && titles[3].includes("USD"), `the workbook has titles: ${titles.join()}`);
  const micro = (text) => Math.round(Number(text) * 1e6);
  const between = cells.slice(1, -1).reduce((sum, row) => sum + micro(row[3]), micro(cells[0][3]));
  must(between === micro(cells.at(-1)[3]), "its lines lead from the opening to the closing balance");
  must((await axeFindings(page)) === "", "axe finds nothing in a statement");
  await page.goto(`${place.url}/billing/statements/1999-01`);
  await page.getByText("No hay estado de cuenta de 1999-01").waitFor();
}

async function setMark(page, text) {
  await page.goto(`${place.url}/billing`);
  await page.locator("input[name=low_at]").fill(text);
  await page.getByRole("button", { name: "Guardar", exact: true }).click();
  const amount = text === "" ? "0.000000" : `${text}.000000`;
  await until("the mark is kept", async () => (await ask("GET", "/api/v1/wallet")).low_at.amount === amount);
}

async function isTold(page) {
  await setMark(page, "900");
  await page.goto(place.url);
  await page.getByText("Queda poco saldo").first().waitFor();
  await setMark(page, "5");
  await page.goto(place.url);
  await settled(page);
  must((await page.getByText("Queda poco saldo").count()) === 0, "there is enough again");
}

/** What stands behind the "#token=" of that mail. */
function tokenOf(id) {
  const name = readdirSync(place.mail).find((file) => file.startsWith(id));
  if (!name) return null;
  const text = readFileSync(`${place.mail}/${name}`, "utf8");
  const plain = /base64/i.test(text) ? Buffer.from(text.split(/\r?\n\r?\n/).slice(1).join(""), "base64").toString() : text.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
  return /token=([\w-]+)/.exec(plain)?.[1] ?? null;
}

/** Somebody who watches, come by an invitation: no page that their role does not show is drawn, whatever its address. */
async function watches(browser) {
  const email = "mira@example.com";
  const { id } = await ask("POST", "/api/v1/invitations", { body: { email, role: "viewer" } });
  const token = await until("the invitation is mailed", () => tokenOf(id));
  await ask("POST", "/api/v1/invitations/accept", { body: { token, password: place.own.password, name: "Mira" } });
  const page = await newPage(browser);
  await signIn(page, { email, password: place.own.password });
  await settled(page);
  must((await page.getByRole("region", { name: "Saldo" }).count()) === 0, "the home page shows no wallet");
  for (const path of ["/billing/statements", "/settings/keys", "/settings/people"]) {
    await page.goto(place.url + path);
    await page.getByRole("heading", { name: "Su función no permite ver esta parte" }).waitFor();
  }
  mustBeQuiet(page);
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);
  await topUp(page);
  await readStatement(page);
  await isTold(page);
  await page.context().close();
  await watches(browser);
});
