// The first of all scripts, and a small one: which page was asked for is known before the application is there. Its code
// and its first answers come along with the application instead of after it.

import { askEarly, lastRole } from "./api/early";
import { firstOf, mayAskFor, pageAt } from "./app/pageAt";
import { openPages, pages } from "./app/pages";
import { applyTheme } from "./app/appearance";
import { keptLanguage } from "./i18n/language";
import "./styles/base.css";

applyTheme();
document.documentElement.lang = keptLanguage();
void import("./main");

const { pathname, search } = location;
const open = pageAt(openPages, pathname);
const inside = open ? null : pageAt(pages, pathname);
const role = lastRole();
if (!open && role !== "") {
  document.documentElement.dataset["frame"] = "";
  askEarly(["/api/v1/session", "/api/v1/account", ...(inside && search === "" && mayAskFor(inside.page, role) ? firstOf(inside) : [])]);
}
if (!open) void import("./app/Inside");
void (open ?? inside)?.page.load();
