// The dates in data/rules/<country>.json against those that npm date-holidays computes by itself.
// Sundays are left out on both sides: no pack calls on one. A year is compared whole.
// Usage: ./run, or MODULES=<where node_modules is> node check_holidays.mjs [folder of rule packs]
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const Holidays = createRequire(join(process.env.MODULES ?? here, "package.json"))("date-holidays");
const folder = process.argv[2] ?? join(here, "../../../data/rules");
const isSunday = (date) => new Date(`${date}T00:00:00Z`).getUTCDay() === 0;

function computed(country, year) {
  const dates = new Holidays(country)
    .getHolidays(year)
    .filter((holiday) => holiday.type === "public")
    .map((holiday) => holiday.date.slice(0, 10));
  return new Set(dates.filter((date) => !isSunday(date)));
}

function differences(pack) {
  const ours = new Set(pack.holidays.map((holiday) => holiday.date).filter((date) => !isSunday(date)));
  const years = new Set([...ours].map((date) => Number(date.slice(0, 4))));
  const wrong = [];
  for (const year of years) {
    const theirs = computed(pack.country, year);
    for (const date of theirs) if (!ours.has(date)) wrong.push(`${date} is missing`);
    for (const date of ours)
      if (date.startsWith(`${year}-`) && !theirs.has(date)) wrong.push(`${date} is in the pack alone`);
  }
  return { years: [...years], wrong };
}

let failed = false;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const pack = JSON.parse(readFileSync(join(folder, file), "utf8"));
  if (pack.country === "*") continue;
  const { years, wrong } = differences(pack);
  failed ||= wrong.length > 0 || years.length === 0;
  console.log(`${file}: ${years.join(" ")}: ${wrong.length === 0 ? "same" : wrong.join(", ")}`);
}
process.exit(failed ? 1 : 0);
