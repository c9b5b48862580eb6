// Names in the page what is needed for sure, so that it comes with the first script and not after it: the application,
// React, and the font.

import type { Plugin } from "vite";

export function preloads(): Plugin {
  return {
    name: "preloads",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        if (!bundle) return [];
        const files = Object.values(bundle);
        const main = files.find((file) => file.type === "chunk" && file.name === "main");
        const first = files.find((file) => file.type === "chunk" && file.isEntry)?.fileName;
        const font = files.find((file) => file.type === "asset" && file.fileName.endsWith(".woff2"));
        if (main?.type !== "chunk" || !font) throw new Error("the application or its font is not there");
        const link = (attrs: Record<string, string>) => ({ tag: "link", attrs: { ...attrs, crossorigin: "" }, injectTo: "head" as const });
        return [
          link({ rel: "preload", as: "font", type: "font/woff2", href: `/${font.fileName}` }),
          ...[main.fileName, ...main.imports.filter((name) => name !== first)].map((name) => link({ rel: "modulepreload", href: `/${name}` })),
        ];
      },
    },
  };
}
