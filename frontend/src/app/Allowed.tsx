import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { EmptyState } from "~/ui/States";
import { appMessages } from "./messages";
import type { Permission } from "./permissions";
import { useMay } from "./useMay";

/** A page whose address somebody knows and whose content their role does not show: nothing of it is asked for. */
export function Allowed({ permission, children }: { permission: Permission; children: ReactNode }) {
  const t = useMessages(appMessages);
  const may = useMay();
  if (may(permission)) return children;
  return (
    <EmptyState
      whole
      icon={LockKeyhole}
      title={t("notAllowed")}
      action={
        <Link to="/" className={buttonClass("primary")}>
          {t("toHome")}
        </Link>
      }
    >
      {t("notAllowedText")}
    </EmptyState>
  );
}
