// Names at the top of the page what is needed for sure, so that it comes with the first script and not after it: React, the
// largest file of all, on the connection that is open already, and the application. Not the font: on a slow line it would
// take from them, and words stand in the system's own until it is there.

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
        if (main?.type !== "chunk") throw new Error("the application is not there");
        const link = (attrs: Record<string, string>) => ({ tag: "link", attrs: { ...attrs, crossorigin: "" }, injectTo: "head-prepend" as const });
        return [...main.imports.filter((name) => name !== first), main.fileName].map((name) =>
          link({ rel: "modulepreload", href: `/${name}` }),
        );
      },
    },
  };
}
