"use strict";

const words = {
  es: {
    search: "Buscar", other: "English", params: "Parámetros", body: "Cuerpo", answer: "Respuesta", skip: "Ir al contenido",
    required: "obligatorio", readOnly: "solo lectura", preset: "si falta", from: "de", to: "a", characters: "caracteres",
    permission: "Permiso", open: "Sin clave ni sesión.", person: "Solo con la sesión de una persona.", request: "Solicitud",
    loading: "Cargando la documentación…", failed: "La documentación no se pudo cargar. Recargue la página.",
    none: "Nada coincide con la búsqueda.", file: "Un archivo.", empty: "Sin cuerpo.", fields: "Ver sus campos", each: "cada uno",
    problems: "Problemas", code: "Código", sentence: "Qué pasó", refusals: "Cuando no se puede", copy: "Copiar", copied: "Copiado",
    where: { path: "en la dirección", query: "en la consulta", header: "en el encabezado" },
    document: "Documento OpenAPI 3.1", or: "o",
  },
  en: {
    search: "Search", other: "Español", params: "Parameters", body: "Body", answer: "Answer", skip: "Go to the content",
    required: "required", readOnly: "read only", preset: "if absent", from: "from", to: "to", characters: "characters",
    permission: "Permission", open: "No key and no session needed.", person: "Only with a person's session.", request: "Request",
    loading: "Loading the documentation…", failed: "The documentation could not be loaded. Reload the page.",
    none: "Nothing matches the search.", file: "A file.", empty: "No body.", fields: "Show its fields", each: "each",
    problems: "Problems", code: "Code", sentence: "What happened", refusals: "When it cannot be done", copy: "Copy", copied: "Copied",
    where: { path: "in the path", query: "in the query", header: "in the header" },
    document: "OpenAPI 3.1 document", or: "or",
  },
};

const DEEPEST = 4;
let language = (navigator.language || "es").startsWith("en") ? "en" : "es";
let api = null;

const at = (id) => document.getElementById(id);

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

// -- schemas --

const titleOf = (tag) => tag.replaceAll("_", " ");
const nameOf = (ref) => ref.split("/").pop();
const resolve = (schema) => (schema.$ref ? api.components.schemas[nameOf(schema.$ref)] : schema);
const typesOf = (schema) => [].concat(schema.type ?? []).filter((type) => type !== "null");
const mayBeNull = (schema) => [].concat(schema.type ?? []).includes("null");
const choicesOf = (schema) => (schema.enum ?? schema.items?.enum ?? []).filter((value) => value !== null);

function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.map(typeOf).join(` ${words[language].or} `);
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  if (schema.type === "object" && schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  if (schema.type === "null") return "null";
  return (schema.format ?? typesOf(schema).join(" | ") ?? "string") + (mayBeNull(schema) ? " | null" : "");
}

function boundsOf(schema) {
  const w = words[language];
  const low = schema.minimum ?? schema.minLength ?? schema.minItems;
  const high = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  const unit = schema.maxLength !== undefined ? ` ${w.characters}` : "";
  if (high === undefined) return "";
  return low ? `${w.from} ${low} ${w.to} ${high}${unit}` : `${w.to} ${high}${unit}`;
}

/** One field or parameter: its name, what it may be, what it means, and what stands inside it. */
function fieldOf(name, schema, { required, where, description }, depth, writing = false) {
  const w = words[language];
  const item = make("li");
  item.append(make("span", name, "name"), " ", make("span", typeOf(schema), "type"));
  if (required) item.append(" ", make("span", w.required, "mark"));
  const soft = [where && w.where[where], schema.readOnly && w.readOnly, boundsOf(schema),
    schema.default !== undefined && `${w.preset}: ${schema.default}`].filter(Boolean);
  if (soft.length > 0) item.append(" ", make("span", soft.join(" · "), "soft"));
  const said = description ?? schema.description;
  if (said) item.append(make("p", said));
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    const list = make("div", undefined, "choices");
    list.append(...choices.map((choice) => make("code", choice)));
    item.append(list);
  }
  const inner = schema.$ref ? schema : schema.items?.$ref ? schema.items : null;
  if (inner && depth < DEEPEST) item.append(later(make("summary", w.fields), () => [fieldsOf(inner, depth + 1, writing)]));
  return item;
}

