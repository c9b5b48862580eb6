import { Link } from "react-router";
import { buttonClass } from "~/ui/Button";
import { AccessFrame } from "./AccessFrame";

/** A page that has nothing to fill in: it tells what is, and where it goes on. */
export function LeadsOn({ title, text, to, label }: { title: string; text: string; to: string; label: string }) {
  return (
    <AccessFrame title={title} text={text}>
      <Link to={to} className={buttonClass("primary")}>
        {label}
      </Link>
    </AccessFrame>
  );
}
