// Lighthouse on the main pages, as a phone on a slow line and as a desk sees them. Run by ./benchmark; prints one JSON object:
// for each page and device the scores of 0 to 100, and the audits that cost points. The browser's cache is emptied before
// each page, its cookies stay: what is measured is a first visit of somebody who is signed in.
import lighthouse, { desktopConfig } from "lighthouse";
import { chromium } from "playwright-core";
import { createServer } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { place, settled, signIn } from "./browser.mjs";

const pages = {
  login: "/login",
  home: "/",
  campaigns: "/campaigns",
  campaign: `/campaigns/${place.running}`,
  batches: "/batches",
  calls: "/calls",
  scripts: "/scripts",
  analytics: "/analytics",
  billing: "/billing",
  settings: "/settings",
};
/** Of who operates the installation. */
const operatorPages = {
  system: "/admin",
  accounts: "/admin/accounts",
  account: `/admin/accounts/${place.own.account}`,
  plans: "/admin/plans",
  revenue: "/admin/billing",
  audit: "/admin/audit",
};
const categories = ["performance", "accessibility", "best-practices"];

const freePort = () =>
  new Promise((told) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => told(port));
    });
  });

const lost = (lhr) =>
  categories.flatMap((category) =>
    lhr.categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
      .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim()),
  );

/** A trace that lost its beginning, as happens on a busy machine, is made again. */
async function measured(url, options, config, tries = 3) {
  const { lhr } = await lighthouse(url, options, config);
  return lhr.runtimeError?.code === "NO_NAVSTART" && tries > 1 ? measured(url, options, config, tries - 1) : lhr;
}

async function scores(path, port, config) {
  const options = { port, output: "json", logLevel: "error", onlyCategories: categories };
  const lhr = await measured(place.url + path, options, config);
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
  return {
    ...Object.fromEntries(categories.map((c) => [c, Math.round(lhr.categories[c].score * 100)])),
    lost: lost(lhr),
  };
}

const port = await freePort();
const folder = mkdtempSync(join(tmpdir(), "lighthouse-"));
const browser = await chromium.launchPersistentContext(folder, {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", `--remote-debugging-port=${port}`],
});
try {
  const found = {};
  const page = await browser.newPage();
  const measure = async (name, path) => {
    found[name] = { phone: await scores(path, port), desk: await scores(path, port, desktopConfig) };
  };
  const enter = async (who) => {
    await browser.clearCookies();
    await signIn(page, who);
    await settled(page);
  };
  const { login, ...own } = pages;
  await measure("login", login);
  await enter(place.own);
  for (const [name, path] of Object.entries(own)) await measure(name, path);
  await enter(place.operator);
  for (const [name, path] of Object.entries(operatorPages)) await measure(name, path);
  writeFileSync(join(place.out, "lighthouse.json"), JSON.stringify(found));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