/** Answers have all their fields, lists those that were chosen: what is required is told of bodies. */
function fieldsOf(schema, depth = 0, writing = false) {
  const found = resolve(schema);
  const list = make("ul", undefined, "fields");
  for (const [name, property] of Object.entries(found.properties ?? {}))
    list.append(fieldOf(name, property, { required: writing && found.required?.includes(name) }, depth, writing));
  return list;
}

/** What is folded away is made when it is first opened: the page is long, and few of it is read at once. */
function later(summary, fill) {
  const details = make("details");
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(...fill());
  });
  details.fill = () => { if (details.children.length === 1) details.append(...fill()); };
  return details;
}

// -- examples --

function textLike(name, schema) {
  if (schema.format === "date-time") return "2026-11-25T15:00:00.000Z";
  if (schema.format === "date") return "2026-11-25";
  if (schema.pattern?.startsWith("^-?[0-9]")) return "12.50";
  const id = schema.pattern?.match(/^\^([a-z]+)_\[0-7\]/);
  if (id) return `${id[1]}_01m8epkj14z8z1t9k70axceh9v`;
  const known = {
    e164: "+576015550100", phone: "+573001234567", email: "ana@example.com", country: "CO", currency: "USD",
    time_zone: "America/Bogota", language: "es", window_start: "08:00", window_end: "19:00", url: "https://example.com/hook",
  };
  return known[name] ?? "…";
}

function exampleOf(name, schema, writing, depth = 0) {
  if (schema.example !== undefined) return schema.example;
  const found = resolve(schema);
  const several = found.oneOf ?? found.anyOf;
  if (several) return exampleOf(name, several[0], writing, depth);
  if (found.enum) return found.enum[0];
  const type = typesOf(found)[0];
  if (type === "object" || found.properties) {
    const made = {};
    if (depth >= DEEPEST) return made;
    for (const [key, property] of Object.entries(found.properties ?? {}))
      if (!writing || depth > 0 || !found.required || found.required.includes(key))
        made[key] = exampleOf(key, property, writing, depth + 1);
    return made;
  }
  if (type === "array") return depth >= DEEPEST ? [] : [exampleOf(name.replace(/s$/, "") === "from_number" ? "e164" : name, found.items, writing, depth + 1)];
  if (type === "integer") return found.default ?? found.minimum ?? 1;
  if (type === "boolean") return true;
  return textLike(name, found);
}

const jsonOf = (operation) => operation.requestBody?.content?.["application/json"]?.schema;

