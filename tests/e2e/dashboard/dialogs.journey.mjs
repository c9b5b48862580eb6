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
const open = (page) => page.locator("[role=dialog]:not([data-kind]), [role=alertdialog]");

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
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press(i % 3 === 2 ? "Shift+Tab" : "Tab");
    // a guard at an end hands the focus on a moment later, which a person's next press does not overtake
    await until(`${what}: Tab stays in it`, () => open(page).evaluate((dialog) => dialog.contains(document.activeElement)), 10).catch(
      async () => found.push(`${what}: Tab leads to ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}`),
    );
  }
  await page.keyboard.press("Escape");
  await open(page).waitFor({ state: "detached" });
  await until(`${what}: the focus is where it was`, () => opener.evaluate((button) => button === document.activeElement)).catch((error) => found.push(error.message));
}

await journey(async (browser) => {
  const found = [];
  const page = await newPage(browser);
  await signIn(page);
  for (const [path, name] of dialogs) await walk(page, path, name, found);
  mustBeQuiet(page);
  must(found.length === 0, found.join("\n"));
  await page.context().close();
});
