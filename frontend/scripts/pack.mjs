// pack.mjs FOLDER: writes x.gz and x.br beside every text file, and fails when the first load of a page that must be
// quick is over its budget, or a page loads at first what only opens over it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** 250 kB are promised; what was reached is kept. */
const BUDGETS = { "src/pages/access/LogIn.tsx": 145_000, "src/pages/home/Home.tsx": 153_000 };
const folder = process.argv[2];
if (!folder) throw new Error("usage: pack.mjs FOLDER");

const gzipped = new Map();
for (const name of readdirSync(folder, { recursive: true })) {
  if (!/\.(js|css|html|svg|json|txt|webmanifest)$/.test(name) || name.startsWith(".vite")) continue;
  const bytes = readFileSync(join(folder, name));
  const gzip = gzipSync(bytes, { level: 9 });
  gzipped.set(name, gzip.length);
  writeFileSync(join(folder, `${name}.gz`), gzip);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
}

const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));

/** A font of letters that hardly any page has: it comes with the first of them. */
const isRare = (name) => name.endsWith(".woff2") && !name.startsWith("assets/letters-");

/** A module, what it imports, their styles and fonts. */
function files(key, found = new Set()) {
  const entry = manifest[key];
  if (!entry) throw new Error(`${key} is not in the manifest`);
  if (found.has(entry.file)) return found;
  found.add(entry.file);
  for (const asset of [...(entry.css ?? []), ...(entry.assets ?? [])]) if (!isRare(asset)) found.add(asset);
  for (const next of entry.imports ?? []) files(next, found);
  return found;
}

/** The key of a module's chunk; a chunk that others share is named after its file, or by chunks.ts. */
const keyOf = (module) => {
  const name = module.split("/").at(-1).replace(".tsx", "");
  const shared = (key) => manifest[key].name === name && manifest[key].file.endsWith(".js");
  return manifest[module] ? module : Object.keys(manifest).find(shared);
};

const size = (name) => gzipped.get(name) ?? readFileSync(join(folder, name)).length;
for (const [page, budget] of Object.entries(BUDGETS)) {
  const frame = page.includes("/access/") ? [] : [...files(keyOf("kit.tsx"))];
  const all = new Set([...files("index.html"), ...files("src/styles/fonts.css"), ...files(keyOf("src/main.tsx")), ...frame, ...files(keyOf(page))]);
  const total = [...all].reduce((sum, name) => sum + size(name), size("index.html"));
  console.log(`${page}: ${(total / 1000).toFixed(0)} kB at first load`);
  if (total > budget) {
    console.error(`over ${budget / 1000} kB`);
    process.exitCode = 1;
  }
}

// What opens over a page is heavy, and comes when the page is at rest or somebody presses.
const popups = Object.values(manifest).find(({ name }) => name === "popups")?.file;
if (!popups) throw new Error("there is no chunk of popups any more");
for (const [key, { isDynamicEntry }] of Object.entries(manifest)) {
  if (!isDynamicEntry || !/^src\/(pages|app\/Inside)/.test(key) || !files(key).has(popups)) continue;
  console.error(`${key} loads ${popups} at first`);
  process.exitCode = 1;
}
