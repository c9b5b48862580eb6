// What journeys share: a browser, people who sign in, pictures of pages, and the checks that every page must pass.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const place = JSON.parse(readFileSync(process.env.PLACE, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How long anything may take to come. A machine that is busy with other work is slow, not wrong; what comes is taken at once. */
const PATIENCE_MS = 60_000;

export function must(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

/** Runs a journey with a browser and ends both, whatever happens. */
export async function journey(run) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"], timeout: 2 * PATIENCE_MS });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

const problems = new WeakMap();

/** Another page of a context. With SLOWED=6 its processor is so many times slower: what only holds on a fast one shows. */
export async function openPage(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  if (process.env.SLOWED) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: Number(process.env.SLOWED) });
  return page;
}

/** A page of its own context, of the server's address or of another one of it. What the console complains about, and every request that leaves the server, is kept. */
export async function newPage(browser, { language = "es", theme = "light", width = 1280, height = 800, at = place.url, ...more } = {}) {
  const context = await browser.newContext({
    locale: language === "es" ? "es-CO" : "en-US",
    timezoneId: "America/Bogota",
    colorScheme: theme,
    reducedMotion: "reduce",
    viewport: { width, height },
    ...more,
  });
  const page = await openPage(context);
  const found = [];
  problems.set(page, found);
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const refused = /Failed to load resource: .* (401|409|412|422|429)/.test(message.text());
    if (message.type() === "error" && !refused) found.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.host !== new URL(at).host) found.push(`asked ${url.host}`);
  });
  return page;
}

/** The socket is there and tells nothing: what happens meanwhile, on a slow machine much, would have the page ask again and
 *  draw what is new, which is no part of how it comes. */
export const quietly = (page) =>
  page.routeWebSocket(/\/live$/, (socket) =>
    socket.onMessage((text) => {
      const entered = JSON.parse(text).type === "enter";
      socket.send(JSON.stringify(entered ? { type: "welcome", seq: 1, resumed: true, events: [] } : { type: "update", seq: null, changes: [] }));
    }),
  );

/** What was complained about since the last look. */
export const complaints = (page) => problems.get(page).splice(0).map((what) => `${page.url()}: ${what}`);

export function mustBeQuiet(page) {
  const found = complaints(page);
  if (found.length > 0) throw new Error(found.join("\n"));
}

export async function signIn(page, who = place.own) {
  await page.goto(`${place.url}/login`);
  await page.locator("input[name=email]").fill(who.email);
  await page.locator("input[name=password]").fill(who.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

/** The language and the appearance of a page that is open: as a person would have chosen them. */
export async function choose(page, { language, theme }) {
  await page.evaluate(
    ([l, t]) => {
      localStorage.setItem("language", l);
      localStorage.setItem("theme", t);
    },
    [language, theme],
  );
}

/** Everything that was asked for is there: no shape is grey any more, no request under way. In one look, which also holds
 *  while the page goes elsewhere. */
export async function settled(page) {
  await page.waitForFunction(
    () =>
      document.documentElement.dataset.shows === location.pathname &&
      document.querySelector("h1") !== null &&
      document.querySelector("[data-loading]") === null &&
      [...document.fonts].some(({ family, status }) => family.includes("Inter Variable") && status === "loaded") &&
      document.fonts.status === "loaded",
  );
}

/** Serious and critical findings of axe, as one text; "" when there are none. */
export async function axeFindings(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    // The guards at the ends of what is open hand the focus on as soon as they have it: nobody stays on them.
    const where = { exclude: ["[data-base-ui-focus-guard]"] };
    return (await globalThis.axe.run(where, { resultTypes: ["violations"] })).violations;
  });
  return violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html.slice(0, 160)}  ${n.any[0]?.message ?? ""}`).join("\n  ")}`)
    .join("\n");
}

/** How much wider the page is than its window: nobody scrolls sideways. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The lists that are wider than their place, by name; a customer's own sheet may be as wide as it likes. */
export const cutLists = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".sideways:not([data-sheet])")]
      .filter((list) => list.scrollWidth > list.clientWidth + 1)
      .map((list) => `«${list.getAttribute("aria-label")}» by ${list.scrollWidth - list.clientWidth} px`),
  );

/** Of the whole page, or of what its window shows. */
export async function picture(page, { whole }, ...name) {
  const folder = join(place.out, ...name.slice(0, -1));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.at(-1)}.png`), fullPage: whole });
}

/** The dialog that is open; short notices are of the same role. */
export const dialogOf = (page) => page.locator("[role=dialog]:not([data-kind])");

/** Whatever asks besides the browser has a connection of its own each time: one that lies idle is closed by the server, by
 *  chance in the moment that it is used again. */
export const request = (path, { headers, ...more } = {}) => fetch(place.url + path, { ...more, headers: { Connection: "close", ...headers } });

/** The API as a program uses it, to look behind the page. */
export async function ask(method, path, { key = place.own.key, body, headers = {} } = {}) {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const once = method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {};
  const answer = await request(path, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...json, ...once, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  must(answer.ok, `${method} ${path} answers ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

export async function until(what, look, seconds = PATIENCE_MS / 1000) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const got = await look();
    if (got) return got;
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
