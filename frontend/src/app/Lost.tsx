import { Compass, RotateCw, Unplug } from "lucide-react";
import { useEffect } from "react";
import type { FallbackProps } from "react-error-boundary";
import { Link } from "react-router";
import { Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { ErrorState } from "~/ui/ErrorState";
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

/** Its code did not come: the server is away, or has another version of it by now. */
const isUnloaded = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|importing a module script|preload css/i.test(error.message);

const LOOK_AGAIN_MS = 4000;
const ONCE_IN_MS = 30_000;
const KEPT = "loaded-again";

/** Loaded anew as soon as the server answers, but not again and again. */
async function reloadIfThere(): Promise<void> {
  const last = Number(sessionStorage.getItem(KEPT) ?? "0");
  if (Date.now() - last < ONCE_IN_MS) return;
  const answer = await fetch("/favicon.svg", { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  sessionStorage.setItem(KEPT, String(Date.now()));
  location.reload();
}

function Unloaded() {
  useEffect(() => {
    void reloadIfThere();
    const timer = setInterval(() => void reloadIfThere(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return <ErrorState error={Problem.unreachable()} onRetry={() => location.reload()} />;
}

export function Broken({ error }: FallbackProps) {
  return isUnloaded(error) ? <Unloaded /> : <Stopped />;
}

function Stopped() {
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
