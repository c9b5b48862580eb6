// Takes each icon from its own file instead of from the list of all: what a page needs is then told by what it imports,
// and scripts/chunks.ts puts no icon of one page into what every page loads.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const LIST = "lucide-react/dist/esm/lucide-react.js";

/** "House" -> "house": by the package's own list, which knows old names too. */
function filesOf(list: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [, names = "", file = ""] of list.matchAll(/^export \{([^}]+)\} from '\.\/icons\/([\w-]+)\.js';?$/gm))
    for (const [, name = ""] of names.matchAll(/default as (\w+)/g)) files.set(name, file);
  return files;
}

export function icons(): Plugin {
  const files = filesOf(readFileSync(createRequire(import.meta.url).resolve(LIST), "utf8"));
  return {
    name: "icons",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("/src/") || !code.includes('"lucide-react"')) return null;
      const named = code.replace(/^import \{([^}]+)\} from "lucide-react";/gm, (_, list: string) =>
        list
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name !== "" && !name.startsWith("type "))
          .map((name) => {
            const [real = name, local = real] = name.split(" as ");
            const file = files.get(real);
            if (!file) throw new Error(`${id}: there is no icon ${real}`);
            return `import ${local} from "lucide-react/dist/esm/icons/${file}.js";`;
          })
          .join(" "),
      );
      return { code: named, map: null }; // the lines are the same
    },
  };
}
