// Who operates the installation: finds an account, makes one, adjusts its balance, suspends and reinstates it, each with
// a reason; whoever does not operate it finds no such pages.
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

const account = (id) => ask("GET", `/api/v1/admin/accounts/${id}`, { key: place.platformKey });

async function looked(page, name) {
  const findings = await axeFindings(page);
  must(findings === "", `axe finds nothing in ${name}: ${findings}`);
  await picture(page, "operator", name);
}

async function makeAccount(page) {
  await page.getByRole("button", { name: "Nueva cuenta" }).click();
  const dialog = page.getByRole("dialog");
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
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[name=reason]").fill(reason);
  await looked(page, name);
  await dialog.getByRole("button", { name: action }).click();
  await dialog.waitFor({ state: "detached" });
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, place.operator);
  await page.goto(`${place.url}/admin/accounts`);
  await page.locator("input[name=search]").fill("clínica");
  await page.waitForURL(/search=cl/);
  await until("one account is left", async () => (await page.locator("tbody a").count()) === 1);
  const id = await makeAccount(page);

  await page.getByRole("button", { name: "Ajustar el saldo" }).click();
  await page.getByRole("dialog").locator("input[name=amount]").fill("12,50");
  await withReason(page, { name: "adjust", reason: "Bono de bienvenida", action: "Agregar" });
  must((await account(id)).wallet.available.amount === "12.500000", "the balance is adjusted");

  await page.getByRole("button", { name: "Suspender" }).click();
  await withReason(page, { name: "suspend", reason: "Factura sin pagar", action: "Suspender a Créditos del Valle" });
  await page.getByRole("button", { name: "Reactivar" }).waitFor();
  must((await account(id)).account.status === "suspended", "the account is suspended");

  await page.getByRole("button", { name: "Reactivar" }).click();
  await withReason(page, { name: "reinstate", reason: "Factura pagada", action: "Reactivar a Créditos del Valle" });
  await page.getByRole("button", { name: "Suspender" }).waitFor();
  must((await account(id)).account.status === "active", "the account is active again");
  mustBeQuiet(page);
  await page.context().close();

  const other = await newPage(browser);
  await signIn(other, place.other);
  await settled(other);
  must((await other.getByRole("link", { name: "Cuentas de clientes" }).count()) === 0, "others have no such menu");
  await other.goto(`${place.url}/admin/accounts`);
  await other.getByText("Esta parte es de quien opera la instalación").waitFor();
  mustBeQuiet(other);
});
