import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { permissionsOf } from "./permissions";

/** #define NAME (…) and [ROLE_X] = …, as the domain has them, with what they are made of. */
function domainPermissions(role: string): string[] {
  const source = readFileSync(new URL("../../../domain/src/permission.c", import.meta.url), "utf8").replace(/\\\n/g, " ");
  const macros = new Map([...source.matchAll(/#define (\w+) (.*)/g)].map((m) => [m[1], m[2] ?? ""]));
  const expand = (text: string): string[] => [
    ...[...text.matchAll(/PERMISSION_BIT\(PERMISSION_(\w+)\)/g)].map((m) => (m[1] ?? "").toLowerCase()),
    ...[...macros].flatMap(([name, body]) => (new RegExp(`\\b${name}\\b`).test(text) ? expand(body) : [])),
  ];
  const row = new RegExp(`\\[ROLE_${role.toUpperCase()}\\] = ([A-Z_()| ]+?),?\\n`, "g");
  const found = [...source.matchAll(row)].map((m) => m[1] ?? "").find((text) => macros.has(text.split(" ")[0] ?? ""));
  return expand(found ?? "").filter((name) => name !== "none" && name !== "own_access");
}

describe("permissions", () => {
  it.each(["viewer", "operator", "admin", "owner"] as const)("of %s are those of the domain", (role) => {
    expect([...permissionsOf[role]].sort()).toEqual(domainPermissions(role).sort());
  });
});
