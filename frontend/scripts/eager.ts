// Asks the browser to compile all of a script while it comes in, beside the page's own thread, instead of each function
// when it is first called, which on a phone is most of what the first picture costs. Chromium knows the comment (Explicit
// JavaScript Compile Hints); other browsers read over it.

import type { Plugin } from "vite";

const HINT = "//# allFunctionsCalledOnLoad\n";

export function eager(): Plugin {
  return {
    name: "eager",
    enforce: "post", // what makes the files small takes comments out
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = HINT + file.code;
    },
  };
}