function curlOf(path, method, operation) {
  const asked = operation.parameters.filter((p) => p.in === "query" && (p.required || p.name === "file_name"));
  const query = asked.map((p) => `${p.name}=${p.name === "file_name" ? "sheet.xlsx" : encodeURIComponent(exampleOf(p.name, p.schema))}`).join("&");
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}"${location.origin}${path}${query ? `?${query}` : ""}"`];
  if (!operation.security) lines.push('  -H "Authorization: Bearer $KEY"');
  else if (operation.security.length > 0) lines.push('  --cookie session -H "X-CSRF: $CSRF" -H "Sec-Fetch-Site: same-origin"');
  if (operation.parameters.some((p) => p.name === "Idempotency-Key")) lines.push('  -H "Idempotency-Key: $(uuidgen)"');
  if (jsonOf(operation)) lines.push(`  --json '${JSON.stringify(exampleOf("", jsonOf(operation), true), null, 2)}'`);
  else if (operation.requestBody) lines.push('  -H "Content-Type: application/octet-stream" --data-binary @sheet.xlsx');
  return lines.join(" \\\n");
}

function sampleOf(title, text) {
  const w = words[language];
  const sample = make("div", undefined, "sample");
  const copy = make("button", w.copy);
  const pre = make("pre", text);
  pre.tabIndex = 0;
  copy.type = "button";
  copy.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(text);
    copy.textContent = w.copied;
  });
  sample.append(pre, copy);
  return [make("h4", title), sample];
}

// -- operations --

const statusOf = (operation) => Object.keys(operation.responses).find((status) => status < "300");
const answerOf = (operation) => operation.responses[statusOf(operation)].content?.["application/json"]?.schema;

function whoMay(operation) {
  const w = words[language];
  if (operation.security?.length === 0) return w.open;
  return operation["x-permission"] === "own_access" ? w.person : `${w.permission}: ${operation["x-permission"]}`;
}

function tellAnswer(operation) {
  const w = words[language];
  const answer = answerOf(operation);
  const title = make("h4", `${w.answer} ${statusOf(operation)}`);
  if (answer) return [title, fieldsOf(answer)];
  return [title, make("p", operation.responses[statusOf(operation)].content ? w.file : w.empty)];
}

function refusalsOf(operation) {
  const w = words[language];
  const rows = Object.entries(operation.responses).filter(([status]) => status >= "300").map(([status, response]) => {
    const found = response.$ref ? api.components.responses[nameOf(response.$ref)] : response;
    return [status, found.description];
  });
  return later(make("summary", w.refusals), () => [table([w.code, w.sentence], rows)]);
}

function insideOf(path, method, operation) {
  const w = words[language];
  const inside = make("div", undefined, "inside");
  const left = make("div");
  const right = make("div");
  left.append(make("p", whoMay(operation)));
  if (operation.parameters.length > 0) {
    const list = make("ul", undefined, "fields");
    for (const p of operation.parameters)
      list.append(fieldOf(p.name, p.schema, { required: p.required, where: p.in, description: p.description }, 0));
    left.append(make("h4", w.params), list);
  }
  if (operation.requestBody) left.append(make("h4", w.body), jsonOf(operation) ? fieldsOf(jsonOf(operation), 0, true) : make("p", w.file));
  left.append(...tellAnswer(operation), refusalsOf(operation));
  right.append(...sampleOf(w.request, curlOf(path, method, operation)));
  const answer = answerOf(operation);
  if (answer) right.append(...sampleOf(`${w.answer} ${statusOf(operation)}`, JSON.stringify(exampleOf("", answer), null, 2)));
  inside.append(left, right);
  return inside;
}

function operationOf({ path, method, operation }) {
  const summary = make("summary");
  summary.append(make("span", method, `method ${method}`), make("h3", operation.summary), make("code", path));
  const details = later(summary, () => [insideOf(path, method, operation)]);
  details.className = "operation";
  details.id = operation.operationId;
  return details;
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

function groupsOf(wanted) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths))
    for (const [verb, operation] of Object.entries(methods)) {
      const method = verb.toUpperCase();
      if (!`${verb} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase().includes(wanted)) continue;
      const tag = operation.tags[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push({ path, method, operation });
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

// -- the page --

function linkTo(id, ...inside) {
  const link = make("a");
  link.href = `#${id}`;
  link.append(...inside);
  return link;
}

function contentsOf(tag, operations, open) {
  const item = make("li");
  const list = make("ul");
  for (const { method, operation } of operations) {
    const entry = make("li");
    entry.append(linkTo(operation.operationId, make("span", method, `method ${method}`), make("span", operation.summary)));
    list.append(entry);
  }
  const details = make("details");
  details.open = open;
  details.append(make("summary", titleOf(tag)), list);
  item.append(details);
  return item;
}

function groupOf(tag, operations) {
  const title = make("h2", titleOf(tag));
  const told = api.tags?.find((one) => one.name === tag)?.description;
  title.id = `tag-${tag}`;
  return [title, ...(told ? [make("p", told)] : []), ...operations.map(operationOf)];
}

/* Where the address points to is made by this page, so the browser could not go there by itself. */
function goToAddress() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.fill) {
    target.fill();
    target.open = true;
  }
  target.scrollIntoView();
}

function introduction() {
  const w = words[language];
  const link = make("a", w.document);
  const line = make("p");
  link.href = "/api/v1/openapi.json";
  line.append(link);
  return [...api.info.description.split("\n\n").map((text) => make("p", text)), line];
}

function show() {
  const w = words[language];
  const wanted = at("search").value.trim().toLowerCase();
  const groups = groupsOf(wanted);
  const problems = problemsOf(wanted);
  const list = make("ul");
  const parts = wanted ? [] : introduction();
  document.documentElement.lang = language;
  at("search-label").textContent = w.search;
  at("language").textContent = w.other;
  at("skip").textContent = w.skip;
  if (groups.size === 0 && !problems) parts.push(make("p", w.none));
  for (const [tag, operations] of groups) {
    parts.push(...groupOf(tag, operations));
    list.append(contentsOf(tag, operations, wanted !== ""));
  }
  if (problems) {
    const title = make("h2", w.problems);
    const item = make("li");
    const link = linkTo("problems", w.problems);
    title.id = "problems";
    link.className = "group";
    item.append(link);
    list.append(item);
    parts.push(title, problems);
  }
  at("operations").replaceChildren(...parts);
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
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.tagName === "INPUT") return;
  event.preventDefault();
  at("search").focus();
});
load();
