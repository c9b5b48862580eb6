// The frame around every page: menu, account, language, appearance, commands by keyboard.

import {
  Activity,
  Ban,
  Building2,
  ChartNoAxesCombined,
  FileSpreadsheet,
  Headphones,
  House,
  Landmark,
  type LucideIcon,
  Menu as MenuIcon,
  MessageSquareText,
  PhoneCall,
  Search,
  Settings,
  Tags,
  UserSearch,
  Wallet,
  X,
} from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { NavLink, useLocation } from "react-router";
import { useMessages } from "~/i18n/locale";
import { LiveMark } from "~/live/LiveMark";
import { IconButton } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { loadDialog } from "~/ui/Dialog";
import { loadMenu } from "~/ui/Menu";
import { useOnDemand } from "~/ui/onDemand";
import { loadSelect } from "~/ui/Select";
import { whenIdle } from "~/ui/whenIdle";
import { AccountButton } from "./AccountButton";
import { Logo } from "./Logo";
import { appMessages } from "./messages";
import { type MenuKey, pages } from "./pages";
import styles from "./Shell.module.css";
import { Suspended } from "./Suspended";
import { useInMenu } from "./useInMenu";

const loadAccountMenu = () => import("./AccountMenu");
const loadPalette = () => import("./CommandPalette");
/** What is opened by a press is there before the press, and when the server is not. */
const later = [loadAccountMenu, loadPalette, loadMenu, loadSelect, loadDialog];

const pictures: Record<MenuKey, LucideIcon> = {
  home: House,
  campaigns: PhoneCall,
  batches: FileSpreadsheet,
  calls: Headphones,
  contacts: UserSearch,
  scripts: MessageSquareText,
  analytics: ChartNoAxesCombined,
  billing: Wallet,
  settings: Settings,
  adminSystem: Activity,
  adminAccounts: Building2,
  adminPlans: Tags,
  adminBilling: Landmark,
  adminNoCalls: Ban,
};

/** Pages below which other entries of the menu stand. */
const ends = (path: string): boolean => pages.some((page) => page.menu && page.path !== path && page.path.startsWith(path));

function Navigation({ onGo }: { onGo(): void }) {
  const t = useMessages(appMessages);
  const shown = pages.filter(useInMenu());
  return (
    <nav aria-label={t("main")}>
      <ul className={styles["menu"]}>
        {shown.map((page, i) => {
          const Icon = pictures[page.menu];
          const begins = page.operator && !shown[i - 1]?.operator;
          return (
            <li key={page.path} data-group={begins ? t("installation") : undefined}>
              <NavLink to={page.path} end={ends(page.path)} className={styles["link"]} onClick={onGo} onPointerEnter={() => void page.load().catch(() => undefined)}>
                <Icon aria-hidden size={18} />
                {t(page.menu)}
              </NavLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export default function Shell({ children }: { children: ReactNode }) {
  const t = useMessages(appMessages);
  const [open, setOpen] = useState(false);
  const [isSearching, setSearching] = useState(false);
  const palette = useOnDemand(loadPalette);
  const menu = useOnDemand(loadAccountMenu);
  const search = () => {
    palette.ask();
    setSearching(true);
  };
  const { pathname } = useLocation();
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);

  useEffect(() => {
    // readers hear the new page from its beginning, or from where it begins in its own words
    if (!first.current && !document.activeElement?.matches("[data-begins]")) content.current?.focus({ preventScroll: true });
    first.current = false;
    scrollTo(0, 0);
  }, [pathname]);
  useEffect(() => whenIdle(() => later.forEach((load) => void load().catch(() => undefined))), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        search();
      }
      if (event.key === "Escape") setOpen(false);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className={styles["shell"]}>
      <a className={styles["skip"]} href="#content">
        {t("skip")}
      </a>
      <header className={styles["top"]}>
        <span className={styles["burger"]}>
          <IconButton label={t("openMenu")} icon={open ? X : MenuIcon} aria-expanded={open} onClick={() => setOpen(!open)} />
        </span>
        <Logo />
        <button type="button" className={styles["search"]} onClick={search}>
          <Search aria-hidden size={16} />
          <span>{t("palette")}</span>
          <kbd aria-hidden>Ctrl K</kbd>
        </button>
        <LiveMark />
        {menu.part ? (
          <menu.part.default />
        ) : (
          <AccountButton aria-haspopup="menu" aria-expanded={false} onPointerEnter={menu.warm} onFocus={menu.warm} onClick={menu.ask} />
        )}
      </header>
      <aside className={cx(styles["side"], open && styles["open"])}>
        <div className={styles["stay"]}>
          <Navigation onGo={() => setOpen(false)} />
        </div>
      </aside>
      {open && <div className={styles["veil"]} onClick={() => setOpen(false)} aria-hidden />}
      <main id="content" ref={content} tabIndex={-1} className={styles["content"]}>
        <Suspended />
        {children}
      </main>
      {isSearching && palette.part && <palette.part.default onClose={() => setSearching(false)} />}
    </div>
  );
}
