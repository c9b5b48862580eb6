// What nobody could handle: the operator looks at it, hands an event over again, discards one with a reason, and hands over
// the rest. Each decision stands in the log of the installation.
import { ask, axeFindings, dialogOf, journey, must, mustBeQuiet, newPage, picture, place, settled, signIn, until } from "./browser.mjs";

const dead = async () => (await ask("GET", "/api/v1/admin/dead-events", { key: place.platformKey })).items;

async function looked(page, name) {
  const findings = await axeFindings(page);
  must(findings === "", `axe finds nothing in ${name}: ${findings}`);
  await picture(page, {}, "operator", name);
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, place.operator);
  const before = await dead();
  must(before.length === 3, "two events and a notice are set aside");
  await page.goto(`${place.url}/admin/dead-events`);
  await page.getByText("3 cosas que nadie pudo atender").waitFor();

  await page.getByRole("link", { name: "Saldo bajo" }).click();
  const dialog = dialogOf(page);
  await dialog.getByText(/^El mensaje no se puede entregar/).waitFor();
  await dialog.getByText("Lo que trae").click();
  await looked(page, "set-aside");
  await dialog.getByRole("button", { name: "Descartar…" }).click();
  await dialog.locator("input[name=reason]").fill("El buzón ya no existe");
  await looked(page, "discard");
  await dialog.getByRole("button", { name: "Descartar para siempre" }).click();
  await dialog.waitFor({ state: "detached" });
  must((await dead()).length === 2, "one is discarded");

  await page.getByRole("link", { name: "Alarma" }).click();
  await dialog.getByRole("button", { name: "Atender de nuevo" }).click();
  await dialog.waitFor({ state: "detached" });
  must((await dead()).every(({ consumer }) => consumer === "webhooks"), "the event was handled");

  await page.getByRole("button", { name: "Atender 1 de nuevo…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Atender 1 de nuevo" }).click();
  await page.getByRole("heading", { name: "Nada apartado" }).waitFor();
  await until("the notice is applied", async () => {
    const { webhooks_waiting: waiting, webhooks_dead: left } = await ask("GET", "/api/v1/admin/system", { key: place.platformKey });
    return waiting < 50 && left === 0;
  });

  await page.goto(`${place.url}/admin/audit`);
  await page.getByText("El buzón ya no existe").waitFor();
  await settled(page);
  must((await page.getByText("Apartado atendido de nuevo").count()) === 2, "both that were handed over again are told");
  mustBeQuiet(page);
});
