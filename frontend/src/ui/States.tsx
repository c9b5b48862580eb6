import type { LucideIcon } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { useMessages } from "~/i18n/locale";
import { cx } from "./cx";
import { ErrorState } from "./ErrorState";
import { uiMessages } from "./messages";
import styles from "./States.module.css";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  /** The one next step. */
  action?: ReactNode;
  /** It is all of the page: its title is the page's. */
  whole?: boolean;
}

/** Nothing is here yet: says what will be and how to get there. */
export function EmptyState({ icon: Icon, title, children, action, whole }: EmptyProps) {
  const Title = whole ? "h1" : "h2";
  return (
    <div className={styles["state"]}>
      <span className={styles["emblem"]}>
        <Icon aria-hidden size={24} />
      </span>
      <Title>{title}</Title>
      <p>{children}</p>
      {action}
    </div>
  );
}

const SOON_MS = 150;
const SLOW_MS = 8000;

/** Grey shapes after a moment, and after a longer one the words that it takes long. Height in pixels, of what will come. */
export function Skeleton({ height = 96 }: { height?: number }) {
  const t = useMessages(uiMessages);
  const [late, setLate] = useState<"" | "soon" | "slow">("");
  useEffect(() => {
    const timers = [setTimeout(() => setLate("soon"), SOON_MS), setTimeout(() => setLate("slow"), SLOW_MS)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div role="status" data-loading className={cx(styles["skeleton"], late !== "" && styles["seen"])} style={{ minHeight: height }}>
      {late === "slow" ? <p>{t("slow")}</p> : <span className="unseen">{t("loading")}</span>}
    </div>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch(): unknown;
}

/** Loading, failed or there: <Loaded query={campaign}>{(data) => …}</Loaded>. What was there stays while it reloads. What
 *  comes is drawn in slices: on a slow phone a page can be touched meanwhile. */
export function Loaded<T>({ query, height, children }: { query: Query<T>; height?: number; children: (data: T) => ReactNode }) {
  const isThere = useDeferredValue(query.data !== undefined);
  if (isThere && query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton {...(height === undefined ? {} : { height })} />;
}
