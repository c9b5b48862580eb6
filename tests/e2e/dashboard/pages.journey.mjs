// Every page at three widths, in Spanish and light and in English and dark: it fits, the browser has nothing to complain
// about, axe finds nothing serious, and a picture of it is kept. With SPEECHAI_TEST_EVERY_LOOK (./test --full) the other two
// pairs as well.
import { axeFindings, choose, complaints, cutLists, journey, newPage, overflow, picture, place, settled, signIn } from "./browser.mjs";

const sizes = [
  [360, 740],
  [1280, 800],
  [2560, 1440],
];
const open = { login: "/login", register: "/register", forgotten: "/forgotten-password", reset: "/reset#token=x", wall: `/wall#${place.wall}`, "wall-ended": "/wall#wall_x" };
// A page of yours goes here.
const pages = {
  home: "/",
  campaigns: "/campaigns",
  campaign: `/campaigns/${place.running}`,
  "campaign-over": `/campaigns/${place.over}`,
  "campaign-draft": `/campaigns/${place.planned}`,
  "campaign-new": "/campaigns/new",
  "campaign-step": `/campaigns/${place.planned}/edit?step=who`,
  "campaign-plan": `/campaigns/${place.planned}/edit?step=plan`,
  batches: "/batches",
  "batch-new": `/batches/new?campaign=${place.draft}`,
  "batch-preview": `/batches/${place.uploaded}`,
  "batch-review": `/batches/${place.checked}`,
  "batch-imported": `/batches/${place.imported}`,
  calls: "/calls",
  call: `/calls/${place.call}`,
  "calls-none": "/calls?outcome=paid&period=today&phone=%2B573009999999",
  job: `/jobs/${place.job}`,
  "job-waiting": `/jobs/${place.waiting}`,
  contacts: "/contacts",
  contact: `/contacts?phone=${encodeURIComponent(place.phone)}`,
  "contact-none": "/contacts?phone=%2B573009999999",
  scripts: "/scripts",
  script: `/scripts/${place.script}`,
  "script-new": "/scripts/new",
  settings: "/settings",
  security: "/settings/security",
  brand: "/settings/brand",
  notices: "/settings/notifications",
  webhooks: "/settings/webhooks",
  people: "/settings/people",
  numbers: "/settings/numbers",
  displays: "/settings/displays",
  keys: "/settings/keys",
  suppressions: "/settings/suppressions",
  audit: "/settings/audit",
  billing: "/billing",
  statements: "/billing/statements",
  statement: `/billing/statements/${place.month}`,
  "entry-paid": `/billing/entries/${place.paid}`,
  "entry-charged": `/billing/entries/${place.charged}`,
  analytics: "/analytics",
  "analytics-none": `/analytics?campaign=${place.draft}`,
  lost: "/nothing-here",
};
// Of who operates the installation.
const operatorPages = {
  "admin-system": "/admin",
  "admin-accounts": "/admin/accounts",
  "admin-accounts-none": "/admin/accounts?search=nobody+here",
  "admin-account": `/admin/accounts/${place.own.account}`,
  "admin-account-log": `/admin/accounts/${place.own.account}/audit`,
  "admin-dead": "/admin/dead-events",
  "admin-dead-none": "/admin/dead-events?consumer=recordings",
  "admin-log": "/admin/audit",
  "admin-plans": "/admin/plans",
  "admin-plan": "/admin/plans/professional",
  "admin-plan-new": "/admin/plans/new",
  "admin-billing": "/admin/billing",
  "admin-no-calls": "/admin/suppressions",
  "admin-billing-own": "/admin/billing?period=own&first=2026-01-01&last=2026-01-31",
};
const found = [];
const only = process.env.ONLY?.split(",");

const looks = [
  { language: "es", theme: "light" },
  { language: "en", theme: "dark" },
  ...(process.env.SPEECHAI_TEST_EVERY_LOOK ? [{ language: "es", theme: "dark" }, { language: "en", theme: "light" }] : []),
];

/** At every width the same page is laid out anew. */
async function look(page, name, path, { language, theme }) {
  await page.goto(place.url + path);
  await settled(page);
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await settled(page);
    await picture(page, { whole: true }, `${language}-${theme}`, `${name}-${width}`);
    const over = await overflow(page);
    if (over > 0) found.push(`${path} (${language}, ${theme}) is ${over} px wider than ${width}`);
    const cut = width > 1000 ? await cutLists(page) : [];
    if (cut.length > 0) found.push(`${path} (${language}, ${theme}, ${width}) cuts ${cut.join(", ")}`);
    const findings = width < 2000 ? await axeFindings(page) : "";
    if (findings) found.push(`axe at ${path} (${language}, ${theme}, ${width}):\n${findings}`);
  }
  found.push(...complaints(page));
}

await journey(async (browser) => {
  for (const chosen of looks) {
    const page = await newPage(browser, chosen);
    const each = async (list) => {
      for (const [name, path] of Object.entries(list)) {
        if (!only || only.includes(name)) await look(page, name, path, chosen);
      }
    };
    await page.goto(`${place.url}/login`);
    await choose(page, chosen);
    await each(open);
    await signIn(page);
    await each(pages);
    await page.context().clearCookies();
    await signIn(page, place.operator);
    await each(operatorPages);
    await page.context().close();
  }
});

if (found.length > 0) throw new Error(`${found.length} findings:\n${found.join("\n")}`);
