// The pictures of the README and the guides: the pages of a day's work, light, 1280 px, in both languages. Not a journey:
// run by scripts/pictures, which packs them.
import { ask, choose, journey, mustBeQuiet, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

const pages = {
  home: { path: "/", height: 980 },
  "batch-review": { path: `/batches/${place.checked}` },
  campaign: { path: `/campaigns/${place.running}`, live: true },
  "campaign-steps": { path: `/campaigns/${place.planned}/edit?step=pace`, height: 840 },
  "flight-plan": { path: `/campaigns/${place.planned}`, prepare: openFlightPlan },
  call: { path: `/calls/${place.call}`, prepare: hear },
  rehearsal: { path: `/scripts/${place.script}`, height: 860, prepare: rehearse },
  contact: { path: `/contacts?phone=${encodeURIComponent(place.phone)}` },
  analytics: { path: "/analytics" },
  balance: { path: "/billing" },
  brand: { path: "/settings/brand", height: 900, prepare: wearBrand },
};
// Of who operates the installation.
const operatorPages = {
  system: { path: "/admin", height: 900 },
  account: { path: `/admin/accounts/${place.own.account}` },
  revenue: { path: "/admin/billing", height: 900 },
};

/** While it is written: the preview follows, and nothing is saved. */
async function wearBrand(page) {
  await page.locator("input[name=brand_name]").fill("Andina Cobranza");
  await page.locator("input[type=color] + input").fill("#b3541e");
}

async function openFlightPlan(page, language) {
  await page.getByRole("button", { name: language === "es" ? "Revisar y lanzar" : "Review and launch" }).click();
  await page.getByRole("button", { name: language === "es" ? /^Llamar a/ : /^Call \d+/ }).waitFor();
}

/** In the middle of the recording, paused. */
async function hear(page) {
  await page.locator("audio").waitFor({ state: "attached" });
  await page.locator("[data-sentence]").nth(4).click();
  await page.locator("[data-now]").waitFor();
  await page.locator("[data-playing]").click();
}

async function rehearse(page, language) {
  const says = language === "es" ? ["Columnas de", "Ensayar", "Fin de la llamada", "Ensayo"] : ["Columns of", "Rehearse", "End of the call", "Rehearsal"];
  await page.getByRole("combobox", { name: says[0] }).click();
  await page.getByRole("option", { name: "contactos.xlsx" }).first().click();
  await page.getByRole("button", { name: says[1] }).click();
  await page.getByText(says[2]).waitFor();
  await page.getByRole("heading", { name: says[3] }).evaluate((heading) => scrollBy(0, heading.getBoundingClientRect().top - 90));
}

async function takeOne(page, name, { path, height = 800, live = false, prepare }, language) {
  await page.setViewportSize({ width: 1280, height });
  await page.goto(place.url + path);
  await settled(page);
  if (live) await page.locator("[data-state=live]").waitFor();
  await prepare?.(page, language);
  await settled(page);
  await picture(page, { whole: false }, language, name);
}

await journey(async (browser) => {
  await until("the campaign is well under way", async () => (await ask("GET", `/api/v1/campaigns/${place.running}/progress`)).done > 20, 300);
  for (const language of ["es", "en"]) {
    const page = await newPage(browser, { language });
    await page.goto(`${place.url}/login`);
    await choose(page, { language, theme: "light" });
    await page.evaluate(() => localStorage.setItem("second-factor-later", new Date().toISOString())); // no reminder above the day
    await signIn(page);
    for (const [name, shown] of Object.entries(pages)) await takeOne(page, name, shown, language);
    await page.context().clearCookies();
    await signIn(page, place.operator);
    for (const [name, shown] of Object.entries(operatorPages)) await takeOne(page, name, shown, language);
    mustBeQuiet(page);
    await page.context().close();
  }
});
