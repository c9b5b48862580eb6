// What opens over a page: axe finds nothing serious in a menu, a choice, a dialog or the search that is open, keys alone lead
// through it and back to where they were, and the page holds at twice the size of letters and in the viewer's own colours.
import { axeFindings, dialogOf, journey, must, mustBeQuiet, newPage, overflow, picture, place, settled, signIn, until } from "./browser.mjs";

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute("aria-label") || "");

async function clean(page, what, found) {
  const axe = await axeFindings(page);
  if (axe) found.push(`axe, ${what}: ${axe}`);
  await picture(page, { whole: false }, "states", what);
}

/** Opened by a key, left by a key, and the focus is where it was. */
async function opened(page, what, role, open, found) {
  await open();
  await page.getByRole(role).first().waitFor();
  await clean(page, what, found);
  await page.keyboard.press("Escape");
  await page.getByRole(role).first().waitFor({ state: "detached" });
}

async function overlays(page, found) {
  await page.goto(`${place.url}/campaigns`);
  await settled(page);
  const press = (locator) => async () => {
    await locator.focus();
    await page.keyboard.press("Enter");
  };
  const account = page.getByRole("button", { name: /Cobranzas Andinas/ });
  await opened(page, "account-menu", "menu", press(account), found);
  await until("the focus is on the account again", async () => (await focused(page)).includes("Cobranzas Andinas"));
  const status = page.getByRole("combobox").first();
  await opened(page, "choice", "listbox", press(status), found);
  await until("the focus is on the choice again", () => status.evaluate((button) => button === document.activeElement));
  await opened(page, "columns", "menu", press(page.getByRole("button", { name: "Columnas" })), found);
  await opened(page, "search", "dialog", () => page.keyboard.press("Control+k"), found);
  await page.goto(`${place.url}/settings/keys`);
  await settled(page);
  const make = page.getByRole("button", { name: /llave/i }).first();
  await press(make)();
  await dialogOf(page).waitFor();
  await clean(page, "dialog", found);
  await until("the focus is in the dialog", () => dialogOf(page).evaluate((dialog) => dialog.contains(document.activeElement)));
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("[role=dialog],[data-base-ui-focus-guard]") !== null);
    must(inside, "Tab stays in the dialog");
  }
  await page.keyboard.press("Escape");
  await dialogOf(page).waitFor({ state: "detached" });
  await until("the focus is on what opened it", () => make.evaluate((button) => button === document.activeElement));
}

/** From the log-in to a call that is read, without a mouse. */
async function byKeys(browser) {
  const page = await newPage(browser);
  await page.goto(`${place.url}/login`);
  await page.locator("input[name=email]:focus").waitFor();
  await page.keyboard.type(place.own.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(place.own.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  await settled(page);
  await page.keyboard.press("Tab");
  must((await focused(page)) === "Ir al contenido", `the first step leads past the menu: ${await focused(page)}`);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").locator("input:focus").waitFor(); // letters typed before would go nowhere
  await page.keyboard.type("llamadas");
  await page.locator("[role=option][data-highlighted]").filter({ hasText: "Llamadas" }).waitFor(); // Enter takes what is lit
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/calls$/);
  await page.getByRole("heading", { name: "Llamadas", level: 1 }).waitFor();
  await settled(page);
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.matches("tbody a"))) break;
  }
  const seen = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
  must(seen, "where the focus is can be seen");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/calls\/cal_/);
  await page.getByRole("heading", { name: "Datos" }).or(page.locator("article h2")).first().waitFor();
  mustBeQuiet(page);
  await page.context().close();
}

const looked = { home: "/", campaign: `/campaigns/${place.running}`, analytics: "/analytics", call: `/calls/${place.call}` };

/** Letters at 200 %: a window of 1280 px holds what one of 640 does. */
async function large(browser, found) {
  const page = await newPage(browser, { width: 640, height: 400, deviceScaleFactor: 2 });
  await signIn(page);
  for (const [name, path] of Object.entries(looked)) {
    await page.goto(place.url + path);
    await settled(page);
    if ((await overflow(page)) > 0) found.push(`${name} at 200 % is ${await overflow(page)} px too wide`);
    await picture(page, { whole: false }, "states", `${name}-large`);
  }
  await page.context().close();
}

/** The viewer's own colours: what tells amounts by colour keeps it, what is chosen is still seen. */
async function ownColours(browser, found) {
  const page = await newPage(browser, { forcedColors: "active", theme: "dark" });
  await signIn(page);
  for (const [name, path] of Object.entries(looked)) {
    await page.goto(place.url + path);
    await settled(page);
    const gone = await page.evaluate(() =>
      [...document.querySelectorAll("[role=img] span, [data-role][style]")]
        .filter((part) => part.clientWidth > 2 && getComputedStyle(part).forcedColorAdjust !== "none")
        .map((part) => part.className),
    );
    if (gone.length > 0) found.push(`${name}: ${gone.length} parts of a chart lose their colour: ${gone[0]}`);
    await picture(page, { whole: false }, "states", `${name}-own-colours`);
  }
  const outline = await page.locator("nav a[aria-current=page]").first().evaluate((link) => getComputedStyle(link).outlineStyle);
  if (outline === "none") found.push("the page that is open is not marked in the menu");
  await page.context().close();
}

await journey(async (browser) => {
  const found = [];
  const page = await newPage(browser);
  await signIn(page);
  await overlays(page, found);
  mustBeQuiet(page);
  await page.context().close();
  await byKeys(browser);
  await large(browser, found);
  await ownColours(browser, found);
  must(found.length === 0, found.join("\n"));
});
