// A wallet that runs dry while its pages are open: calls stop, the page says why and what to do, a top-up is made in the page
// that was open all the time, and calls go on. At no moment is it below zero, nor in any line of its ledger.
import { ask, axeFindings, journey, must, mustBeQuiet, newPage, openPage, picture, place, settled, signIn, until } from "./browser.mjs";

const { dry } = place;
const of = (path) => ask("GET", path, { key: dry.key });
const micros = (amount) => Math.round(Number(amount) * 1e6);
const progress = () => of(`/api/v1/campaigns/${dry.campaign}/progress`);

/** Looks at the wallet again and again until it is told to end. */
function watch() {
  let looks = 0;
  let on = true;
  const watching = (async () => {
    while (on) {
      const { available, held } = await of("/api/v1/wallet");
      must(micros(available.amount) >= 0 && micros(held.amount) >= 0, `nothing is below zero: ${available.amount}, ${held.amount}`);
      looks++;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  })();
  return async () => {
    on = false;
    await watching;
    return looks;
  };
}

async function runDry(page) {
  await page.goto(`${place.url}/campaigns/${dry.campaign}`);
  await page.getByRole("button", { name: "Revisar y lanzar" }).click();
  await page.getByText(/saldo/i).first().waitFor();
  await picture(page, { whole: false }, "journeys", "dry-flight-plan");
  await page.getByRole("button", { name: /^Llamar a 60 personas/ }).click();
  await until("somebody waits for funds and nobody is called", async () => {
    const { available, held } = await of("/api/v1/wallet");
    return (await progress()).waiting_funds > 0 && micros(held.amount) === 0 && micros(available.amount) < 600_000;
  }, 180);
}

async function mustSayIt(page) {
  await page.getByRole("alert").getByText(/esperan saldo/).waitFor();
  await page.getByRole("alert").getByRole("link", { name: "Recargar" }).waitFor();
  await picture(page, { whole: true }, "journeys", "dry-campaign");
  await page.goto(`${place.url}/`);
  await page.getByRole("list", { name: "Necesita de usted" }).getByText(/saldo/i).first().waitFor();
  await settled(page);
  const findings = await axeFindings(page);
  must(findings === "", `axe finds nothing: ${findings}`);
  await picture(page, { whole: true }, "journeys", "dry-home");
}

async function topUp(billing) {
  await billing.locator("input[name=amount]").fill("20");
  await billing.getByRole("button", { name: "Recargar", exact: true }).click();
  await billing.getByRole("alertdialog").getByRole("button", { name: /^Recargar/ }).click();
  await billing.getByRole("alertdialog").waitFor({ state: "detached" });
}

async function mustAddUp() {
  let balance = 0;
  let cursor = "";
  do {
    const page = await of(`/api/v1/wallet/entries?limit=200&sort=created_at${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    for (const { available } of page.items) {
      balance += available.talk_ms ?? Math.round(Number(available.amount) * 1e6);
      must(balance >= 0, "no line of the ledger leaves less than nothing");
    }
    cursor = page.next_cursor ?? "";
  } while (cursor);
}

await journey(async (browser) => {
  const billing = await newPage(browser);
  await signIn(billing, dry);
  await billing.goto(`${place.url}/billing`);
  await billing.getByRole("button", { name: "Recargar", exact: true }).waitFor();
  const page = await openPage(billing.context());
  const end = watch();

  await runDry(page);
  const { calls, done } = await progress();
  must(calls > 0 && done < 60, `somebody was called, and not everybody could be: ${calls} calls, ${done} of 60`);
  await mustSayIt(page);
  await topUp(billing);
  await until("calls go on by themselves", async () => (await progress()).done > done + 5);
  await page.goto(`${place.url}/campaigns/${dry.campaign}`);
  await until("the page that was open tells of charges", async () => (await billing.getByRole("cell", { name: "Cobro" }).count()) > 3);
  must((await end()) > 20, "it was looked at all the time");
  await mustAddUp();
  mustBeQuiet(billing);
});
