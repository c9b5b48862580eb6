// What people set for themselves and for their account: a second factor from its picture to its recovery codes, another
// browser that is signed out from afar, a new password; an invitation, keys of the API, addresses of webhooks; a brand,
// seen at the account's own door.
import { readFileSync } from "node:fs";
import { ask, journey, must, mustBeQuiet, newPage, picture, place, request, settled, signIn, until } from "./browser.mjs";
import { joins, mailsTo } from "./mail.mjs";
import { drawing } from "./png.mjs";
import { codeOf, stepNow } from "./totp.mjs";

const SECURITY = `${place.url}/settings/security`;
const who = place.other;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const inDialog = (page, name) => page.getByRole("dialog").getByRole("button", { name, exact: true });

async function signOut(page) {
  await page.getByRole("button", { name: /Clínica del Norte/ }).click();
  await page.getByRole("menuitem", { name: "Salir" }).click();
  await page.waitForURL(/\/login/);
}

/** A name has 5 tries a minute: this journey takes all of them. A code is asked for when it is wanted: it grows old. */
async function signInWith(page, codeNow) {
  await page.goto(`${place.url}/login`);
  await page.locator("input[name=email]").fill(who.email);
  await page.locator("input[name=password]").fill(who.password);
  await page.locator("button[type=submit]").click();
  await page.locator("input[name=code]").waitFor();
  await page.locator("input[name=code]").fill(await codeNow());
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

async function keepCodes(page, person = who) {
  await page.locator("[data-codes]").waitFor();
  const codes = await page.locator("[data-codes] li").allTextContents();
  must(codes.length === 10 && new Set(codes).size === 10, "ten codes, each another");
  await page.keyboard.press("Escape");
  await page.getByText("Guárdelos primero").waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), inDialog(page, "Descargar").click()]);
  const text = readFileSync(await file.path(), "utf8");
  must(codes.every((code) => text.includes(code)) && text.includes(person.email), "the file holds them and says whose");
  await page.getByLabel("Los guardé en un lugar seguro").check();
  await picture(page, { whole: false }, "dialogs", "recovery-codes");
  await inDialog(page, "Terminar").click();
  await until("they are shown once", async () => !(await page.content()).includes(codes[0]));
  return codes;
}

/** The code before this one is good, and leaves this one for signing in; until this one is over, and then there is another. */
async function confirm(page, secret) {
  await until("the code is good", async () => {
    await page.locator("input[name=code]").fill(codeOf(secret, (await stepNow()) - 1));
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/second-factor/confirm"));
    await inDialog(page, "Confirmar y encender").click();
    return (await answered).ok();
  });
}

async function turnOn(page, person = who) {
  await page.goto(SECURITY);
  await button(page, "Encender el segundo factor").click();
  await page.getByRole("dialog").locator("input[name=password]").fill("no es esta contraseña");
  await inDialog(page, "Seguir").click();
  await page.getByRole("alert").waitFor();
  must(page.url() === SECURITY, "a wrong password asks again and signs nobody out");
  await page.getByRole("dialog").locator("input[name=password]").fill(person.password);
  await inDialog(page, "Seguir").click();
  await page.getByRole("img", { name: /Código QR/ }).waitFor();
  await until("the picture is drawn", () => page.getByRole("img", { name: /Código QR/ }).evaluate((image) => image.naturalWidth > 0));
  const secret = await page.locator("[data-secret]").getAttribute("data-secret");
  await picture(page, { whole: false }, "dialogs", "second-factor");
  await page.locator("input[name=code]").fill("12 34");
  await inDialog(page, "Confirmar y encender").click();
  await page.getByText("Son 6 cifras.").waitFor();
  await confirm(page, secret);
  return secret;
}

async function secondFactor(page) {
  const secret = await turnOn(page);
  const codes = await keepCodes(page);
  await page.getByText("Quedan 10 códigos de recuperación").waitFor();
  await signOut(page);
  await signInWith(page, async () => codeOf(secret, await stepNow()));
  await signOut(page);
  await signInWith(page, () => codes[3].toLowerCase()); // however it is typed
  await page.goto(SECURITY);
  await page.getByText("Quedan 9 códigos de recuperación").waitFor();
  return codes;
}

