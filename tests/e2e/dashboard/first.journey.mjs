// Somebody who has no account: asks for one, chooses a password from the mail's link, signs in, puts money in, keeps the numbers
// to call from and the do-not-call list, writes a script, makes a campaign step by step, imports a list, launches it, and opens
// the workbook of its results.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dialogOf, journey, must, mustBeQuiet, newPage, place, settled, signIn, until } from "./browser.mjs";

const who = { email: "primera@example.com", password: "una frase larga y propia" };
const NUMBER = "+576015550100";
const people = Array.from({ length: 8 }, (_, i) => `31355504${String(i).padStart(2, "0")},Persona ${i},${80_000 + i}`);
const sheet = { name: "primera.csv", mimeType: "text/csv", buffer: Buffer.from(["celular,nombre,saldo", ...people, ""].join("\n")) };
const button = (page, name) => page.getByRole("button", { name, exact: true });

function mailedLink() {
  for (const name of readdirSync(place.mail)) {
    const text = readFileSync(join(place.mail, name), "utf8");
    const plain = /base64/i.test(text)
      ? Buffer.from(text.split(/\r?\n\r?\n/).slice(1).join(""), "base64").toString()
      : text.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
    const link = /\/sign-up#token=[\w-]+/.exec(plain);
    if (link && text.includes(who.email)) return link[0];
  }
  return null;
}

async function register(page) {
  await page.goto(`${place.url}/login`);
  await page.goto(`${place.url}/register`);
  await page.locator("input[name=email]").fill(who.email);
  await page.locator("input[name=account_name]").fill("Primera Cobranza");
  await button(page, "Enviar el enlace").click();
  await page.getByRole("heading", { name: "Revise su correo" }).waitFor();
  await page.goto(place.url + (await until("the mail is written", mailedLink)));
  await page.locator("input[name=name]").fill("Paula");
  await page.locator("input[name=password]").fill(who.password);
  await button(page, "Crear la cuenta").click();
  await page.getByRole("heading", { name: "La cuenta está lista" }).waitFor();
  await signIn(page, who);
  await page.getByRole("button", { name: /Primera Cobranza/ }).waitFor();
}

async function addNumber(page, number) {
  await button(page, "Agregar un número").first().click();
  await page.locator("input[name=e164]").fill(number);
  await page.locator("form").getByRole("button", { name: "Agregar un número" }).click();
  await dialogOf(page).waitFor({ state: "detached" }); // it has a button of the same name, and is open longer
  await page.getByRole("cell", { name: number }).waitFor();
}

async function keepNumbers(page) {
  await page.goto(`${place.url}/settings/numbers`);
  await addNumber(page, NUMBER);
  await addNumber(page, "+576015550199");
  const row = (number) => page.getByRole("row", { name: number });
  await row(NUMBER).getByRole("button", { name: "Cambiar la etiqueta" }).click();
  await page.locator("input[name=label]").fill("Principal");
  await button(page, "Guardar").click();
  await row(NUMBER).getByText("Principal").waitFor();
  await row("+576015550199").getByRole("button", { name: "Quitar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Quitar" }).click();
  await row("+576015550199").waitFor({ state: "detached" });
}

async function keepDoNotCall(page) {
  await page.goto(`${place.url}/settings/suppressions`);
  const list = Buffer.from("telefono\n3135559901\n3135559902\n12\n");
  await page.locator("input[type=file]").setInputFiles({ name: "no_llamar.csv", mimeType: "text/csv", buffer: list });
  await page.getByText("Filas leídas: 3. Teléfonos nuevos en la lista: 2.").waitFor();
  await page.getByRole("cell", { name: /313 ?555 ?9902/ }).waitFor();
  const rows = await download(page, button(page, "Descargar la lista"));
  must(rows.length === 3 && rows.some((cells) => cells.join().includes("3135559901")), "the list is in the workbook");
}

/** The rows of the workbook that a press of it saves. */
async function download(page, press) {
  const [file] = await Promise.all([page.waitForEvent("download"), press.click()]);
  return JSON.parse(execFileSync("/usr/bin/python3", [join(place.here, "workbook.py"), await file.path()]).toString());
}

async function makeReady(page) {
  await page.goto(`${place.url}/billing`);
  await page.locator("input[name=amount]").fill("15");
  await button(page, "Recargar").click();
  await page.getByRole("alertdialog").getByRole("button", { name: /^Recargar/ }).click();
  await page.getByText(/Se recargaron/).waitFor();

  await keepNumbers(page);
  await keepDoNotCall(page);

  await page.goto(`${place.url}/scripts/new`);
  await page.locator("input[name=name]").fill("Primer guion");
  await page.locator("[name=opening]").fill("Buenos días, ¿hablo con {{nombre}}?");
  await page.locator("[name=instructions]").fill("Recuerde a {{nombre}} su saldo de {{saldo}} y acuerde una fecha de pago.");
  await page.getByRole("button", { name: /^(Crear|Guardar)/ }).click();
  await page.waitForURL(/\/scripts\/scr_/);
}

