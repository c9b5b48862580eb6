import { Ban, CircleCheck, CircleDashed, CircleDot, CircleHelp, CirclePause, CircleX, type LucideIcon, TriangleAlert } from "lucide-react";
import styles from "./StatusBadge.module.css";

/** The roles of states; each has its colour, its shape, and the word that the page gives it. */
export type Role = "course" | "well" | "waiting" | "needs" | "failed";

const shapes: Record<Role, LucideIcon> = {
  course: CircleDot,
  well: CircleCheck,
  waiting: CircleDashed,
  needs: TriangleAlert,
  failed: CircleX,
};
export const otherShapes = { paused: CirclePause, stopped: Ban, unsure: CircleHelp };

export function StatusBadge({ role, word, icon }: { role: Role; word: string; icon?: LucideIcon | undefined }) {
  const Icon = icon ?? shapes[role];
  return (
    <span className={styles["badge"]} data-role={role}>
      <Icon aria-hidden size={14} />
      {word}
    </span>
  );
}
