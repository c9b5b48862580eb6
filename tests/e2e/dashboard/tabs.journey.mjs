// Two tabs of one browser: when one goes to another account, signs out or comes in again, the other follows at once. A tab
// never shows one account while it asks as another, and never keeps a button that the server would refuse.
import { readdirSync, readFileSync } from "node:fs";
import { ask, journey, newPage, openPage, place, settled, signIn, until } from "./browser.mjs";

const EMAIL = `dos${Date.now().toString(36)}@example.com`;
const button = (page, name) => page.getByRole("button", { name, exact: true });
const shows = (page, account) => page.getByRole("button", { name: new RegExp(account) }).waitFor();

function tokenOf(id) {
  const name = readdirSync(place.mail).find((file) => file.startsWith(id));
  if (!name) return null;
  const text = readFileSync(`${place.mail}/${name}`, "utf8");
  const plain = /base64/i.test(text) ? Buffer.from(text.split(/\r?\n\r?\n/).slice(1).join(""), "base64").toString() : text.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
  return /token=([\w-]+)/.exec(plain)?.[1] ?? null;
}

/** Somebody who belongs to both accounts. */
async function belongs(key, first) {
  const { id } = await ask("POST", "/api/v1/invitations", { key, body: { email: EMAIL, role: "operator" } });
  const token = await until("the invitation is mailed", () => tokenOf(id));
  const own = first ? { password: place.own.password, name: "Dos" } : { password: place.own.password };
  await ask("POST", "/api/v1/invitations/accept", { key, body: { token, ...own } });
}

async function goesTo(page, account) {
  await page.getByRole("button", { name: /Cobranzas Andinas|Cartera Corta/ }).click();
  await page.getByRole("menuitemradio", { name: account }).click();
}

await journey(async (browser) => {
  await belongs(place.own.key, true);
  await belongs(place.dry.key, false);
  const here = await newPage(browser);
  await signIn(here, { email: EMAIL, password: place.own.password });
  const account = here.getByRole("button", { name: /Cobranzas Andinas|Cartera Corta/ });
  await account.waitFor();
  if ((await account.textContent()).includes("Cartera Corta")) {
    await goesTo(here, "Cobranzas Andinas");
    await shows(here, "Cobranzas Andinas");
  }
  await here.goto(`${place.url}/campaigns/${place.planned}`);
  await settled(here);
  const there = await openPage(here.context());
  await there.goto(place.url);
  await settled(there);

  await goesTo(there, "Cartera Corta");
  await shows(there, "Cartera Corta");
  await here.waitForURL((url) => url.pathname === "/");
  await shows(here, "Cartera Corta");
  await settled(here);
  await until("nothing of the first account is left in the other tab", async () => !(await here.content()).includes("Cartera diciembre"));

  const others = (url) => url.pathname.startsWith("/api/v1/") && url.pathname !== "/api/v1/session";
  await here.route(others, () => undefined); // it hears by the word of the other tab, and not by a refusal of what it asks
  await there.getByRole("button", { name: /Cartera Corta/ }).click();
  await there.getByRole("menuitem", { name: "Salir" }).click();
  await there.waitForURL(/\/login/);
  await here.waitForURL(/\/login/);
  await here.unroute(others);

  await signIn(there, { email: EMAIL, password: place.own.password });
  await there.goto(`${place.url}/scripts/new`);
  await here.goto(`${place.url}/scripts/new`);
  await settled(here);
  await here.locator("input[name=name]").fill("Guion de la otra pestaña");
  await here.locator("[name=instructions]").fill("Salude.");
  await there.evaluate(() => fetch("/api/v1/session", { method: "DELETE", headers: { "X-CSRF": "none" } }).catch(() => undefined));
  await signIn(there, { email: EMAIL, password: place.own.password }); // another session of the same person takes the cookie
  await here.bringToFront();
  await until("it is kept under the new session, at the first press or the second", async () => {
    const answered = here.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/api/v1/scripts"));
    await button(here, "Crear el guion").click();
    return (await answered).ok();
  });
  await here.waitForURL(/\/scripts\/scr_/);
  await here.context().close();
});
