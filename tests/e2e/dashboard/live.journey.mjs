// What is on the screen follows the calls without being asked: by the socket, through a cut of it, and without any. And
// two browsers of two accounts, both with calls under way, get everything of their own and nothing of each other: no id, no
// name, no telephone, in any frame of their sockets and any answer.
import { ask, journey, must, mustBeQuiet, newPage, place, request, settled, signIn, until } from "./browser.mjs";

const share = async (page) => (await page.getByText(/de \d+ gestiones/).textContent()).trim();

async function follow(page) {
  const before = await share(page);
  await until("the progress moves by itself", async () => (await share(page)) !== before);
}

async function throughACut(browser) {
  const page = await newPage(browser);
  const sockets = [];
  await page.routeWebSocket(/\/live$/, (socket) => {
    const said = [];
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      said.push(JSON.parse(text));
      server.send(text);
    });
    sockets.push({ socket, said });
  });
  await signIn(page);
  await page.goto(`${place.url}/campaigns/${place.running}`);
  const live = page.locator("[data-state=live]");
  await live.waitFor();
  await follow(page);
  const n = sockets.length;
  await sockets.at(-1).socket.close({ code: 4005, reason: "cut by the test" });
  await until("a new socket", () => sockets.length > n);
  const enter = await until("it enters", () => sockets.at(-1).said[0]);
  await live.waitFor();
  must(enter.type === "enter" && enter.after > 0, "it comes back where it was");
  await until("it watches the campaign again", () => sockets.at(-1).said.some((m) => m.type === "subscribe" && m.topic === "campaign"));
  await follow(page);
  mustBeQuiet(page);
  await page.context().close();
}

async function withoutSocket(browser) {
  const page = await newPage(browser);
  await page.routeWebSocket(/\/live$/, (socket) => socket.close({ code: 4005 }));
  await signIn(page);
  await page.goto(`${place.url}/campaigns/${place.running}`);
  await page.locator("[data-state=polling]").waitFor();
  await follow(page);
  await page.context().close();
}

/** Something happens in the other account as well: a campaign of its own, with people that nobody else has. */
async function startOther() {
  const { key } = place.other;
  const script = await ask("POST", "/api/v1/scripts", { key, body: { name: "Guion del norte", language: "es-CO", opening: "¿Hablo con {{nombre}}?", instructions: "Recuerde la cita a {{nombre}}." } });
  const { items } = await ask("GET", "/api/v1/numbers", { key });
  const campaign = await ask("POST", "/api/v1/campaigns", {
    key,
    body: {
      name: "Citas del norte",
      script: script.id,
      from_numbers: [items[0].e164],
      max_call_ms: 300_000,
      pacing: { starts_per_minute: 20, max_active: 4 }, // still calling when its pages are looked at, however slow the machine is
      retry: { max_attempts: 1, attempts_per_day: 1 },
    },
  });
  const rows = Array.from({ length: 90 }, (_, i) => `32266604${String(i).padStart(2, "0")},Paciente Norteño ${i}\n`);
  const answer = await request(`/api/v1/batches?file_name=citas.csv&campaign=${campaign.id}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Idempotency-Key": crypto.randomUUID(), "Content-Type": "application/octet-stream" },
    body: `celular,nombre\n${rows.join("")}`,
  });
  must(answer.ok, `the other list is taken in: ${answer.status}`);
  const batch = await answer.json();
  await ask("POST", `/api/v1/batches/${batch.id}/import`, { key });
  await until("the other list is imported", async () => (await ask("GET", `/api/v1/batches/${batch.id}`, { key })).status === "committed");
  await ask("POST", `/api/v1/campaigns/${campaign.id}/launch`, { key });
  return campaign.id;
}

const lists = ["campaigns", "batches", "scripts", "jobs", "calls", "wallet/entries"];

/** Every id, name and telephone that an account has. */
async function traces({ account, key, email }) {
  const found = new Set([account, email]);
  for (const list of lists) {
    const { items } = await ask("GET", `/api/v1/${list}?limit=200`, { key });
    for (const { id, name, phone, file_name: file } of items) for (const text of [id, name, phone, file]) if (text) found.add(text);
  }
  return found;
}

/** What came through the sockets of a page, and what its page got from the API. */
function hear(page) {
  const heard = { frames: [], answers: [] };
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.frames.push(String(payload))));
  page.on("response", async (answer) => {
    if (answer.url().includes("/api/v1/")) heard.answers.push(await answer.text().catch(() => ""));
  });
  return heard;
}

/** A frame that tells of this campaign. */
const tellsOf = (campaign) => (frame) => frame.includes(`"campaign","id":"${campaign}"`);

/** Through every page that is live: each subscribes to topics of its own. */
async function walk({ page, campaign, heard }) {
  for (const path of ["/", `/campaigns/${campaign}`, "/calls", "/campaigns", "/"]) {
    await page.goto(place.url + path);
    await page.locator("[data-state=live]").waitFor();
    await settled(page);
    await page.waitForTimeout(1500); // frames come by themselves
    if (path.includes(campaign)) await until("its own campaign does arrive", () => heard.frames.some(tellsOf(campaign)));
  }
}

async function apart(browser) {
  const theirs = await startOther();
  const sides = [
    { who: place.own, campaign: place.running, page: await newPage(browser) },
    { who: place.other, campaign: theirs, page: await newPage(browser) },
  ];
  for (const side of sides) {
    side.heard = hear(side.page);
    await signIn(side.page, side.who);
  }
  await Promise.all(sides.map(walk));
  const [own, other] = sides;
  for (const [me, them] of [[own, other], [other, own]]) {
    const { frames, answers } = me.heard;
    const mine = await traces(me.who);
    const foreign = [...(await traces(them.who))].filter((text) => !mine.has(text));
    must(foreign.length > 50, `the other side has something to be kept from: ${foreign.length}`);
    for (const text of [...frames, ...answers]) {
      const leaked = foreign.find((one) => text.includes(one));
      must(!leaked, `nothing of the other account arrives: ${leaked} in ${text.slice(0, 300)}`);
    }
    must(frames.some(tellsOf(me.campaign)), "its own campaign did arrive");
    console.log(`${me.who.email}: ${frames.length} frames and ${answers.length} answers, nothing of ${foreign.length} of the other's`);
  }

  // nor by asking for it
  await other.page.goto(`${place.url}/campaigns/${place.running}`);
  await other.page.getByText("No existe esa campaña.").waitFor();
  must(!(await other.page.content()).includes("Cartera noviembre"), "nothing of the other account is there");
  must(!(await own.page.content()).includes("Clínica"), "nor the other way round");
  const told = other.heard.frames.filter((frame) => frame.includes(place.running) && !frame.includes("refused"));
  must(told.length === 0, `a topic of the other account is refused: ${told}`);
}

await journey(async (browser) => {
  await throughACut(browser);
  await withoutSocket(browser);
  await apart(browser);
});
