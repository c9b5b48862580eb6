// Both languages of the document are valid OpenAPI 3.1 to a validator that is not ours, and differ in
// their sentences alone. Each field says what it means, and no sentence is there for a field that is not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
const sentences = JSON.parse(readFileSync(new URL("../../../messages/en.json", import.meta.url)));
const told = new Set();
for (const [language, document] of Object.entries(documents))
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (name === "problem") continue; // RFC 9457 says what its members are
    const record = name.replace(/_(part|body|change)$/, "");
    for (const [field, property] of Object.entries(schema.properties)) {
      assert.ok(property.description, `${language}: ${name}.${field} says not what it means: messages "doc.field.${field}"`);
      told.add(`doc.field.${record}.${field}` in sentences ? `doc.field.${record}.${field}` : `doc.field.${field}`);
    }
  }
const idle = Object.keys(sentences).filter((slug) => slug.startsWith("doc.field.") && !told.has(slug));
assert.deepEqual(idle, [], "sentences for fields that the document does not have");

assert.deepEqual(withoutSentences(documents.es), withoutSentences(documents.en));
assert.notEqual(documents.es.info.description, documents.en.info.description);
console.log(`${Object.keys(documents.en.paths).length} paths are valid OpenAPI 3.1`);
