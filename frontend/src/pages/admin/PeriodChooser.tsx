import { useSearchParams } from "react-router";
import { serverNow } from "~/api/clock";
import { useMessages } from "~/i18n/locale";
import { controlClass } from "~/ui/Field";
import { Select } from "~/ui/Select";
import styles from "./Admin.module.css";
import { adminMessages } from "./messages";
import { dayOf, type Period, periods, type Range } from "./period";

/** Which time is looked at; it stays in the address. */
export function PeriodChooser({ range }: { range: Range }) {
  const t = useMessages(adminMessages);
  const [, setSearch] = useSearchParams();
  const today = dayOf(new Date(serverNow()));
  const { first = "", last = "" } = range;
  const own = (change: { first?: string; last?: string }) => setSearch({ period: "own", first, last, ...change }, { replace: true });
  const choose = (next: Period) => {
    if (next === "own") setSearch({ period: next, first: dayOf(new Date(range.from)), last: today }, { replace: true });
    else setSearch(next === "30" ? {} : { period: next }, { replace: true });
  };
  const label = (period: Period) => (period === "month" || period === "last" || period === "own" ? t(`period_${period}`) : t("days", { n: Number(period) }));
  return (
    <div className={styles["period"]}>
      {range.period === "own" && (
        <>
          <input
            type="date"
            aria-label={t("first")}
            className={controlClass}
            value={first}
            max={last}
            onChange={(event) => event.currentTarget.value && own({ first: event.currentTarget.value })}
          />
          <input
            type="date"
            aria-label={t("last")}
            className={controlClass}
            value={last}
            min={first}
            max={today}
            onChange={(event) => event.currentTarget.value && own({ last: event.currentTarget.value })}
          />
        </>
      )}
      <Select small label={t("period")} value={range.period} choices={periods.map((value) => ({ value, label: label(value) }))} onChange={choose} />
    </div>
  );
}