async function renewAndTurnOff(page, before) {
  await button(page, "Códigos nuevos").click();
  await page.getByRole("dialog").locator("input[name=password]").fill(who.password);
  await inDialog(page, "Hacer 10 códigos nuevos").click();
  const after = await keepCodes(page);
  must(!after.some((code) => before.includes(code)), "other codes");
  await button(page, "Apagar").click();
  await page.getByRole("dialog").locator("input[name=password]").fill(who.password);
  await inDialog(page, "Apagar el segundo factor").click();
  await button(page, "Encender el segundo factor").waitFor();
}

/** Somebody sees where they are signed in and closes it from afar. */
async function remoteLogOut(browser) {
  const [here, elsewhere] = [await newPage(browser), await newPage(browser, { width: 360, height: 740 })];
  await signIn(elsewhere, place.operator);
  await signIn(here, place.operator);
  await here.goto(SECURITY);
  const lines = here.locator("[data-session]");
  await here.getByText("Este equipo").waitFor();
  const before = await lines.count();
  must(before >= 2 && (await here.getByText("Este equipo").count()) === 1, "this one is marked among them");
  await lines.nth(1).getByRole("button", { name: /^Cerrar la sesión/ }).click(); // the one that was used last
  await here.getByText("Sesión cerrada").waitFor();
  await until("it is gone from the list", async () => (await lines.count()) === before - 1);
  await elsewhere.goto(`${place.url}/campaigns`);
  await elsewhere.waitForURL(/\/login/);
  for (const page of [here, elsewhere]) {
    mustBeQuiet(page);
    await page.context().close();
  }
}

async function changePassword(page) {
  const fresh = "un camión lento lleva arena";
  await page.goto(SECURITY);
  await page.locator("input[name=current]").fill(who.password);
  await page.locator("input[name=password]").fill(fresh);
  await button(page, "Cambiar la contraseña").click();
  await page.getByText("Contraseña cambiada").waitFor();
  await page.goto(`${place.url}/campaigns`); // the session goes on
  await page.getByRole("heading", { name: "Campañas", exact: true }).waitFor();
}

/** Somebody lost the phone and the codes: an owner takes the second factor away, and the person is out until they sign in. */
async function lostFactor(browser, page) {
  const rosa = await joins(who.key, { email: "rosa@example.com", password: "la mesa azul tiene cuatro sillas", name: "Rosa", role: "operator" });
  const hers = await newPage(browser);
  await signIn(hers, rosa);
  await turnOn(hers, rosa);
  await keepCodes(hers, rosa);

  await page.goto(`${place.url}/settings/people`);
  const row = page.getByRole("row", { name: /rosa@example\.com/ });
  await row.getByRole("button", { name: "Quitar el segundo factor de Rosa" }).click();
  await page.locator("input[name=reason]").fill("Perdió el teléfono");
  await inDialog(page, "Quitar el segundo factor").click();
  await page.getByText("Rosa ya no tiene segundo factor").waitFor();
  await until("there is nothing left to take away", async () => (await row.getByRole("button", { name: /segundo factor/ }).count()) === 0);
  await hers.goto(`${place.url}/campaigns`);
  await hers.waitForURL(/\/login/);
  await signIn(hers, rosa); // the password alone
  mustBeQuiet(hers);
  await hers.context().close();
}

const opens = async (key) => (await request("/api/v1/account", { headers: { Authorization: `Bearer ${key}` } })).status === 200;

