// Which module goes into which file, as far as Rollup would not find it by itself: what some pages share and others do not
// are files of their own, of LEAST bytes at least. A phone opens few connections: a page is a handful of files, each for a
// reason, instead of one for every icon that two pages share.

interface Graph {
  getModuleIds(): IterableIterator<string>;
  getModuleInfo(id: string): { importedIds: readonly string[]; dynamicImporters: readonly string[]; isEntry: boolean } | null;
}

const isReact = (id: string) => /node_modules\/(react|react-dom|scheduler)\//.test(id);

/** Smaller files join others that the same pages load. */
export const LEAST = 1500;

/** The module and everything it needs at once. */
function needs(graph: Graph, id: string, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) needs(graph, next, found);
  return found;
}

/** Of each module, how many of what loads by itself need it. */
function countUsers(graph: Graph): Map<string, number> {
  const users = new Map<string, number>();
  for (const id of graph.getModuleIds()) {
    const info = graph.getModuleInfo(id);
    if (!info?.isEntry && !info?.dynamicImporters.length) continue;
    for (const need of needs(graph, id)) users.set(need, (users.get(need) ?? 0) + 1);
  }
  return users;
}

/** What is loaded together, from what every page needs to what few need: each group is what its modules need, less what an
 *  earlier one has. */
const groups: readonly [name: string, ...modules: string[]][] = [
  ["boot", "/index.html"],
  ["main", "/src/main.tsx", "/src/ui/Button.tsx", "/src/app/Logo.tsx"],
  ["kit", "/src/app/Inside.tsx", "/src/ui/Layout.tsx", "/src/api/list.ts", "/src/exports/useExport.ts", "/src/i18n/amounts.ts"],
  ["fields", "/src/ui/Field.tsx", "/src/ui/PasswordField.tsx", "/src/ui/Switch.tsx"],
  ["table", "/src/ui/DataTable.tsx"],
  ["popups", "/src/ui/MenuParts.tsx", "/src/ui/SelectList.tsx", "/src/ui/DialogBox.tsx"],
];

/** The modules whose names end so, and everything they need at once. */
function needsOf(graph: Graph, ends: readonly string[]): Set<string> {
  const all = [...graph.getModuleIds()];
  const found = new Set<string>();
  for (const end of ends) {
    const root = all.find((id) => id.endsWith(end));
    if (!root) throw new Error(`${end} is not there any more`);
    needs(graph, root, found);
  }
  return found;
}

/** What the log-in page loads of these groups. */
const atDoor = groups.filter(([name]) => name === "main" || name === "fields").flatMap(([, ...ends]) => ends);

function groupOfEach(graph: Graph): Map<string, string> {
  const group = new Map<string, string>();
  for (const [name, ...ends] of groups) for (const id of needsOf(graph, ends)) if (!group.has(id)) group.set(id, name);
  return group;
}

export function chunks(): (id: string, graph: Graph) => string | undefined {
  let group: Map<string, string> | undefined;
  let users: Map<string, number> | undefined;
  let doorStyles: Set<string> | undefined; // what the log-in page shows, and notices over it
  return (id, graph) => {
    group ??= groupOfEach(graph);
    users ??= countUsers(graph);
    doorStyles ??= needsOf(graph, ["/src/pages/access/LogIn.tsx", "/src/ui/ToastList.tsx", ...atDoor]);
    if (id.includes("vite/preload-helper")) return "boot";
    if (/\/src\/(ui|app|charts|live)\/.*\.css$/.test(id)) return doorStyles.has(id) ? "boot" : "kit";
    if (/\/src\/ui\/SearchCombobox|\/@base-ui\/react\/combobox\//.test(id)) return "chooser";
    if (isReact(id) || id.includes("commonjsHelpers")) return "react";
    if (/\/lucide-react\/dist\/esm\/icons\/|\/src\/(ui\/(Facts|Notice|StatusBadge|csv|download)|charts|outcomes)/.test(id)) {
      if ((users.get(id) ?? 0) > 1 && !["boot", "main"].includes(group.get(id) ?? "")) return "kit";
    }
    return group.get(id);
  };
}
