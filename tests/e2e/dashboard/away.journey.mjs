// The server is slow, busy, broken or gone, or the network is: every page says so in a sentence with a way on, none is
// white and none waits without end; and when the server is back, what failed comes by itself.
import { axeFindings, complaints, journey, must, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

const pages = {
  home: "/",
  campaign: `/campaigns/${place.running}`,
  batch: `/batches/${place.checked}`,
  calls: "/calls",
  call: `/calls/${place.call}`,
  job: `/jobs/${place.job}`,
  contact: `/contacts?phone=${encodeURIComponent(place.phone)}`,
  script: `/scripts/${place.script}`,
  analytics: "/analytics",
  billing: "/billing",
  security: "/settings/security",
  webhooks: "/settings/webhooks",
};
const ours = ["/api/v1/session", "/api/v1/account", "/api/v1/live"];
const asked = (url) => url.pathname.startsWith("/api/v1/") && !ours.includes(url.pathname);

const problem = (status, detail) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "about:blank", title: "x", status, detail, code: "test", instance: "/x" }),
});
/** How an answer fails, and what the page says. */
const failures = {
  broken: { answer: problem(500, "Algo falló aquí."), says: "Algo falló aquí." },
  busy: { answer: problem(429, "Son demasiadas peticiones."), says: "Son demasiadas peticiones." },
  full: { answer: problem(503, "La base está ocupada."), says: "La base está ocupada." },
  gateway: { answer: { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }, says: "El servidor no responde." },
  gone: { answer: null, says: "El servidor no responde." },
};

const saysIt = (page, words) => page.getByRole("alert").filter({ hasText: words }).first();

/** What a failed page lacks, in one look: it may be asking once more between two. "": nothing. */
const lacks = (page, words) =>
  page.evaluate((text) => {
    const said = [...document.querySelectorAll("[role=alert]")].filter((alert) => alert.textContent.includes(text));
    if (said.length === 0) return `it does not say "${text}"`;
    if (document.querySelector("[data-loading]") !== null) return "something waits without end";
    if (![...said[0].querySelectorAll("button")].some((button) => button.textContent.includes("Intentar de nuevo"))) return "there is no way on";
    const headings = document.querySelectorAll("h1").length;
    return headings === 1 ? "" : `it has ${headings} headings of the first kind`;
  }, words);

/** One sentence and one way on, no shape that is still grey, a heading; and so it stays. */
async function holds(page, name, words, found) {
  await saysIt(page, words).waitFor();
  let lack = "";
  await until(`${name} has failed`, async () => (lack = await lacks(page, words)) === "").catch(() => found.push(`${name}: ${lack}`));
}

/** The server is back: what does not come by itself comes by a press. */
async function comesBack(page, name, found) {
  const retry = page.getByRole("button", { name: "Intentar de nuevo" });
  await until(`${name} is there`, async () => {
    if ((await retry.count()) > 0) await retry.first().click({ timeout: 3_000 }).catch(() => {}); // it may come by itself meanwhile
    await settled(page);
    return (await page.getByRole("alert").count()) === 0;
  }).catch(() => found.push(`${name}: it fails although the server is back`));
}

async function eachPage(page, found) {
  let failing = null;
  await page.route(asked, (route) => {
    if (!failing || route.request().method() !== "GET") return route.continue();
    return failing.answer ? route.fulfill(failing.answer) : route.abort("connectionfailed");
  });
  const kinds = Object.values(failures);
  for (const [i, [name, path]] of Object.entries(pages).entries()) {
    failing = kinds[i % kinds.length];
    await page.goto(place.url + path);
    await holds(page, name, failing.says, found);
    await picture(page, { whole: false }, "away", name);
    if (i < 4) {
      const axe = await axeFindings(page);
      if (axe) found.push(`axe at ${name} that failed: ${axe}`);
    }
    failing = null;
    await comesBack(page, name, found);
  }
  await page.unroute(asked);
}

