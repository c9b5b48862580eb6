import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { serverNow } from "~/api/clock";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card, grid } from "~/ui/Layout";
import styles from "./Admin.module.css";
import { concernMessages } from "./concernMessages";
import { type Concern, type Consumer, type Part, stopsWork } from "./concerns";
import { adminMessages } from "./messages";

/** Who does it, where each is a program of its own. */
const programs: Readonly<Record<Part | Consumer, string>> = {
  calls: "speechai-call-worker",
  billing: "speechai-billing-worker",
  analytics: "speechai-analytics-worker",
  notification: "speechai-notification-worker",
  recordings: "speechai-analytics-worker",
  access: "speechai-api",
};

/** What is wrong. */
function useConcern(): (concern: Concern) => string {
  const t = useMessages(concernMessages);
  const names = useMessages(adminMessages);
  const format = useFormat();
  return (concern) => {
    switch (concern.kind) {
      case "noProcess":
        return t("n_noProcess");
      case "noPart": {
        const { part, seen, host } = concern;
        const said = t(`n_noPart_${part}`);
        return seen ? `${said} ${t("lastSeen", { since: format.since(seen, serverNow()), host })}` : said;
      }
      case "stopped":
        return concern.reason ? t("n_stopped", concern) : t("n_stoppedUnsaid", concern);
      case "unready":
        return t("n_unready", concern);
      case "full":
        return t("n_full", concern);
      case "behind":
        return t("n_behind", { name: names(`c_${concern.consumer}`), count: concern.count });
      case "failed":
        return t("n_failed", { ...concern, since: format.time(concern.since) });
      case "api":
      case "provider":
      case "notices":
        return t(`n_${concern.kind}`, { failed: concern.failed, all: concern.all });
      default:
        return t(`n_${concern.kind}`, { n: concern.n });
    }
  };
}

/** What a person does about it; "" where the sentence itself says it, or a link leads there. */
function useAdvice(): (concern: Concern) => string {
  const t = useMessages(concernMessages);
  return (concern) => {
    switch (concern.kind) {
      case "noPart":
        return t("do_noPart", { program: programs[concern.part] });
      case "behind":
        return t("do_behind", { program: programs[concern.consumer] });
      case "dead":
      case "aside":
      case "unready":
      case "undetermined":
        return "";
      default:
        return t(`do_${concern.kind}`);
    }
  };
}

/** Where a person does something about it. */
const leads: Partial<Record<Concern["kind"], string>> = { dead: "/admin/dead-events?consumer=webhooks", aside: "/admin/dead-events" };

function Need({ concern }: { concern: Concern }) {
  const t = useMessages(concernMessages);
  const sentence = useConcern();
  const advice = useAdvice();
  const Icon = stopsWork(concern) ? CircleX : TriangleAlert;
  const to = leads[concern.kind];
  return (
    <li data-role={stopsWork(concern) ? "failed" : "needs"}>
      <Icon aria-hidden size={18} />
      <span>
        {sentence(concern)} {to && <Link to={to}>{t("look")}</Link>}
        <span className="quiet">{advice(concern)}</span>
      </span>
    </li>
  );
}

export function Needs({ concerns }: { concerns: Concern[] }) {
  const t = useMessages(concernMessages);
  return (
    <Card title={t("needs")} className={grid.full}>
      <ul className={styles["needs"]}>
        {concerns.length === 0 && (
          <li data-role="well">
            <CircleCheck aria-hidden size={18} />
            {t("needsNone")}
          </li>
        )}
        {concerns.map((concern, i) => (
          <Need key={i} concern={concern} />
        ))}
      </ul>
    </Card>
  );
}
