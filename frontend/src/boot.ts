// The first of all scripts, and a small one: which page was asked for is known before the application is there. Its code
// and its first answers come along with the application instead of after it.

import { askEarly, lastKnown } from "./api/early";
import { applyTheme } from "./app/appearance";
import { codeOf } from "./app/code";
import { firstOf, mayAskFor, pageAt } from "./app/pageAt";
import { loadInside, openPages, pages } from "./app/pages";
import { readTables } from "./i18n/intl";
import { keptLanguage } from "./i18n/language";
import { whenIdle } from "./ui/whenIdle";
import "./styles/base.css";

applyTheme();
document.documentElement.lang = keptLanguage();

const application = import("./main");
const { pathname, search } = location;
const open = pageAt(openPages, pathname);
const inside = open ? null : pageAt(pages, pathname);
const found = open ?? inside;
const code = [...(open ? [] : [codeOf(loadInside)]), ...(found ? [codeOf(found.page.load)] : [])];

const known = lastKnown();
let answers = Promise.resolve();
if (!open && known) {
  document.documentElement.dataset["frame"] = "";
  answers = askEarly(["/api/v1/session", "/api/v1/account", ...(inside && search === "" && mayAskFor(inside.page, known) ? firstOf(inside) : [])]);
}
setTimeout(readTables, 0, keptLanguage());

// What did not come is told by the application. The font is not waited for and takes nothing from what is: until it comes,
// words stand in the system's own.
void Promise.allSettled(code)
  .then(async () => (await application).start())
  .then(() => answers)
  .then(() => whenIdle(() => void import("./styles/fonts.css"), 0));