/** A key for a time, and another in its place: both open until the first one's end. */
async function keys(page) {
  const shown = async () => {
    const key = await page.getByRole("dialog").getByText(/^sk_/).textContent();
    await inDialog(page, "Ya la guardé").click();
    return key;
  };
  await page.goto(`${place.url}/settings/keys`);
  await button(page, "Nueva llave").click();
  await page.locator("input[name=name]").fill("CRM del norte");
  await page.getByRole("combobox", { name: "Cuánto sirve" }).click();
  await page.getByRole("option", { name: "30 días" }).click();
  await picture(page, { whole: false }, "dialogs", "key");
  await inDialog(page, "Nueva llave").click();
  const first = await shown();
  const rows = page.getByRole("row", { name: /CRM del norte/ });
  await rows.first().getByRole("button", { name: "Cambiar" }).click();
  await picture(page, { whole: false }, "dialogs", "key-rotated");
  await inDialog(page, "Cambiar").click();
  const second = await shown();
  must(first !== second && (await opens(first)) && (await opens(second)), "both serve for a day");
  await until("both are in the list", async () => (await rows.count()) === 2);
  await rows.getByText("Ya cambiada").waitFor();
  await until("each has an end", async () => (await rows.getByText("sin fin").count()) === 0);
  await rows.first().getByRole("button", { name: "Anular" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Anular la llave" }).click();
  await rows.getByText("Anulada").waitFor();
  must(!(await opens(second)), "one that is revoked does not");
}

/** Whoever made a key leaves the account: the owners are mailed, the key is marked, and one button ends all such keys. */
async function keysOfWhoLeft(browser, page) {
  const mario = await joins(who.key, { email: "mario@example.com", password: "el río verde baja despacio", name: "Mario", role: "admin" });
  const his = await newPage(browser);
  await signIn(his, mario);
  await his.goto(`${place.url}/settings/keys`);
  await button(his, "Nueva llave").click();
  await his.locator("input[name=name]").fill("Respaldo nocturno");
  await inDialog(his, "Nueva llave").click();
  const key = await his.getByRole("dialog").getByText(/^sk_/).textContent();
  mustBeQuiet(his);
  await his.context().close();

  await page.goto(`${place.url}/settings/people`);
  await button(page, "Quitar a Mario").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Quitar" }).click();
  await page.getByText("Mario ya no pertenece a la cuenta").waitFor();
  must(await opens(key), "what his program does goes on");
  const told = await until("the owner is mailed", () => mailsTo(who.email).find((text) => text.includes("ya no pertenece a la cuenta")));
  must(told.includes("Configuración, Llaves de la API"), "and told where to end it");

  await page.goto(`${place.url}/settings/keys`);
  const row = page.getByRole("row", { name: /Respaldo nocturno/ });
  await row.getByText("Quien la creó ya no está").waitFor();
  await page.getByText("Hay llaves abiertas que creó alguien que ya no pertenece").waitFor();
  for (const [width, height] of [[1280, 800], [360, 740]]) {
    await page.setViewportSize({ width, height });
    await picture(page, { whole: true }, "dialogs", `keys-left-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await button(page, "Anular esas llaves").click();
  await picture(page, { whole: false }, "dialogs", "keys-left-asked");
  await page.getByRole("alertdialog").getByRole("button", { name: "Anular esas llaves" }).click();
  await row.getByText("Anulada").waitFor();
  await page.getByText("Hay llaves abiertas que creó alguien").waitFor({ state: "detached" }); // there is nothing left to say
  must(!(await opens(key)), "his key does not open any more");
}

/** Whoever gives their own role away is asked first: it takes another person to have it back. */
async function ownRole(browser) {
  const elsa = await joins(who.key, { email: "elsa@example.com", password: "cinco trenes lentos cruzan", name: "Elsa", role: "admin" });
  const hers = await newPage(browser);
  await signIn(hers, elsa);
  await hers.goto(`${place.url}/settings/people`);
  const role = hers.getByRole("combobox", { name: "Cambiar la función de Elsa" });
  const choose = async () => {
    await role.click();
    await hers.getByRole("option", { name: /Observador/ }).click();
  };
  await choose();
  await picture(hers, { whole: false }, "dialogs", "own-role");
  await button(hers, "Volver").click();
  await hers.getByRole("alertdialog").waitFor({ state: "detached" });
  must((await role.textContent()).includes("Administrador"), "she is what she was");
  await choose();
  await button(hers, "Pasar a Observador").click();
  await hers.waitForURL(/\/login/);
  await signIn(hers, elsa);
  await hers.goto(`${place.url}/settings/people`);
  await hers.getByRole("heading", { name: "Su función no permite ver esta parte" }).waitFor();
  mustBeQuiet(hers);
  await hers.context().close();
}

/** An invitation that did not arrive is sent once more. */
async function invitation(page) {
  await page.goto(`${place.url}/settings/people`);
  await button(page, "Invitar").click();
  await page.locator("input[name=email]").fill("luz@clinicanorte.co");
  await inDialog(page, "Invitar").dblclick(); // pressed twice it is asked for once
  const row = page.getByRole("row", { name: /luz@clinicanorte\.co/ });
  await row.getByRole("button", { name: "Enviar otra vez" }).click();
  await until("two mails are written", () => mailsTo("luz@clinicanorte.co").length === 2);
  await row.getByRole("button", { name: "Anular" }).click();
  await row.waitFor({ state: "detached" });
}

/** An address with chosen events, its secret seen once; turned off, given another secret, taken away. */
async function webhooks(page) {
  const url = "https://crm.clinicanorte.co/llamadas";
  await page.goto(`${place.url}/settings/webhooks`);
  await page.getByText("Todavía no se envía nada").waitFor();
  await button(page, "Nueva dirección").click();
  await page.locator("input[name=url]").fill("http://crm.clinicanorte.co");
  await inDialog(page, "Nueva dirección").click();
  await page.getByText("debe empezar por https").waitFor();
  await page.locator("input[name=url]").fill(url);
  await page.getByLabel("Solo de lo que elija").check();
  await inDialog(page, "Nueva dirección").click();
  await page.getByText("Elija al menos un hecho.").waitFor();
  await page.getByLabel("Llamada cobrada").check();
  await page.getByLabel("Saldo bajo").check();
  await picture(page, { whole: false }, "dialogs", "webhook");
  await inDialog(page, "Nueva dirección").click();
  const secret = await page.getByText(/^whsec_/).textContent();
  await inDialog(page, "Ya la guardé").click();
  const line = page.getByRole("listitem").filter({ hasText: url });
  await line.getByText("2 hechos").waitFor();
  await until("the secret is shown once", async () => !(await page.content()).includes(secret));
  await line.getByRole("switch").click();
  await line.getByText("Apagada").waitFor();
  await line.getByRole("button", { name: /^Acciones/ }).click();
  await page.getByRole("menuitem", { name: "Cambiar el secreto" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cambiar el secreto" }).click();
  const other = await page.getByText(/^whsec_/).textContent();
  must(other !== secret, "another secret");
  await inDialog(page, "Ya la guardé").click();
  await line.getByRole("button", { name: /^Acciones/ }).click();
  await page.getByRole("menuitem", { name: "Quitar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Quitar" }).click();
  await page.getByText("Todavía no hay direcciones").waitFor();
}

async function notices(page) {
  await page.goto(`${place.url}/settings/notifications`);
  await settled(page);
  const low = page.getByRole("switch", { name: "Correo: Saldo bajo" });
  must(await low.isChecked(), "mailed unless somebody turned it off");
  await low.click();
  await page.getByText("Ya no se avisará por correo").waitFor();
  await page.reload();
  await settled(page);
  must(!(await low.isChecked()), "it stays off");
  await noticeInBoth(page);
}

async function inLanguage(page, name) {
  await page.getByRole("button", { name: /Clínica del Norte/ }).click();
  await page.getByRole("menuitemradio", { name }).click();
}

/** What was told under Spanish is read in English with all that it says, as soon as that is chosen. */
async function noticeInBoth(page) {
  await until("it is told who left", async () => {
    const { items } = await ask("GET", "/api/v1/notifications?type=api_key.maker_left", { key: who.key });
    return items.length === 1;
  });
  await page.reload();
  await page.getByText("ya no pertenece a la cuenta: 1. Anúlelas").waitFor();
  await inLanguage(page, "English");
  await page.getByText("belongs to the account no more: 1. Revoke them").waitFor();
  await inLanguage(page, "Español");
  await page.getByText("ya no pertenece a la cuenta: 1. Anúlelas").waitFor();
}

async function mustBeDrawn(picture) {
  await picture.waitFor();
  await until("the logo is drawn", () => picture.evaluate((image) => image.complete && image.naturalWidth > 0));
}

const accentOf = (page) => page.evaluate(() => getComputedStyle(document.querySelector("button[type=submit]")).backgroundColor);

async function seenAt(browser, host, look) {
  const page = await newPage(browser, { at: host });
  await page.goto(`${host}/login`);
  await page.locator("input[name=email]").waitFor();
  await look(page);
  mustBeQuiet(page);
  await page.context().close();
}

async function brand(browser, page) {
  const url = new URL(place.url);
  const door = (name) => `http://${name}.llamadas.localhost:${url.port}`;
  await page.goto(`${place.url}/settings/brand`);
  await page.locator("input[data-logo]").setInputFiles({ name: "foto.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  await page.getByText("Esta imagen no se puede usar").waitFor();
  await page.locator("input[data-logo]").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: drawing(4800, 1200) });
  await page.getByText("Logotipo guardado").waitFor();
  await page.locator("input[name=brand_name]").fill("Clínica Norte");
  await page.locator("input[name=brand_color]").fill("ffd400");
  await page.getByText(/corregido para que se lea/).first().waitFor();
  await button(page, "Guardar").click();
  await page.getByText("Marca guardada").waitFor();
  await page.locator("input[name=subdomain]").fill("www");
  await button(page, "Guardar la dirección").click();
  await page.getByText(/está reservada/).waitFor();
  await page.locator("input[name=subdomain]").fill("ClinicaNorte");
  await button(page, "Guardar la dirección").click();
  await page.getByText(/Su dirección es .*clinicanorte\.llamadas\.localhost/).waitFor();
  await until("the brand is in the window's title", async () => (await page.title()).endsWith("Clínica Norte"));
  await picture(page, { whole: true }, "dialogs", "brand");

  let branded = "";
  await seenAt(browser, door("clinicanorte"), async (at) => {
    await mustBeDrawn(at.locator("header img"));
    must((await at.locator("header img").evaluate((image) => image.naturalWidth)) === 640, "a large picture was made smaller before it was sent");
    await at.getByText("Clínica Norte", { exact: true }).waitFor();
    branded = await accentOf(at);
    must((await at.getByRole("link", { name: "Crear una cuenta" }).count()) === 0, "another account is not opened here");
    await picture(at, { whole: false }, "dialogs", "door");
  });
  for (const host of [door("nadie"), place.url]) {
    await seenAt(browser, host, async (at) => {
      await at.getByText("SpeechAI", { exact: true }).waitFor();
      must((await at.locator("header img").count()) === 0 && (await accentOf(at)) !== branded, "nobody's door shows the installation's brand");
    });
  }
  const { secret } = await ask("POST", "/api/v1/displays", { key: who.key, body: { name: "Recepción" } });
  const wall = await newPage(browser);
  await wall.goto(`${place.url}/wall#${secret}`);
  await mustBeDrawn(wall.locator("header img"));
  await wall.getByText("Clínica Norte", { exact: true }).waitFor();
  await picture(wall, { whole: false }, "dialogs", "wall");
  mustBeQuiet(wall);
  await wall.context().close();
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, who);
  await page.getByText("solo lo protege una contraseña").waitFor();
  await renewAndTurnOff(page, await secondFactor(page));
  await changePassword(page);
  await lostFactor(browser, page);
  await ownRole(browser);
  await invitation(page);
  await keys(page);
  await keysOfWhoLeft(browser, page);
  await webhooks(page);
  await notices(page);
  await brand(browser, page);
  await remoteLogOut(browser);
  mustBeQuiet(page);
});
