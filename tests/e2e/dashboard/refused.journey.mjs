// What is pressed goes wrong: too many requests, a server that fails, one that is away, a network that loses the answer of what
// was done. Each time what was typed stays, a sentence says what happened, the button may be pressed again, and nothing is done
// twice.
import { ask, dialogOf, journey, must, newPage, openPage, picture, place, quietly, settled, signIn, until } from "./browser.mjs";

const problem = (status, detail) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "about:blank", title: "x", status, detail, code: "test", instance: "/x" }),
});
const BUSY = { answer: problem(429, "Son demasiadas peticiones."), says: "Son demasiadas peticiones." };
const BROKEN = { answer: problem(500, "Algo falló aquí."), says: "Algo falló aquí." };
const FULL = { answer: problem(503, "La base está ocupada."), says: "La base está ocupada." };
const GATEWAY = { answer: { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }, says: "El servidor no responde" };
const GONE = { says: "no se sabe si lo hizo" };
/** It is done, and nobody hears of it. */
const LOST = { isDone: true, says: "no se sabe si lo hizo" };

const run = Date.now().toString(36); // its own things, however often it is walked
const button = (where, name) => where.getByRole("button", { name, exact: true });
const asked = (page) => page.getByRole("alertdialog");
const done = (page, words) => page.locator("[data-kind=good]").filter({ hasText: words }).first();

/** Every change of that path meets these first; what was sent is told. To walk() is told when so many have been answered:
 *  what the page says from then on is of the last of them. */
async function meeting(page, path, failures, walk) {
  const left = [...failures];
  const keys = [];
  let answered = 0;
  const meet = async (route) => {
    const request = route.request();
    if (request.method() === "GET") return route.fallback();
    keys.push(request.headers()["idempotency-key"]);
    const failure = left.shift();
    if (!failure) return route.continue();
    if (failure.isDone) await route.fetch();
    await (failure.answer ? route.fulfill(failure.answer) : route.abort("connectionfailed"));
    answered++;
  };
  await page.route(path, meet);
  await walk((n) => until(`answer ${n} of ${path}`, () => answered >= n));
  await page.unroute(path, meet);
  must(left.length === 0, `all that was to go wrong did: ${path}`);
  return keys;
}

/** Pressed until it is done: after each failure its sentence stands in `where`, and the button can be pressed. */
async function pressThrough(where, press, failures, answers) {
  for (const [i, { says }] of failures.entries()) {
    await press.click();
    await answers(i + 1);
    await where.getByText(says).first().waitFor();
    await until(`after "${says}" it may be pressed again`, () => press.isEnabled());
  }
  await press.click();
}

const through = async (page, path, where, press, failures) => {
  const keys = await meeting(page, path, failures, async (answers) => {
    await pressThrough(where, press, failures, answers);
    await where.getByText(failures.at(-1).says).first().waitFor({ state: "detached" });
  });
  must(new Set(keys).size === 1, `each try goes under one key: ${keys.join()}`);
};

async function topUp(page) {
  const funded = async () => (await ask("GET", "/api/v1/wallet")).funded.amount;
  const before = Number(await funded());
  await page.goto(`${place.url}/billing`);
  await page.locator("input[name=amount]").fill("3,50");
  await button(page, "Recargar").click();
  await through(page, "**/wallet/top-ups", asked(page), asked(page).getByRole("button", { name: /^Recargar/ }), [BUSY, FULL, LOST, GATEWAY]);
  await Promise.all([done(page, /Se recargaron/).waitFor(), done(page, "no se hizo de nuevo").waitFor()]); // each for a few seconds
  must(Number(await funded()) === before + 3.5, "the money came once");
  await page.locator("input[name=amount]").fill("3,50");
  await button(page, "Recargar").click();
  await asked(page).getByRole("button", { name: /^Recargar/ }).click();
  await until("the same amount again is another top-up", async () => Number(await funded()) === before + 7);
}

async function script(page) {
  const text = "Un texto largo que costó escribir: salude a {{nombre}}.";
  const mine = async () => (await ask("GET", "/api/v1/scripts?limit=100")).items.filter(({ name }) => name === `Guion ${run}`);
  await page.goto(`${place.url}/scripts/new`);
  await page.locator("input[name=name]").fill(`Guion ${run}`);
  await page.locator("[name=instructions]").fill(text);
  await through(page, "**/api/v1/scripts", page.getByRole("main"), button(page, "Crear el guion"), [BROKEN, LOST]);
  await page.waitForURL(/\/scripts\/scr_/);
  must((await mine()).length === 1, "there is one script");
  await page.getByRole("button", { name: /^Guardar la versión/ }).waitFor(); // the page before it has such fields too

  await page.locator("[name=opening]").fill("Buenas tardes.");
  await page.reload();
  await page.getByText("Hay cambios sin guardar").waitFor();
  await until("a reload keeps what was typed", async () => (await page.locator("[name=opening]").inputValue()) === "Buenas tardes.");
  await through(page, "**/api/v1/scripts/scr_*", page.getByRole("main"), page.getByRole("button", { name: /^Guardar la versión/ }), [GONE, LOST]);
  await page.getByText("No hay cambios por guardar").waitFor();
  const [{ id, revision, version }] = await mine();
  must(revision === 2, `it was saved once: ${revision}`);

  await page.locator("[name=instructions]").fill(`${text} Y despídase.`);
  await ask("PATCH", `/api/v1/scripts/${id}`, { body: { opening: "De otra persona." }, headers: { "If-Match": `"${version}"` } });
  await page.getByRole("button", { name: /^Guardar la versión/ }).click();
  await page.getByText("Otra persona guardó la versión 3").waitFor();
  await until("what was not typed is theirs", async () => (await page.locator("[name=opening]").inputValue()) === "De otra persona.");
  must((await page.locator("[name=instructions]").inputValue()) === `${text} Y despídase.`, "what was typed stays");
  await page.getByRole("button", { name: "Guardar la versión 4" }).click();
  await page.getByText("No hay cambios por guardar").waitFor();
}