/** A page that waits says that it does; after half a minute it gives up and says that. */
async function slow(browser) {
  const page = await newPage(browser);
  await signIn(page);
  await settled(page);
  await page.clock.install();
  await page.route(/\/api\/v1\/account\/stats/, () => undefined);
  await page.goto(place.url);
  await page.locator("main [data-loading]").getByText("Cargando…").first().waitFor({ state: "attached" }); // the page's own, not the frame's
  await page.clock.runFor(9000);
  await page.getByText("El servidor tarda más de lo normal.").waitFor();
  await picture(page, { whole: false }, "away", "slow");
  await page.clock.runFor(25_000);
  await saysIt(page, "no respondió en 30 segundos").waitFor();
  await page.context().close();
}

/** No network: what is there stays, what is pressed is refused at once, and the next page is named. */
async function offline(page) {
  await page.goto(`${place.url}/campaigns/${place.draft}`);
  await settled(page);
  await page.locator("[data-state=live]").waitFor();
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/popups-")));
  await page.context().setOffline(true);
  await page.getByText("Sin conexión: se muestra lo último que llegó").waitFor();
  await picture(page, { whole: false }, "away", "offline");
  must((await page.getByRole("heading", { name: "Recordatorio diciembre" }).count()) > 0, "what was there stays");
  await page.getByRole("link", { name: "Guiones" }).first().click();
  await saysIt(page, "El servidor no responde.").waitFor();
  await picture(page, { whole: false }, "away", "offline-next");
  await page.context().setOffline(false);
  await page.getByRole("heading", { name: "Guiones" }).waitFor();
  await until("it comes by itself when the network is back", async () => (await page.getByRole("alert").count()) === 0);
  await settled(page);
}

/** A new version was deployed while a page is open: code that it would fetch is gone. It loads itself anew, once and not
 *  for ever, and is where the press led. */
async function deployed(browser, staysGone) {
  const page = await newPage(browser);
  await signIn(page);
  await settled(page);
  let gone = true;
  let loads = 0;
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) return;
    loads++;
    gone = staysGone;
  });
  await page.route(/\/assets\/Scripts-/, (route) => (gone ? route.fulfill({ status: 404, body: "{}" }) : route.continue()));
  await page.getByRole("link", { name: "Guiones" }).first().click();
  await page.waitForFunction(() => performance.getEntriesByType("navigation")[0]?.type === "reload");
  await (staysGone ? saysIt(page, "El servidor no responde.") : page.getByRole("heading", { name: "Guiones" })).waitFor();
  must(loads === 1, `the page loaded itself ${loads} times`);
  must(new URL(page.url()).pathname === "/scripts", `it led to ${page.url()}`);
  await page.context().close();
}

/** The session ends while a page is open: the next look, ours or one of the page itself, leads to the log-in page and back. */
async function ended(page) {
  await page.goto(`${place.url}/settings`);
  await settled(page);
  await page.locator("[data-state=live]").waitFor();
  await page.context().clearCookies();
  const press = page.getByRole("link", { name: "Guiones" }).first().click({ timeout: 10_000 });
  await press.catch((error) => must(new URL(page.url()).pathname === "/login", error.message));
  await page.waitForURL(/\/login\?to=%2F(scripts|settings)/);
  const wanted = new URL(page.url()).searchParams.get("to");
  await page.locator("input[name=email]").fill(place.own.email);
  await page.locator("input[name=password]").fill(place.own.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL(({ pathname }) => pathname === wanted);
  await page.getByRole("link", { name: "Guiones" }).first().waitFor();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}

await journey(async (browser) => {
  const found = [];
  const page = await newPage(browser);
  await signIn(page);
  await settled(page);
  await eachPage(page, found);
  found.push(...complaints(page).filter((text) => !/Failed to load resource/.test(text)));
  await slow(browser);
  await offline(page);
  await deployed(browser, false);
  await deployed(browser, true);
  await ended(page);
  await page.context().close();
  must(found.length === 0, found.join("\n"));
});
