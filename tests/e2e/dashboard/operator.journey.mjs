// Who operates the installation: finds an account, makes one, adjusts its balance, suspends and reinstates it, each with
// a reason, and reads it in its log; makes a plan that is seen to sell below its cost while it is written, changes and
// retires it; saves the margins as a file. Whoever does not operate the installation finds no such pages.
import { readFileSync } from "node:fs";
import { ask, axeFindings, dialogOf, journey, must, mustBeQuiet, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

const account = (id) => ask("GET", `/api/v1/admin/accounts/${id}`, { key: place.platformKey });

async function looked(page, name) {
  const findings = await axeFindings(page);
  must(findings === "", `axe finds nothing in ${name}: ${findings}`);
  await picture(page, { whole: false }, "operator", name);
}

async function makeAccount(page) {
  await page.getByRole("button", { name: "Nueva cuenta" }).click();
  const dialog = dialogOf(page);
  await dialog.locator("input[name=name]").fill("Créditos del Valle");
  await dialog.locator("input[name=country]").fill("co");
  await dialog.getByRole("combobox", { name: "Plan" }).click();
  await page.getByRole("option", { name: "Professional" }).click();
  await dialog.locator("input[name=email]").fill("valle@example.com");
  await looked(page, "new-account");
  await dialog.getByRole("button", { name: "Crear la cuenta" }).click();
  must((await dialog.locator("code").textContent()).startsWith("sk_"), "the key is shown once");
  await looked(page, "account-made");
  await dialog.getByRole("link", { name: "Abrir la cuenta" }).click();
  await page.waitForURL(/\/admin\/accounts\/acc_/);
  await page.getByRole("heading", { name: "Créditos del Valle" }).waitFor();
  return page.url().split("/").at(-1);
}

async function withReason(page, { name, reason, action }) {
  const dialog = dialogOf(page);
  await dialog.locator("input[name=reason]").fill(reason);
  await looked(page, name);
  await dialog.getByRole("button", { name: action }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Goes on from where the focus is until it is there, or has been everywhere. */
async function tabTo(page, control) {
  await control.waitFor();
  const isThere = () => control.evaluate((one) => one === document.activeElement);
  for (let presses = 0; presses < 80 && !(await isThere()); presses++) await page.keyboard.press("Tab");
  must(await isThere(), `Tab leads to ${control}`);
}

/** Without a mouse, from the account's page and back to it. */
async function adjustByKeys(page) {
  const opener = page.getByRole("button", { name: "Ajustar el saldo" });
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  const dialog = dialogOf(page);
  await until("the focus is in the dialog", () => dialog.evaluate((one) => one.contains(document.activeElement)));
  await tabTo(page, dialog.locator("input[name=amount]"));
  await page.keyboard.type("12,50");
  await tabTo(page, dialog.locator("input[name=reason]"));
  await page.keyboard.type("Bono de bienvenida");
  await looked(page, "adjust");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await until("the focus is where it was", () => opener.evaluate((button) => button === document.activeElement));
}

async function keepPlan(page) {
  await page.goto(`${place.url}/admin/plans`);
  await page.getByRole("link", { name: "Nuevo plan" }).click();
  await page.locator("input[name=name]").fill("Oferta");
  await page.locator("input[name=code]").fill("oferta");
  await page.locator("input[name=price]").fill("0,001");
  await page.getByText(/Cada minuto pierde/).waitFor();
  await looked(page, "plan-below");
  await page.getByRole("button", { name: "Crear el plan" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Volver" }).click();
  await page.locator("input[name=price]").fill("0,9");
  await page.getByText(/Cada minuto deja/).waitFor();
  await page.locator("input[name=fee]").fill("1.500");
  await page.getByText(/Se lee .*1\.500,00/).waitFor();
  await page.getByRole("button", { name: "Crear el plan" }).click();
  await page.waitForURL(/\/admin\/plans\/oferta$/);
  await page.getByRole("button", { name: "Guardar los cambios" }).waitFor(); // the page before it has such fields too
  await settled(page);
  await page.locator("input[name=active]").fill("7");
  await page.getByRole("button", { name: "Guardar los cambios" }).click();
  await page.getByText("No hay cambios por guardar").waitFor();
  await page.getByRole("button", { name: "Retirar…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Retirar Oferta" }).click();
  await page.getByText("Está retirado: las cuentas").waitFor();
  const kept = await ask("GET", "/api/v1/plans/oferta");
  must(kept.max_active === 7 && kept.retired === true && kept.tariff.per_minute.amount === "0.900000" && kept.monthly_fee.amount === "1500.000000", "the plan is kept so");
}

async function saveMargins(page) {
  await page.goto(`${place.url}/admin/billing`);
  await page.getByRole("combobox", { name: "Período" }).click();
  await page.getByRole("option", { name: "Este mes" }).click();
  await page.waitForURL(/period=month/);
  const card = page.getByRole("region", { name: "Margen por cuenta" }).first();
  await card.getByText("Cobranzas Andinas").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: /CSV/ }).click()]);
  const lines = readFileSync(await download.path(), "utf8").split("\r\n");
  must(lines[0].includes("account,name,plan"), "the file names its columns");
  must(lines.some((line) => line.startsWith(`${place.own.account},Cobranzas Andinas,professional,active,`)), "and tells the account");
}

/** The sentence above the list leads to those that need something: the new one has no money yet. */
async function findLow(page) {
  await page.goto(`${place.url}/admin/accounts`);
  await page.getByRole("link", { name: /con poco saldo/ }).click();
  await page.waitForURL(/standing=low/);
  await page.getByRole("row", { name: /Créditos del Valle.*Poco saldo/ }).waitFor();
  await page.getByRole("row", { name: /^Operación/ }).waitFor({ state: "detached" });
  await looked(page, "accounts-low");
  await page.getByRole("button", { name: "Quitar los filtros" }).click();
  await page.getByRole("row", { name: /^Operación/ }).waitFor();
}

/** Whoever is suspended reads so at once, on whichever page, and the reason where they may; and that it is over. */
async function seeSuspension(page) {
  const change = (act, reason) => ask("POST", `/api/v1/admin/accounts/${place.other.account}/${act}`, { key: place.platformKey, body: { reason } });
  const said = page.getByText("La cuenta está suspendida: no se hace ninguna llamada").first();
  await page.goto(`${place.url}/scripts`); // it shows nothing that changes
  await settled(page);
  await page.locator("[data-state=live]").waitFor();
  await change("suspend", "Contrato vencido");
  try {
    await said.waitFor(); // in the page that was open
    await settled(page);
    await looked(page, "suspended");
    await page.getByRole("link", { name: "Ver el motivo" }).click();
    await page.getByRole("row", { name: /Cuenta suspendida.*Operador del servicio.*Contrato vencido/ }).waitFor();
    await said.waitFor();
    await page.goto(`${place.url}/campaigns`);
    await page.locator("[data-state=live]").waitFor();
    await said.waitFor();
  } finally {
    await change("reinstate", "Contrato nuevo");
  }
  await said.waitFor({ state: "detached" });
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, place.operator);
  await page.goto(`${place.url}/admin/accounts`);
  await page.locator("input[name=search]").fill("clínica");
  await page.waitForURL(/search=cl/);
  await until("one account is left", async () => (await page.locator("tbody a").count()) === 1);
  const id = await makeAccount(page);
  await findLow(page);
  await page.goto(`${place.url}/admin/accounts/${id}`);

  await settled(page);
  await adjustByKeys(page);
  must((await account(id)).wallet.available.amount === "12.500000", "the balance is adjusted");

  await page.getByRole("button", { name: "Suspender" }).click();
  await withReason(page, { name: "suspend", reason: "Factura sin pagar", action: "Suspender a Créditos del Valle" });
  await page.getByRole("button", { name: "Reactivar" }).waitFor();
  must((await account(id)).account.status === "suspended", "the account is suspended");

  await page.getByRole("button", { name: "Reactivar" }).click();
  await withReason(page, { name: "reinstate", reason: "Factura pagada", action: "Reactivar a Créditos del Valle" });
  await page.getByRole("button", { name: "Suspender" }).waitFor();
  must((await account(id)).account.status === "active", "the account is active again");

  await page.getByRole("link", { name: "Auditoría" }).click();
  await page.getByRole("row", { name: /Factura sin pagar.*operador@example\.com/ }).waitFor();
  await page.getByText("valle@example.com: Propietario").waitFor();
  await page.getByRole("row", { name: /Saldo ajustado.*12,50.*Bono de bienvenida/ }).waitFor();
  await looked(page, "account-log");
  await keepPlan(page);
  await saveMargins(page);
  mustBeQuiet(page);
  await page.context().close();

  const other = await newPage(browser);
  await signIn(other, place.other);
  await settled(other);
  must((await other.getByRole("link", { name: "Cuentas de clientes" }).count()) === 0, "others have no such menu");
  await other.goto(`${place.url}/admin/accounts`);
  await other.getByText("Esta parte es de quien opera la instalación").waitFor();
  await seeSuspension(other);
  mustBeQuiet(other);
});
