import { ChevronLeft } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import { Link } from "react-router";
import { useProductName } from "~/app/brand";
import styles from "./Layout.module.css";
import { cx } from "./cx";

interface HeaderProps {
  title: string;
  /** The answer to the page's question, in words. */
  children?: ReactNode;
  actions?: ReactNode;
  /** A badge beside the title. */
  badge?: ReactNode;
  back?: { to: string; label: string };
}

export function PageHeader({ title, children, actions, badge, back }: HeaderProps) {
  const product = useProductName();
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <header className={styles["header"]}>
      {back && (
        <div>
          <Link to={back.to} className={styles["back"]}>
            <ChevronLeft aria-hidden size={16} />
            {back.label}
          </Link>
        </div>
      )}
      <div className={styles["line"]}>
        <div className={styles["title"]}>
          <h1>{title}</h1>
          {badge}
        </div>
        {actions && <div className={styles["actions"]}>{actions}</div>}
      </div>
      {children && <div className={styles["answer"]}>{children}</div>}
    </header>
  );
}

interface CardProps {
  title?: string;
  /** Right of the title. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
  /** Its content reaches the edges: tables. */
  flush?: boolean;
}

export function Card({ title, aside, children, className, flush }: CardProps) {
  const id = useId();
  return (
    <section className={cx(styles["card"], flush && styles["flush"], className)} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={styles["cardHead"]}>
          <h2 id={id}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

/** A number and what it is, the number first. */
export function Stat({ label, value, hint, title }: { label: string; value: ReactNode; hint?: ReactNode; title?: string | undefined }) {
  return (
    <div className={styles["stat"]}>
      <span className={styles["statLabel"]}>{label}</span>
      <span className={styles["statValue"]} title={title}>
        {value}
      </span>
      {hint && <span className={styles["statHint"]}>{hint}</span>}
    </div>
  );
}

/** A narrow column beside a wide one, or two alike; below each other where there is no room. `stack`: below each other, and
 * beside each other only on a wide screen. `beside`: a list that stays in sight, and the part of it that is open; one above
 * the other where there is no room. */
export const columns = {
  sides: styles["sides"],
  halves: styles["halves"],
  stack: styles["stack"],
  beside: styles["beside"],
  column: styles["column"],
};

/** Cards side by side as the width allows; `wide` spans two. */
export const grid = { grid: styles["grid"], wide: styles["wide"], full: styles["full"] };
