// Coming in and going out: a wrong password, the right one and back to the page that was asked for, out again, a
// forgotten password, and a session that ends while a page is open.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { journey, must, mustBeQuiet, newPage, place, settled, signIn, until } from "./browser.mjs";

function mailedLink() {
  for (const name of readdirSync(place.mail)) {
    const text = readFileSync(join(place.mail, name), "utf8");
    const plain = /base64/i.test(text)
      ? Buffer.from(text.split(/\r?\n\r?\n/).slice(1).join(""), "base64").toString()
      : text.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
    const link = /\/reset#token=[\w-]+/.exec(plain);
    if (link && text.includes(place.forgetful.email)) return link[0];
  }
  return null;
}

await journey(async (browser) => {
  const page = await newPage(browser);

  await page.goto(`${place.url}/campaigns?status=running`);
  await page.waitForURL(/\/login\?to=/);
  await page.locator("input[name=email]").fill(place.own.email);
  await page.locator("input[name=password]").fill("no es esta contraseña");
  await page.locator("button[type=submit]").click();
  await page.getByRole("alert").filter({ hasText: "no son correctos" }).waitFor();

  await page.locator("input[name=password]").fill(place.own.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL(/\/campaigns\?status=running$/);
  await page.getByRole("link", { name: "Cartera noviembre" }).waitFor();

  await page.getByRole("button", { name: /Cobranzas Andinas/ }).click();
  await page.getByRole("menuitem", { name: "Salir" }).click();
  await page.waitForURL(/\/login/);
  await page.goto(`${place.url}/campaigns`);
  await page.waitForURL(/\/login\?to=/);
  mustBeQuiet(page);

  // forgotten, and chosen anew
  await page.getByRole("link", { name: "Olvidé mi contraseña" }).click();
  await page.waitForURL(/\/forgotten-password/);
  await settled(page); // the page before it, which is seen until this one is there, has a field for an address too
  await page.locator("input[name=email]").fill(place.forgetful.email);
  await page.locator("button[type=submit]").click();
  await page.getByRole("heading", { name: "Revise su correo" }).waitFor();
  const link = await until("the mail is written", mailedLink);
  await page.goto(place.url + link);
  await page.locator("input[name=password]").waitFor();
  await until("the token has left the address", () => new URL(page.url()).hash === "");
  await page.locator("input[name=password]").fill("corta");
  await page.locator("button[type=submit]").click();
  must(await page.locator("input[name=password]").evaluate((input) => !input.validity.valid), "a short password is not sent");
  await page.locator("input[name=password]").fill("una frase nueva y larga");
  await page.locator("button[type=submit]").click();
  await page.getByRole("heading", { name: "La contraseña está cambiada" }).waitFor();
  await signIn(page, { email: place.forgetful.email, password: "una frase nueva y larga" });
  await page.getByRole("button", { name: /Tienda del Sur/ }).waitFor();

  // the session ends elsewhere: the page leads to the log-in page and keeps its place
  await page.context().clearCookies();
  await page.goto(`${place.url}/campaigns`); // whatever the page before had asked meanwhile
  await page.waitForURL(/\/login\?to=%2Fcampaigns/);
  mustBeQuiet(page);
});
