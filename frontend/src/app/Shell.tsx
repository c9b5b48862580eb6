// The frame around every page: menu, account, language, appearance, commands by keyboard.

import { Menu as MenuIcon, Search, X } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { NavLink, useLocation } from "react-router";
import { useMessages } from "~/i18n/locale";
import { LiveMark } from "~/live/LiveMark";
import { IconButton } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { AccountButton } from "./AccountButton";
import { Logo } from "./Logo";
import { appMessages } from "./messages";
import { pages } from "./pages";
import styles from "./Shell.module.css";
import { useInMenu } from "./useMay";

/** Loaded when they are first asked for. */
const loadMenu = () => import("./AccountMenu");
const AccountMenu = lazy(loadMenu);
const CommandPalette = lazy(() => import("./CommandPalette"));

/** Pages below which other entries of the menu stand. */
const ends = (path: string): boolean => pages.some((page) => page.menu && page.path !== path && page.path.startsWith(path));

function Navigation({ onGo }: { onGo(): void }) {
  const t = useMessages(appMessages);
  const inMenu = useInMenu();
  return (
    <nav aria-label={t("main")}>
      <ul className={styles["menu"]}>
        {pages.filter(inMenu).map((page) => {
          const Icon = page.menu.icon;
          return (
            <li key={page.path}>
              <NavLink to={page.path} end={ends(page.path)} className={styles["link"]} onClick={onGo}>
                <Icon aria-hidden size={18} />
                {t(page.menu.name)}
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
  const [palette, setPalette] = useState(false);
  const [menu, setMenu] = useState(false);
  const { pathname } = useLocation();
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);

  useEffect(() => {
    if (!first.current) content.current?.focus({ preventScroll: true }); // readers hear the new page from its beginning
    first.current = false;
    scrollTo(0, 0);
  }, [pathname]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setPalette(true);
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
        <button type="button" className={styles["search"]} onClick={() => setPalette(true)}>
          <Search aria-hidden size={16} />
          <span>{t("palette")}</span>
          <kbd aria-hidden>Ctrl K</kbd>
        </button>
        <LiveMark />
        {menu ? (
          <Suspense fallback={<AccountButton />}>
            <AccountMenu />
          </Suspense>
        ) : (
          <AccountButton aria-haspopup="menu" onPointerEnter={loadMenu} onFocus={loadMenu} onClick={() => setMenu(true)} />
        )}
      </header>
      <aside className={cx(styles["side"], open && styles["open"])}>
        <div className={styles["stay"]}>
          <Navigation onGo={() => setOpen(false)} />
        </div>
      </aside>
      {open && <div className={styles["veil"]} onClick={() => setOpen(false)} aria-hidden />}
      <main id="content" ref={content} tabIndex={-1} className={styles["content"]}>
        {children}
      </main>
      {palette && (
        <Suspense>
          <CommandPalette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  );
}
