// Which page an address shows, known before the application is there.

import type { Known } from "~/api/early";
import type { Page } from "./pages";
import { permissionsOf } from "./permissions";

export interface Found {
  page: Page;
  /** What stands in the place of ":id". */
  at: Record<string, string>;
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const parts = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== parts.length) return null;
  const at: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const given = parts[i] ?? "";
    if (part.startsWith(":") && given !== "") at[part.slice(1)] = given;
    else if (part !== given) return null;
  }
  return at;
}

/** "/campaigns/new" is itself before it is a campaign called "new". */
export function pageAt(pages: readonly Page[], path: string): Found | null {
  const found = pages.flatMap((page) => {
    const at = match(page.path, path);
    return at ? [{ page, at }] : [];
  });
  return found.sort((a, b) => Object.keys(a.at).length - Object.keys(b.at).length)[0] ?? null;
}

/** What the page at this address asks for at first. */
export const firstOf = ({ page, at }: Found): string[] =>
  (page.first ?? []).map((path) => path.replace(/:(\w+)/g, (_, name: string) => at[name] ?? ""));

/** Whether who was here last is shown the page at all. */
export function mayAskFor({ permission, operator }: Page, { role, operates }: Known): boolean {
  if (operator) return operates;
  return permission === undefined || (role in permissionsOf && permissionsOf[role as keyof typeof permissionsOf].includes(permission));
}
