// Both languages of the document are valid OpenAPI 3.1 to a validator that is not ours, and differ in
// their sentences alone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.MODULES}/package.json`);
const { Validator } =
  await import(pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")).href);

const program = process.argv[2];
const read = (language) =>
  JSON.parse(execFileSync(program, [language], { maxBuffer: 16 * 1024 * 1024 }).toString());

function withoutSentences(node) {
  if (Array.isArray(node)) return node.map(withoutSentences);
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(Object.entries(node)
    .filter(([name, value]) => !(["summary", "description"].includes(name) && typeof value === "string"))
    .map(([name, value]) => [name, name === "x-problems" ? Object.keys(value) : withoutSentences(value)]));
}

const documents = { es: read("es"), en: read("en") };
for (const [language, document] of Object.entries(documents)) {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document));
  assert.ok(result.valid, `${language}: ${JSON.stringify(result.errors, null, 1)}`);
  assert.equal(validator.version, "3.1");
}
assert.deepEqual(withoutSentences(documents.es), withoutSentences(documents.en));
assert.notEqual(documents.es.info.description, documents.en.info.description);
console.log(`${Object.keys(documents.en.paths).length} paths are valid OpenAPI 3.1`);