async function campaign(page) {
  const mine = async () => (await ask("GET", "/api/v1/campaigns?limit=100")).items.filter(({ name }) => name === `Red ${run}`);
  await page.goto(`${place.url}/campaigns/new`);
  await page.locator("input[name=name]").fill(`Red ${run}`);
  const next = button(page, "Siguiente");
  await through(page, "**/api/v1/campaigns", page.getByRole("main"), next, [BUSY, LOST]);
  await page.locator("h2:focus").filter({ hasText: "Guion" }).waitFor();
  must((await mine()).length === 1, "there is one campaign");
  const id = (await mine())[0].id;

  await page.goto(`${place.url}/campaigns/${id}/edit?step=pace`);
  await page.locator("input[name='pacing.starts_per_minute']").fill("77");
  await through(page, `**/api/v1/campaigns/${id}`, page.getByRole("main"), next, [FULL, LOST]);
  await page.locator("h2:focus").filter({ hasText: "Cuántas veces" }).waitFor();
  must((await mine())[0].pacing.starts_per_minute === 77, "the step is kept");

  await page.goto(`${place.url}/batches/new?campaign=${id}`);
  await settled(page);
  const failures = [BROKEN, GONE, LOST];
  const keys = await meeting(page, "**/api/v1/batches?*", failures, async (answers) => {
    for (const [i, { says }] of failures.entries()) {
      await page.locator("input[type=file]").setInputFiles(place.workbook);
      await answers(i + 1);
      await page.getByRole("alert").filter({ hasText: says }).waitFor();
    }
    await page.locator("input[type=file]").setInputFiles(place.workbook);
    await page.waitForURL(/\/batches\/bat_/);
  });
  must(new Set(keys).size === 1, "the file goes under one key");
  must((await ask("GET", `/api/v1/batches?campaign=${id}`)).items.length === 1, "it arrived once");
}

/** The page does not hear by the socket what was done although its answer was lost: it would offer the next deed at once,
 *  and there were nothing to press again. */
async function running(signedIn) {
  const page = await openPage(signedIn.context());
  await quietly(page);
  const id = place.running;
  const status = async () => (await ask("GET", `/api/v1/campaigns/${id}`)).status;
  if ((await status()) !== "running") return page.close();
  await page.goto(`${place.url}/campaigns/${id}`);
  await through(page, "**/pause", page.locator("body"), button(page, "Pausar"), [FULL, LOST]);
  await button(page, "Reanudar").waitFor();
  must((await status()) === "paused", "it is paused");
  await through(page, "**/resume", page.locator("body"), button(page, "Reanudar"), [LOST]);
  await button(page, "Pausar").waitFor();
  must((await status()) === "running", "it goes on");
  await page.close();
}

/** In a dialog of the settings: what was typed stays in it, and the thing is there once. */
async function setting(page, { path, open, fill, press, list, is, failures, after }) {
  await page.goto(place.url + path);
  await settled(page);
  await button(page, open).first().click();
  for (const [name, text] of Object.entries(fill)) await dialogOf(page).locator(`[name=${name}]`).fill(text);
  await through(page, `**${list}`, dialogOf(page), dialogOf(page).getByRole("button", { name: press, exact: true }), failures);
  const found = await until(`${list} has it`, async () => {
    const { items } = await ask("GET", `${list}?limit=100`);
    return items.filter(is).length > 0 ? items.filter(is) : null;
  });
  must(found.length === 1, `${list} has it once: ${found.length}`);
  await after?.(found[0]);
}

async function settings(page) {
  await setting(page, {
    path: "/settings/people", open: "Invitar", press: "Invitar", list: "/api/v1/invitations", failures: [BUSY, LOST],
    fill: { email: `${run}@example.com` }, is: ({ email }) => email === `${run}@example.com`,
  });
  await setting(page, {
    path: "/settings/keys", open: "Nueva llave", press: "Nueva llave", list: "/api/v1/api-keys", failures: [FULL, LOST],
    fill: { name: `Llave ${run}` }, is: ({ name }) => name === `Llave ${run}`,
    after: () => page.getByText(/^sk_|^[a-z]+_[\w-]{20,}$/).first().waitFor(), // what is told once is not lost with its answer
  });
  await setting(page, {
    path: "/settings/displays", open: "Nueva pantalla", press: "Nueva pantalla", list: "/api/v1/displays", failures: [BROKEN, LOST],
    fill: { name: `Pantalla ${run}` }, is: ({ name }) => name === `Pantalla ${run}`,
  });
  await setting(page, {
    path: "/settings/webhooks", open: "Nueva dirección", press: "Nueva dirección", list: "/api/v1/webhook-endpoints", failures: [GATEWAY, LOST],
    fill: { url: `https://red.example.com/${run}` }, is: ({ url }) => url.endsWith(run),
  });
  await setting(page, {
    path: "/settings/suppressions", open: "Agregar un número", press: "Agregar", list: "/api/v1/suppressions", failures: [BUSY, LOST],
    fill: { phone: "+573135557799" }, is: ({ phone }) => phone.replace(/\s/g, "").endsWith("3135557799"),
  });
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);
  const steps = { topUp, script, campaign, running, settings };
  for (const [name, walk] of Object.entries(steps)) {
    try {
      await walk(page);
    } catch (error) {
      await picture(page, { whole: false }, "refused", name);
      throw new Error(`${name}: ${error.message}`);
    }
  }
  await page.context().close();
});
