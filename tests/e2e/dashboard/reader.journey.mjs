// What was said: a recording that plays while its transcript follows, a click on a sentence that goes there, keys; the
// list of calls taken along as a file; and a script that meets somebody made up.
import { readFileSync } from "node:fs";
import { ask, axeFindings, choose, journey, must, mustBeQuiet, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

const widths = [1280, 360, 2560];

/** At every width, as somebody sees it in the middle of it. */
async function seen(page, name, shown) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 1000 ? 740 : width < 2000 ? 800 : 1440 });
    await settled(page);
    await shown?.scrollIntoViewIfNeeded();
    await picture(page, { whole: false }, "reader", `${name}-${width}`);
    const findings = width < 2000 ? await axeFindings(page) : "";
    must(findings === "", `axe finds nothing in ${name} at ${width}: ${findings}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

const position = (page) => page.locator("input[type=range]").evaluate((slider) => Number(slider.value));
const now = (page) => page.locator("[data-now]");
/** However slow the machine is, a recording is not over before its pictures are taken: it goes slowly, and begins again. */
const linger = (page, on) => page.locator("audio").evaluate((audio, is) => Object.assign(audio, { playbackRate: is ? 0.1 : 1, loop: is }), on);

/** What is lit, which must be what is said at the moment that the page is at: of one and the same frame. "": nothing yet. */
async function litIsSaid(page, turns) {
  const { at, lit } = await page.evaluate(() => ({
    at: Number(document.querySelector("input[type=range]").value),
    lit: document.querySelector("[data-now]")?.textContent.trim() ?? "",
  }));
  const near = [at - 100, at + 100].map((ms) => turns.findLast((turn) => turn.start_ms <= Math.max(ms, turns[0].start_ms))); // the slider's step
  must(near.some((turn) => turn.text.includes(lit)), `what is lit at ${at} ms is what is said then: ${lit}`);
  return lit;
}

async function playsAndFollows(page, words) {
  const { turns } = await ask("GET", `/api/v1/calls/${place.call}/transcript`);
  await page.goto(`${place.url}/calls/${place.call}`);
  await settled(page);
  const heights = () => page.locator("path[data-who=agent]").first().evaluate((path) => new Set(path.getAttribute("d").match(/v[\d.]+/g)).size);
  await until("the wave is drawn as loud as it is", async () => (await heights()) > 5);
  await seen(page, `${words.name}-still`);
  await page.getByRole("button", { name: words.play }).click();
  await until("it plays", async () => (await position(page)) > 300);
  const first = await until("something is lit", () => litIsSaid(page, turns));
  await until("what is lit moves on", async () => (await litIsSaid(page, turns)) !== first);
  await linger(page, true);

  const last = turns.at(-2);
  const sentence = page.locator("[data-sentence]", { hasText: last.text.slice(0, 12) }).last();
  await sentence.click();
  await until("a click goes there", async () => (await position(page)) >= last.start_ms - 150);
  const orderOf = async (one) => Number(await one.getAttribute("data-sentence"));
  await until("and it is lit, or one behind it", async () => (await orderOf(now(page))) >= (await orderOf(sentence)));
  await until("what is said stays in sight", () => now(page).evaluate((lit) => lit.getBoundingClientRect().top > 0 && lit.getBoundingClientRect().bottom < innerHeight));
  await seen(page, `${words.name}-playing`);
  await page.getByRole("button", { name: words.pause }).click();
  await linger(page, false);
  return turns;
}

async function keysWork(page, turns, words) {
  const slider = page.getByRole("slider", { name: words.position });
  await slider.focus();
  await page.keyboard.press("Home");
  await until("Home goes to the beginning", async () => (await position(page)) < 50);
  await page.keyboard.press("l");
  await until("L goes 10 seconds on", async () => Math.abs((await position(page)) - 10_000) < 200);
  await page.keyboard.press("j");
  await until("J goes back", async () => (await position(page)) < 200);
  await page.keyboard.press("ArrowRight");
  must(/0:0\d de \d+:\d\d|0:0\d of \d+:\d\d/.test(await slider.getAttribute("aria-valuetext")), "a reader hears the time");
  await page.keyboard.press("]");
  const starts = turns.flatMap((turn) => turn.words.map((word) => word.start_ms));
  await until("] goes to a sentence's beginning", async () => {
    const at = await position(page);
    return starts.some((start) => Math.abs(start - at) <= 60);
  });
  await page.getByRole("combobox", { name: words.speed }).click();
  await page.getByRole("option", { name: "2×" }).click();
  await until("it plays twice as fast", () => page.locator("audio").evaluate((audio) => audio.playbackRate === 2));
  await page.keyboard.press("k");
  await until("K plays", () => page.locator("audio").evaluate((audio) => !audio.paused));
  await page.keyboard.press("k");
  await until("and pauses", () => page.locator("audio").evaluate((audio) => audio.paused));
}

/** What there is to say where there is nothing to hear. */
async function saysWhyThereIsNone(page) {
  const { items } = await ask("GET", "/api/v1/calls?outcome=no_answer&limit=1");
  await page.goto(`${place.url}/calls/${items[0].id}`);
  await page.getByText("No hay grabación: nadie habló.").waitFor();
  await page.route("**/recording", (route) =>
    route.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify({ status: 404, code: "call.recording_expired", detail: "x", title: "x", type: "about:blank" }) }));
  await page.goto(`${place.url}/calls/${place.call}`);
  await page.getByText("La grabación ya no se guarda").waitFor();
  await page.locator("[data-sentence]").first().waitFor(); // what was said can still be read
  await picture(page, { whole: false }, "reader", "expired");
  await page.unroute("**/recording");
}

/** An installation without a simulator says so, in the place of the conversation. */
async function saysThatThereIsNoStage(page) {
  await page.route("**/rehearsals", (route) =>
    route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ status: 422, code: "rehearsal.no_stage", detail: "x", title: "x", type: "about:blank" }) }));
  await page.goto(`${place.url}/scripts/${place.script}`);
  await settled(page);
  await page.getByRole("button", { name: "Ensayar" }).click();
  await page.getByText("Esta instalación no tiene simulador").waitFor();
  await seen(page, "no-stage", page.getByText("Esta instalación no tiene simulador"));
  await page.unroute("**/rehearsals");
}

async function takesCallsAlong(page) {
  await page.goto(`${place.url}/calls?outcome=promise`);
  await settled(page);
  const { items } = await ask("GET", "/api/v1/calls?outcome=promise&limit=200");
  await page.getByRole("button", { name: "Descargar" }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "CSV" }).click();
  const [download] = await Promise.all([coming, page.getByText(/^Descargado: \d+ filas?$/).waitFor()]); // said for a few seconds
  must(download.suggestedFilename() === "calls.csv", `the file has a name: ${download.suggestedFilename()}`);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n").length - 1;
  must(lines >= items.length, `every call of the filter is in it: ${lines} of ${items.length}`);
}

async function rehearses(page, language, words) {
  await page.goto(`${place.url}/scripts/${place.script}`);
  await settled(page);
  const left = async () => (await ask("GET", `/api/v1/calls?campaign=${place.over}&limit=200`)).items.length;
  const before = await left();
  await page.getByRole("combobox", { name: words.fromBatch }).click();
  await page.getByRole("option", { name: "contactos.xlsx" }).first().click();
  const shown = page.getByText(words.row);
  const rowBefore = await shown.textContent();
  await page.getByRole("button", { name: words.otherRow }).click();
  await until("another row is shown", async () => (await shown.textContent()) !== rowBefore);
  await page.getByRole("combobox", { name: words.whom }).click();
  await page.getByRole("option", { name: words.optsOut }).click();
  await page.getByRole("button", { name: words.rehearse }).click();
  await page.getByText(words.suppressed).waitFor();
  const log = page.getByRole("log", { name: words.conversation });
  must((await log.locator("li[data-who=person]").count()) > 0, "the person answers");
  await seen(page, `rehearsal-${language}`, page.getByText(words.suppressed));
  const first = await log.textContent();
  await page.getByRole("button", { name: words.again }).click();
  await until("another time it goes another way", async () => (await log.count()) > 0 && (await log.textContent()) !== first);
  must((await left()) === before, "no call was made of it");
}

const spanish = { name: "es", play: "Reproducir (K)", pause: "Pausar (K)", position: "Punto de la grabación", speed: "Velocidad", fromBatch: "Columnas de", whom: "Contesta alguien que", row: /^Fila \d+/, otherRow: "Otra fila", optsOut: "pide que no llamen más", rehearse: "Ensayar", again: "Otra vez", conversation: "Conversación de ensayo", suppressed: "Su teléfono pasaría a la lista de no llamar." };
const english = { name: "en", play: "Play (K)", pause: "Pause (K)", position: "Place in the recording", speed: "Speed", fromBatch: "Columns of", whom: "It is answered by someone who", row: /^Row \d+/, otherRow: "Another row", optsOut: "asks not to be called again", rehearse: "Rehearse", again: "Once more", conversation: "Rehearsed conversation", suppressed: "Their phone would go to the do-not-call list." };

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page);
  const turns = await playsAndFollows(page, spanish);
  await keysWork(page, turns, spanish);
  await takesCallsAlong(page);
  await rehearses(page, "es", spanish);
  mustBeQuiet(page);
  await saysWhyThereIsNone(page);
  await saysThatThereIsNoStage(page);
  await page.context().close();

  const dark = await newPage(browser, { language: "en", theme: "dark" });
  await dark.goto(`${place.url}/login`);
  await choose(dark, { language: "en", theme: "dark" });
  await signIn(dark);
  await playsAndFollows(dark, english);
  await rehearses(dark, "en", english);
  mustBeQuiet(dark);
});
