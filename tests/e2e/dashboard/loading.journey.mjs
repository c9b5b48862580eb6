// How a page comes: in few files, with each question asked once although some are asked before its code is there, and
// nothing moves when its answers arrive. Told for each page: files, kilobytes on the line, how far it moved.
import { journey, must, mustBeQuiet, newPage, place, quietly, settled, signIn, until } from "./browser.mjs";

const FILES = 15;
/** Lighthouse calls it good. */
const MOVES = 0.1;
/** Comes when the page is at rest, however long that takes. */
const atRest = /\/(popups|ToastList|CommandPalette|AccountMenu)-/;
const pages = {
  "/": "home",
  "/campaigns": "campaigns",
  [`/campaigns/${place.running}`]: "campaign",
  "/batches": "batches",
  "/calls": "calls",
  [`/calls/${place.call}`]: "call",
  [`/jobs/${place.job}`]: "job",
  "/contacts": "contacts",
  "/scripts": "scripts",
  [`/scripts/${place.script}`]: "script",
  "/analytics": "analytics",
  "/billing": "billing",
  "/settings": "settings",
};

/** A name in letters that pages seldom have is drawn by the same font. */
const rare = ["Łukasz", "Nguyễn", "2ª a ‚3¼’"];

/** As Lighthouse counts: what moves without having been touched, in windows of 5 s at most. */
const watchMoves = () => {
  globalThis.moved = 0;
  globalThis.movers = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      globalThis.moved += entry.value;
      for (const source of entry.sources) globalThis.movers.push(`${source.node?.nodeName} ${source.node?.className} ${source.node?.textContent?.slice(0, 30)}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
};

async function load(page, path, asked) {
  await page.goto("about:blank"); // whatever the page before had still to ask
  asked.length = 0;
  await page.goto(place.url + path);
  await settled(page);
  await page.locator("[data-state=live]").waitFor();
  const files = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter(({ name, startTime }) => name.includes("/assets/") && startTime < globalThis.drawn),
  );
  const needed = files.filter(({ name }) => !atRest.test(name));
  const fonts = files.filter(({ name }) => name.endsWith(".woff2") && !/\/letters-/.test(name));
  const early = asked.filter((url) => !/\/(live|progress|recording)$/.test(url)); // a recording is played in parts
  const twice = early.filter((url, i) => early.indexOf(url) !== i);
  return { files: needed, fonts, twice, moved: await page.evaluate(() => globalThis.moved), movers: await page.evaluate(() => globalThis.movers) };
}

/** On a slow device the socket comes late: meanwhile the page asks nothing a second time; when it has waited enough, it does. */
async function trustsItsSocket(browser) {
  const page = await newPage(browser);
  await signIn(page);
  await settled(page);
  let asked = 0;
  await page.route(/\/api\/v1\/live$/, () => undefined);
  await page.route(/\/api\/v1\/account$/, (route) => {
    asked++;
    return route.continue();
  });
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
  await page.goto(place.url);
  await until("the page is there", async () => {
    await page.clock.runFor(50);
    return (await page.locator("main [data-loading]").count()) === 0 && (await page.locator("main h1").count()) > 0;
  });
  await page.clock.runFor(4000);
  must(asked === 1, `the account is asked for once while the socket is on its way: ${asked}`);
  await page.clock.runFor(10_000);
  await until("it asks by itself", () => asked > 1);
  await page.context().close();
}

await journey(async (browser) => {
  await trustsItsSocket(browser);
  const found = [];
  for (const width of [390, 1280]) {
    const page = await newPage(browser, { width, height: 844 });
    const asked = [];
    page.on("request", (request) => {
      if (request.method() === "GET" && request.url().includes("/api/")) asked.push(request.url());
    });
    await quietly(page);
    await page.addInitScript(watchMoves);
    await page.addInitScript(() => {
      // what is loaded after the page has its heading is loaded for later
      globalThis.drawn = Number.POSITIVE_INFINITY;
      new MutationObserver((_, observer) => {
        if (!document.querySelector("main h1")) return;
        globalThis.drawn = performance.now();
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await signIn(page);
    await settled(page);
    for (const [path, name] of Object.entries(pages)) {
      const { files, fonts, twice, moved, movers } = await load(page, path, asked);
      if (twice.length > 0) found.push(`${name} asks twice: ${twice}`);
      if (files.length > FILES) found.push(`${name} takes ${files.length} files: ${files.map((file) => file.name.split("/").at(-1))}`);
      if (fonts.length > 0) found.push(`${name} loads ${fonts.map((file) => file.name)}`);
      if (moved > MOVES) found.push(`${name} at ${width} moves by ${moved.toFixed(3)}: ${movers.join(" | ")}`);
      console.log(`${name} at ${width}: ${files.length} files, moves by ${moved.toFixed(3)}`);
    }
    for (const name of rare) {
      const faces = await page.evaluate(async (text) => (await document.fonts.load("500 14px 'Inter Variable'", text)).map(({ status }) => status), name);
      if (faces.length < 2 || faces.some((status) => status !== "loaded")) found.push(`${name} is drawn by ${faces}`);
    }
    mustBeQuiet(page);
    await page.context().close();
  }
  must(found.length === 0, found.join("\n"));
});
