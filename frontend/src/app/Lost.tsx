import { Compass, RotateCw, Unplug } from "lucide-react";
import { Link } from "react-router";
import { useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { EmptyState } from "~/ui/States";
import { appMessages } from "./messages";

export function NotFound() {
  const t = useMessages(appMessages);
  return (
    <EmptyState
      whole
      icon={Compass}
      title={t("notFound")}
      action={
        <Link to="/" className={buttonClass("primary")}>
          {t("toHome")}
        </Link>
      }
    >
      {t("notFoundText")}
    </EmptyState>
  );
}

export function Broken() {
  const t = useMessages(appMessages);
  return (
    <EmptyState
      whole
      icon={Unplug}
      title={t("broken")}
      action={
        <Button kind="primary" icon={RotateCw} onClick={() => location.reload()}>
          {t("reload")}
        </Button>
      }
    >
      {t("brokenText")}
    </EmptyState>
  );
}
