// A screen on a wall: its link is made, opened where nobody is signed in, follows the calls, says when nothing is heard,
// and goes dark when the link is revoked.
import { ask, complaints, journey, must, mustBeQuiet, newPage, place, signIn, until } from "./browser.mjs";

async function makeLink(owner) {
  await signIn(owner);
  await owner.goto(`${place.url}/settings/displays`);
  await owner.getByRole("button", { name: "Nueva pantalla" }).click();
  await owner.locator("input[name=name]").fill("Pared norte");
  await owner.getByRole("dialog").getByRole("button", { name: "Nueva pantalla" }).click();
  const link = await owner.getByText(/\/wall#wall_/).textContent();
  await owner.getByRole("button", { name: "Ya la guardé" }).click();
  await until("the link is shown once", async () => !(await owner.content()).includes(link));
  return `${place.url}/wall${new URL(link).hash}`;
}

async function follows(wall) {
  const words = () => wall.getByRole("list").textContent();
  const before = await words();
  await until("the bars move by themselves", async () => (await words()) !== before);
}

/** Whatever the screen was told is of nobody. */
async function mustTellNothing(told) {
  const { items } = await ask("GET", `/api/v1/jobs?limit=100&campaign=${place.running}`);
  must(items.length > 50 && items.every(({ name }) => name.length > 3), "there are people whose names could be told");
  must(told.length > 2, "the screen was told something");
  for (const text of told) {
    must(!items.some(({ name }) => text.includes(name)), "no name");
    must(!/\+57|"(spent|wallet|balance)"/.test(text), "no phone, no money");
  }
}

await journey(async (browser) => {
  const owner = await newPage(browser);
  const link = await makeLink(owner);
  const wall = await newPage(browser, { width: 2560, height: 1440 });
  const told = [];
  await wall.routeWebSocket(/\/live$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((text) => {
      told.push(text);
      socket.send(text);
    });
  });
  wall.on("response", async (answer) => {
    if (answer.url().endsWith("/board") && answer.ok()) told.push(await answer.text().catch(() => "")); // a page that is left takes its answers along
  });
  await wall.goto(link);
  await wall.getByRole("heading", { name: "Cartera noviembre" }).waitFor();
  await wall.locator("[data-state=live]").waitFor();
  await until("dark unless somebody chose otherwise", () => wall.evaluate(() => document.documentElement.dataset.theme === "dark"));
  await follows(wall);
  mustBeQuiet(wall);

  await wall.context().setOffline(true);
  await wall.getByText("Sin conexión desde las").waitFor();
  await wall.getByRole("heading", { name: "Cartera noviembre" }).waitFor();
  await wall.context().setOffline(false);
  await wall.locator("[data-state=live]").waitFor();
  complaints(wall); // the requests that found no network
  await mustTellNothing(told);

  await owner.getByRole("row", { name: /Pared norte/ }).getByRole("button", { name: "Anular" }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Anular" }).click();
  await wall.getByRole("heading", { name: "Este enlace ya no sirve" }).waitFor();
  await until("it goes dark", async () => !(await wall.content()).includes("Cartera noviembre"));
  mustBeQuiet(owner);
});
