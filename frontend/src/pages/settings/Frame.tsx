import { type ReactNode, useEffect, useRef } from "react";
import { NavLink } from "react-router";
import type { Permission } from "~/app/permissions";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { columns, PageHeader } from "~/ui/Layout";
import { settingsMessages } from "./messages";
import styles from "./Settings.module.css";

const groups = [
  {
    name: "g_account",
    parts: [
      { to: "/settings", name: "account", permission: "read" },
      { to: "/settings/brand", name: "brand", permission: "read" },
      { to: "/settings/people", name: "people", permission: "manage_account" },
      { to: "/settings/notifications", name: "notifications", permission: "read" },
      { to: "/settings/audit", name: "audit", permission: "manage_account" },
    ],
  },
  { name: "g_self", parts: [{ to: "/settings/security", name: "security", permission: "read" }] },
  {
    name: "g_calls",
    parts: [
      { to: "/settings/numbers", name: "numbers", permission: "read" },
      { to: "/settings/suppressions", name: "suppressions", permission: "suppress" },
      { to: "/settings/displays", name: "displays", permission: "manage_account" },
    ],
  },
  {
    name: "g_programs",
    parts: [
      { to: "/settings/keys", name: "keys", permission: "manage_account" },
      { to: "/settings/webhooks", name: "webhooks", permission: "manage_account" },
    ],
  },
] as const satisfies readonly { name: string; parts: readonly { to: string; name: string; permission: Permission }[] }[];

type Part = (typeof groups)[number]["parts"][number];

/** Beside the page where there is room; one line above it where there is none, with the open part in sight. */
function Parts() {
  const t = useMessages(settingsMessages);
  const may = useMay();
  const line = useRef<HTMLElement>(null);
  useEffect(() => {
    const show = () => {
      const [all, open] = [line.current, line.current?.querySelector<HTMLElement>("[aria-current=page]")];
      if (all && open) all.scrollLeft = open.offsetLeft - (all.clientWidth - open.clientWidth) / 2;
    };
    show();
    addEventListener("resize", show);
    return () => removeEventListener("resize", show);
  }, []);
  return (
    <nav ref={line} className={styles["parts"]} aria-label={t("title")}>
      {groups
        .map(({ name, parts }) => ({ name, parts: parts.filter((part) => may(part.permission)) }))
        .filter(({ parts }) => parts.length > 0)
        .map(({ name, parts }) => (
          <section key={name} aria-labelledby={name}>
            <p id={name}>{t(name)}</p>
            <ul>
              {parts.map((part) => (
                <li key={part.to}>
                  <NavLink to={part.to} end className={styles["partLink"]}>
                    {t(part.name)}
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </nav>
  );
}

/** The parts of the settings, and the one that is open. */
export function SettingsFrame({ part, answer, actions, children }: { part: Part["name"]; answer?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const t = useMessages(settingsMessages);
  return (
    <div className={columns.beside}>
      <Parts />
      <div className={styles["part"]}>
        <PageHeader title={t(part)} actions={actions}>
          {answer}
        </PageHeader>
        {children}
      </div>
    </div>
  );
}
