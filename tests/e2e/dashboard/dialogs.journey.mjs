// Every question and form that opens over a page, by keys alone: it has a name, the focus is in it and stays in it, axe finds
// nothing serious, Escape closes it and the focus is where it was.
import { axeFindings, journey, must, mustBeQuiet, newPage, place, settled, signIn, until } from "./browser.mjs";

const dialogs = [
  ["/settings/people", "Invitar"],
  ["/settings/keys", "Nueva llave"],
  ["/settings/numbers", "Agregar un número"],
  ["/settings/numbers", "Cambiar la etiqueta"],
  ["/settings/numbers", "Quitar"],
  ["/settings/suppressions", "Agregar un número"],
  ["/settings/displays", "Nueva pantalla"],
  ["/settings/displays", "Anular"],
  ["/settings/webhooks", "Nueva dirección"],
  ["/settings/security", "Encender el segundo factor"],
  [`/campaigns/${place.planned}`, "Revisar y lanzar"],
  [`/batches/${place.imported}`, "Deshacer…"],
];
// Of who operates the installation.
const operatorDialogs = [
  ["/admin/accounts", "Nueva cuenta"],
  ["/admin/accounts", "Segundo factor perdido…"],
  [`/admin/accounts/${place.own.account}`, "Ajustar el saldo…"],
  [`/admin/accounts/${place.own.account}`, "Cambiar el plan…"],
  [`/admin/accounts/${place.own.account}`, "Suspender…"],
  ["/admin/plans/professional", "Retirar…"],
  ["/admin/dead-events", /^Atender .*de nuevo…$/],
  ["/admin/suppressions", "Agregar un número"],
];
const open = (page) => page.locator("[role=dialog]:not([data-kind]), [role=alertdialog]");

/** One press after the other, and as quickly as a machine presses: nothing of the page behind ever has the focus. */
async function pressTabs(page, what, found) {
  await page.evaluate(() => {
    globalThis.strayed = [];
    globalThis.watchFocus ??= document.getElementById("root").addEventListener("focusin", (event) => globalThis.strayed.push(event.target.outerHTML.slice(0, 200))) ?? true;
  });
  const keys = Array.from({ length: 24 }, (_, i) => (i % 8 > 5 ? "Shift+Tab" : "Tab"));
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
  // past its last control the focus may be on the browser's own, and comes back with the next press
  await page.keyboard.press("Tab");
  await until(`${what}: Tab comes back to it`, () => open(page).evaluate((dialog) => dialog.contains(document.activeElement))).catch(
    async () => found.push(`${what}: Tab leads to ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}`),
  );
  for (const stray of await page.evaluate(() => globalThis.strayed)) found.push(`${what}: Tab reaches the page behind it: ${stray}`);
}

async function walk(page, path, name, found) {
  const what = `${path} ${name}`;
  if (new URL(page.url()).pathname !== path) {
    await page.goto(place.url + path);
    await settled(page);
  }
  const opener = page.getByRole("main").getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  await open(page).waitFor();
  await settled(page);
  const named = await open(page).evaluate((dialog) => document.getElementById(dialog.getAttribute("aria-labelledby") ?? "")?.textContent ?? "");
  if (named.trim() === "") found.push(`${what}: it has no name`);
  await until(`${what}: the focus is in it`, () => open(page).evaluate((dialog) => dialog.contains(document.activeElement)));
  const axe = await axeFindings(page);
  if (axe) found.push(`${what}: ${axe}`);
  await pressTabs(page, what, found);
  await page.keyboard.press("Escape");
  await open(page).waitFor({ state: "detached" });
  await until(`${what}: the focus is where it was`, () => opener.evaluate((button) => button === document.activeElement)).catch((error) => found.push(error.message));
}

await journey(async (browser) => {
  const found = [];
  for (const [who, list] of [[place.own, dialogs], [place.operator, operatorDialogs]]) {
    const page = await newPage(browser);
    await signIn(page, who);
    for (const [path, name] of list) await walk(page, path, name, found);
    mustBeQuiet(page);
    await page.context().close();
  }
  must(found.length === 0, found.join("\n"));
});
