// What is on the screen follows the calls without being asked: by the socket, through a cut of it, and without any. And
// two browsers of two accounts see nothing of each other.
import { journey, must, mustBeQuiet, newPage, place, signIn, until } from "./browser.mjs";

const share = async (page) => (await page.getByText(/de \d+ gestiones/).textContent()).trim();

async function follow(page) {
  const before = await share(page);
  await until("the progress moves by itself", async () => (await share(page)) !== before, 40);
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
  await live.waitFor();
  const enter = sockets.at(-1).said[0];
  must(enter.type === "enter" && enter.after > 0, "it comes back where it was");
  await until("it watches the campaign again", () => sockets.at(-1).said.some((m) => m.type === "subscribe" && m.topic === "campaign"));
  await follow(page);
  mustBeQuiet(page);
  return page;
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

async function apart(browser, own) {
  const other = await newPage(browser);
  await signIn(other, place.other);
  await other.goto(`${place.url}/campaigns`);
  await other.getByRole("heading", { name: "Todavía no hay campañas" }).waitFor();
  await other.goto(`${place.url}/campaigns/${place.running}`);
  await other.getByText("No existe esa campaña.").waitFor();
  must(!(await other.content()).includes("Cartera noviembre"), "nothing of the other account is there");
  must(!(await own.content()).includes("Clínica"), "nor the other way round");
}

await journey(async (browser) => {
  const own = await throughACut(browser);
  await withoutSocket(browser);
  await apart(browser, own);
});
