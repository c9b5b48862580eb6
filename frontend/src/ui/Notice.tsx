import { Info, type LucideIcon, ShieldCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Notice.module.css";

const icons = { course: Info, needs: TriangleAlert, safety: ShieldCheck } satisfies Record<string, LucideIcon>;

interface Props {
  role?: keyof typeof icons;
  title?: string;
  children: ReactNode;
  /** What can be done about it. */
  actions?: ReactNode;
}

/** Something to know before going on, beside what it is about. */
export function Notice({ role = "course", title, children, actions }: Props) {
  const Icon = icons[role];
  return (
    <div className={styles["notice"]} data-role={role}>
      <Icon aria-hidden size={18} />
      <div className={styles["words"]}>
        {title && <b>{title}</b>}
        <p>{children}</p>
      </div>
      {actions && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
