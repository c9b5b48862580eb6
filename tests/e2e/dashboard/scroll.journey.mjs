// A list of 100,000 rows is scrolled at its top, in its middle and at its end: only what is seen is drawn, so no frame takes
// long. The rows are the test's own. Held to 50 ms is what the page's own thread works for the longest of all tasks, in time
// of the processor: a machine that does other work besides makes frames late, and not the work more. Frames by the clock are told.
import { journey, must, newPage, place, signIn } from "./browser.mjs";

const ROWS = 100_000;
const PAGE = 10_000;
const LONGEST_MS = 50;

const row = (i) => ({
  id: `bat_${String(i).padStart(26, "0")}`,
  status: "committed",
  file_name: `cartera-${i}.xlsx`,
  counts: { rows: i, jobs: i, rejected: i % 7 },
  created_at: "2026-11-25T15:00:00Z",
});

/** What the page's main thread did, task by task, in milliseconds of the processor, the longest last. */
function tasksOf({ traceEvents }) {
  const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const of = ({ pid, tid }) =>
    traceEvents
      .filter((event) => event.pid === pid && event.tid === tid && /RunTask$/.test(event.name) && event.tdur !== undefined)
      .map(({ tdur }) => tdur / 1000);
  return mains.map(of).sort((a, b) => b.length - a.length)[0].sort((a, b) => a - b);
}

async function answerRows(route) {
  const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? "0");
  const items = Array.from({ length: PAGE }, (_, i) => row(from + i));
  await route.fulfill({ json: { items, next_cursor: from + PAGE < ROWS ? String(from + PAGE) : null } });
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await page.route(/\/api\/v1\/batches\?/, answerRows);
  await signIn(page);
  await page.goto(`${place.url}/batches`);
  const list = page.getByRole("region", { name: "Lotes" });
  await list.waitFor();
  for (let pages = 2; pages <= ROWS / PAGE; pages++) {
    await list.evaluate((region) => region.scrollTo(0, region.scrollHeight));
    await page.waitForFunction((n) => document.querySelector("[role=region]").scrollHeight > n, (pages - 1) * PAGE * 44 + PAGE * 22);
  }
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  const frames = await list.evaluate(async (region) => {
    const taken = [];
    const places = [0, region.scrollHeight / 2, region.scrollHeight - region.clientHeight - 60 * 400];
    for (const place of places) {
      region.scrollTo(0, place);
      await new Promise((resolve) => setTimeout(resolve, 100));
      let last = performance.now();
      for (let i = 0; i < 60; i++) {
        region.scrollBy(0, 400);
        await new Promise((resolve) => requestAnimationFrame(resolve));
        taken.push(performance.now() - last);
        last = performance.now();
      }
    }
    region.scrollTo(0, region.scrollHeight);
    return taken.sort((a, b) => a - b);
  });
  const tasks = tasksOf(JSON.parse((await browser.stopTracing()).toString()));
  await page.getByRole("link", { name: `cartera-${ROWS - 1}.xlsx` }).waitFor();
  must((await list.locator("tbody tr").count()) < 100, "only what is seen is drawn");
  const at = (share) => frames[Math.floor((frames.length - 1) * share)];
  console.log(`100,000 rows scrolled: ${tasks.length} tasks, longest ${tasks.at(-1).toFixed(0)} ms of the processor`);
  console.log(`frames by the clock: median ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms, longest ${at(1).toFixed(0)} ms`);
  must(tasks.length > frames.length, "what the page works was seen");
  must(tasks.at(-1) <= LONGEST_MS, `the longest task takes ${LONGEST_MS} ms or less`);
});