const step = (page, title) => page.getByRole("navigation", { name: "Pasos" }).getByRole("button", { name: title });

/** The step is open: its heading has the focus, and the list says where one is. */
async function stands(page, title) {
  await page.locator("h2:focus").filter({ hasText: title }).waitFor();
  await step(page, title).and(page.locator("[aria-current=step]")).waitFor();
}

/** By steps: a name is wanted, hours are wrong and stay wrong over a reload, the summary leads back to them. */
async function campaign(page) {
  await page.goto(`${place.url}/campaigns/new`);
  await button(page, "Siguiente").click();
  await page.getByText("Escriba un nombre.").waitFor();
  await page.locator("input[name=name]:focus").fill("Mi primera campaña");
  await page.keyboard.press("Enter");
  await stands(page, "Guion");
  must(new URL(page.url()).pathname.startsWith("/campaigns/cmp_"), "the draft is kept from its first step on");
  await page.getByRole("combobox", { name: "Guion" }).filter({ hasText: "Primer guion" }).waitFor(); // the only one
  await button(page, "Siguiente").click();
  await stands(page, "Números");
  await page.getByRole("checkbox", { name: /601/ }).and(page.locator(":checked")).waitFor();
  await button(page, "Siguiente").click();
  await stands(page, "Cuándo");
  await page.getByRole("heading", { name: "Horario permitido en Colombia" }).waitFor();
  await page.getByText("07:00 a 19:00").waitFor(); // the law's, of the weekdays
  await page.locator("input[name=window_start]").fill("18:00");
  await page.locator("input[name=window_end]").fill("08:00");
  await button(page, "Siguiente").click();
  await page.getByText("La hora final va después de la inicial.").waitFor();

  await page.reload();
  await page.getByText("La hora final va después de la inicial.").waitFor();
  await step(page, "Qué tan rápido").click();
  await stands(page, "Qué tan rápido");
  await step(page, /Cuándo.*con error/).waitFor();
  await page.locator("input[name='pacing.starts_per_minute']").fill("600");
  await step(page, "Cuántas veces").click();
  await stands(page, "Cuántas veces");
  await page.locator("input[name='retry.max_attempts']").fill("1");
  await step(page, "Plan de vuelo").click();
  await stands(page, "Plan de vuelo");
  await page.getByText("Antes de lanzar, corrija: Cuándo.").waitFor();
  await button(page, "Cambiar: Cuándo").click();
  await stands(page, "Cuándo");
  await page.locator("input[name=window_start]").fill("");
  await page.locator("input[name=window_end]").fill("");
  await step(page, "A quién").click();
  await step(page, /Cuándo.*hecho/).waitFor();
  await button(page, "Subir la lista").click();

  await page.waitForURL(/\/batches\/new\?campaign=cmp_/);
  await settled(page);
  await page.locator("input[type=file]").setInputFiles(sheet);
  await page.waitForURL(/\/batches\/bat_/);
  await button(page, "Revisar todas las filas").click();
  await button(page, "Importar 8 contactos").click();
  await page.getByRole("link", { name: "Seguir con los pasos" }).click();
  await stands(page, "Plan de vuelo");
  await page.getByText("600 por minuto").first().waitFor();
  await page.getByRole("button", { name: /^Llamar a 8 personas · hasta/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: /^Llamar a 8 personas · hasta/ }).click();
  await page.getByRole("main").getByText("Terminada", { exact: true }).first().waitFor({ timeout: 300_000 });
}

async function results(page) {
  const rows = await download(page, page.getByRole("button", { name: /^Descargar resultados/ }));
  const [header, ...lines] = rows;
  must(lines.length === 8, `a line for each person: ${lines.length}`);
  for (let i = 0; i < 8; i++) {
    const line = lines.find((cells) => cells.includes(`Persona ${i}`));
    must(line?.some((cell) => cell.replace(/\D/g, "").endsWith(`31355504${String(i).padStart(2, "0")}`)), `Persona ${i} with the own phone`);
    must(line.length <= header.length && line.filter(Boolean).length > 4, `what became of Persona ${i}: ${line.join("|")}`);
  }
}

await journey(async (browser) => {
  const page = await newPage(browser);
  await register(page);
  await makeReady(page);
  await campaign(page);
  await results(page);
  await page.goto(`${place.url}/billing/statements`);
  await page.getByRole("cell", { name: /15,00/ }).first().waitFor();
  mustBeQuiet(page);
});
