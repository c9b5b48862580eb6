import type { ReactNode } from "react";
import { NavLink } from "react-router";
import type { Permission } from "~/app/permissions";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { settingsMessages } from "./messages";
import styles from "./Settings.module.css";

const parts = [
  { to: "/settings", name: "account", permission: "read" },
  { to: "/settings/people", name: "people", permission: "manage_account" },
  { to: "/settings/numbers", name: "numbers", permission: "read" },
  { to: "/settings/displays", name: "displays", permission: "manage_account" },
  { to: "/settings/keys", name: "keys", permission: "manage_account" },
  { to: "/settings/suppressions", name: "suppressions", permission: "suppress" },
  { to: "/settings/audit", name: "audit", permission: "manage_account" },
] as const satisfies readonly { to: string; name: string; permission: Permission }[];

/** The parts of the settings, and the one that is open. */
export function SettingsFrame({ part, actions, children }: { part: (typeof parts)[number]["name"]; actions?: ReactNode; children: ReactNode }) {
  const t = useMessages(settingsMessages);
  const may = useMay();
  const own = parts.find((one) => one.name === part);
  return (
    <>
      <PageHeader title={`${t("title")} · ${t(part)}`} actions={actions} />
      <nav className={styles["parts"]} aria-label={t("title")}>
        {parts
          .filter((one) => may(one.permission))
          .map((one) => (
            <NavLink key={one.to} to={one.to} end className={styles["partLink"]}>
              {t(one.name)}
            </NavLink>
          ))}
      </nav>
      {own && may(own.permission) ? children : <p>{t("noPermission")}</p>}
    </>
  );
}
