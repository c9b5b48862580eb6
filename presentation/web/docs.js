"use strict";

const words = {
  es: {
    search: "Buscar", other: "English", params: "Parámetros", body: "Cuerpo", answer: "Respuesta",
    name: "Nombre", where: "Dónde", type: "Tipo", required: "obligatorio", readOnly: "solo lectura",
    permission: "Permiso", open: "Sin clave", example: "Ejemplo", loading: "Cargando la documentación…",
    failed: "La documentación no se pudo cargar. Recargue la página.", none: "Nada coincide con la búsqueda.",
    file: "Un archivo.", page: "Una página de", problems: "Problemas", code: "Código", sentence: "Qué pasó",
  },
  en: {
    search: "Search", other: "Español", params: "Parameters", body: "Body", answer: "Answer",
    name: "Name", where: "Where", type: "Type", required: "required", readOnly: "read only",
    permission: "Permission", open: "No key needed", example: "Example", loading: "Loading the documentation…",
    failed: "The documentation could not be loaded. Reload the page.", none: "Nothing matches the search.",
    file: "A file.", page: "A page of", problems: "Problems", code: "Code", sentence: "What happened",
  },
};

let language = (navigator.language || "es").startsWith("en") ? "en" : "es";
let api = null;

const at = (id) => document.getElementById(id);

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

const nameOf = (ref) => ref.replace("#/components/schemas/", "");

function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.map((v) => (v === null ? "null" : `"${v}"`)).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  if (schema.type === "object" && schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  return [].concat(schema.type || "string").join(" | ") + (schema.format ? ` (${schema.format})` : "");
}

function boundsOf(schema) {
  const low = schema.minimum ?? schema.minLength ?? schema.minItems;
  const high = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  return low === undefined && high === undefined ? "" : ` [${low ?? ""}…${high ?? ""}]`;
}

function table(heads, rows) {
  const element = make("table");
  const head = element.createTHead().insertRow();
  for (const text of heads) {
    const cell = make("th", text);
    cell.scope = "col";
    head.append(cell);
  }
  const body = element.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const text of cells) row.insertCell().textContent = text;
  }
  return element;
}

function schemaTable(schema) {
  const w = words[language];
  const found = schema.$ref ? api.components.schemas[nameOf(schema.$ref)] : schema;
  const required = found.required || [];
  const rows = Object.entries(found.properties || {}).map(([name, property]) => [
    name,
    typeOf(property) + boundsOf(property),
    [required.includes(name) ? w.required : "", property.readOnly ? w.readOnly : ""].filter(Boolean).join(", "),
  ]);
  return table([w.name, w.type, ""], rows);
}

function exampleOf(path, method, operation) {
  const lines = [`curl -X ${method} "$SPEECHAI_URL${path}"`];
  if (!operation.security) lines.push('  -H "Authorization: Bearer $SPEECHAI_KEY"');
  if (operation.parameters.some((p) => p.name === "Idempotency-Key" && p.required))
    lines.push('  -H "Idempotency-Key: $(uuidgen)"');
  const content = operation.requestBody && operation.requestBody.content;
  if (content && content["application/json"])
    lines.push('  -H "Content-Type: application/json" -d @body.json');
  else if (content)
    lines.push('  -H "Content-Type: application/octet-stream" --data-binary @file.xlsx');
  return lines.join(" \\\n");
}

function appendBody(into, operation) {
  const w = words[language];
  const content = operation.requestBody && operation.requestBody.content;
  if (!content) return;
  into.append(make("h4", w.body));
  into.append(content["application/json"] ? schemaTable(content["application/json"].schema) : make("p", w.file));
}

function appendAnswer(into, operation) {
  const w = words[language];
  const status = Object.keys(operation.responses)[0];
  const content = operation.responses[status].content;
  into.append(make("h4", `${w.answer} ${status}`));
  if (!content) return;
  if (!content["application/json"]) {
    into.append(make("p", w.file));
    return;
  }
  const schema = content["application/json"].schema;
  const items = schema.properties && schema.properties.items;
  if (items) into.append(make("p", `${w.page} ${nameOf(items.items.$ref)}`));
  into.append(schemaTable(items ? items.items : schema));
}

function operationOf(path, method, operation) {
  const w = words[language];
  const details = make("details", undefined, "operation");
  details.id = operation.operationId;
  const summary = make("summary");
  summary.append(make("span", method, `method ${method}`), make("h3", path), make("span", operation.summary, "summary"));
  const inside = make("div");
  inside.append(make("p", operation.security ? w.open : `${w.permission}: ${operation["x-permission"]}`));
  if (operation.parameters.length > 0) {
    inside.append(make("h4", w.params));
    inside.append(table([w.name, w.where, w.type, ""], operation.parameters.map((p) => [
      p.name, p.in, typeOf(p.schema) + boundsOf(p.schema), p.required ? w.required : "",
    ])));
  }
  appendBody(inside, operation);
  appendAnswer(inside, operation);
  inside.append(make("h4", w.example), make("pre", exampleOf(path, method, operation)));
  details.append(summary, inside);
  return details;
}

function groupsOf(wanted) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const text = `${method} ${path} ${operation.summary}`.toLowerCase();
      if (!text.includes(wanted)) continue;
      const tag = operation.tags[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operationOf(path, method.toUpperCase(), operation));
    }
  return groups;
}

function problemsOf(wanted) {
  const w = words[language];
  const rows = Object.entries(api["x-problems"])
    .filter(([code, sentence]) => `${code} ${sentence}`.toLowerCase().includes(wanted));
  const element = table([w.code, w.sentence], rows);
  rows.forEach(([code], i) => { element.tBodies[0].rows[i].id = `problem-${code}`; });
  return rows.length > 0 ? element : null;
}

function appendGroup(list, main, id, name, elements) {
  const title = make("h2", name);
  title.id = id;
  main.append(title, ...elements);
  const link = make("a", name);
  link.href = `#${id}`;
  const item = make("li");
  item.append(link);
  list.append(item);
}

/* Where the address points to is made by this page, so the browser could not go there by itself. */
function goToAddress() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
}

function show() {
  const w = words[language];
  const wanted = at("search").value.trim().toLowerCase();
  const groups = groupsOf(wanted);
  const problems = problemsOf(wanted);
  const list = make("ul");
  const main = at("operations");
  document.documentElement.lang = language;
  at("search-label").textContent = w.search;
  at("language").textContent = w.other;
  main.replaceChildren(make("p", api.info.description));
  if (groups.size === 0 && !problems) main.append(make("p", w.none));
  for (const [tag, operations] of groups) appendGroup(list, main, `tag-${tag}`, tag, operations);
  if (problems) appendGroup(list, main, "problems", w.problems, [problems]);
  at("contents").replaceChildren(list);
}

async function load() {
  const main = at("operations");
  main.replaceChildren(make("p", words[language].loading));
  try {
    const answer = await fetch("/api/v1/openapi.json", { headers: { "Accept-Language": language } });
    if (!answer.ok) throw new Error(String(answer.status));
    api = await answer.json();
    show();
    goToAddress();
  } catch {
    main.replaceChildren(make("p", words[language].failed));
  }
}

at("search").addEventListener("input", () => api && show());
at("language").addEventListener("click", () => {
  language = language === "es" ? "en" : "es";
  load();
});
addEventListener("hashchange", goToAddress);
load();
