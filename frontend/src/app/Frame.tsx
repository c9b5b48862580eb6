import { cx } from "~/ui/cx";
import { Skeleton } from "~/ui/States";

/** The frame before it is known whose it is: the same lines that index.html has, so that nothing moves. */
export function Frame({ shown }: { shown?: boolean }) {
  return (
    <div className={cx("frame", shown && "frame-shown")}>
      <div className="frame-top">
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden>
          <path d="M4 5h16M4 12h16M4 19h16" />
        </svg>
      </div>
      <div className="frame-side" />
      <div className="frame-content">
        <Skeleton height={400} />
      </div>
    </div>
  );
}
