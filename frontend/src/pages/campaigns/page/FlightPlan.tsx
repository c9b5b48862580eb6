// What a launch would do: people, costs, end, and why some are not called.

import type { Schemas } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { Stat } from "~/ui/Layout";
import styles from "./FlightPlan.module.css";
import { pageMessages } from "./messages";

type Plan = Schemas["flight_plan"];

/** `of`: what they count. */
function Notes({ title, notes, of = "people" }: { title: string; notes: Schemas["flight_note"][]; of?: "people" | "rows" }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  if (notes.length === 0) return null;
  return (
    <section>
      <h3 className={styles["notesTitle"]}>{title}</h3>
      <ul className={styles["notes"]}>
        {notes.map((note) => (
          <li key={note.slug}>
            {(note.people ?? 0) > 0 && <b>{t(of, { n: note.people ?? 0 })}</b>}
            <span>
              {note.text}
              {note.next && <small> · {t("until", { time: format.dateTime(note.next) })}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cover({ plan }: { plan: Plan }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const covers = plan.covers_permille;
  if (covers === null || covers === undefined) return null;
  if (covers >= 1000) return <p data-good>{t("coversAll")}</p>;
  return (
    <p data-needs>
      {t("covers", { share: format.percent(covers, 1000) })} {plan.missing && t("missing", { amount: format.amount(plan.missing) })}
    </p>
  );
}

export function FlightPlan({ plan }: { plan: Plan }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const callable = plan.callable ?? 0;
  const basis = { share: format.percent(plan.answer_permille ?? 0, 1000), time: format.duration(plan.talk_ms ?? 0) };
  return (
    <div className={styles["plan"]}>
      <div>
        <p className={styles["people"]}>{callable > 0 ? t("planCall", { n: callable }) : t("planNobody")}</p>
        {callable > 0 && <p>{plan.earliest_end ? t("planEnd", { date: format.dateTime(plan.earliest_end) }) : t("planNoEnd")}</p>}
      </div>
      {callable > 0 && (
        <>
          <div className={styles["costs"]} role="group" aria-label={t("planCost")}>
            <Stat label={t("least")} value={format.amount(plan.cost_minimum)} title={format.exactAmount(plan.cost_minimum)} />
            <Stat label={t("likely")} value={format.amount(plan.cost_expected)} title={format.exactAmount(plan.cost_expected)} />
            <Stat label={t("most")} value={format.amount(plan.cost_maximum)} title={format.exactAmount(plan.cost_maximum)} />
          </div>
          <div className={styles["cover"]}>
            <Cover plan={plan} />
            <p>{plan.has_history ? t("planBasis", basis) : t("planAssumed", basis)}</p>
          </div>
        </>
      )}
      <Notes title={t("problemsTitle")} notes={plan.problems ?? []} />
      <Notes title={t("neverTitle")} notes={(plan.skipped ?? []).filter((note) => note.for_good)} />
      <Notes title={t("skippedTitle")} notes={(plan.skipped ?? []).filter((note) => !note.for_good)} />
      <Notes title={t("leftOutTitle")} notes={plan.left_out ?? []} of="rows" />
    </div>
  );
}
