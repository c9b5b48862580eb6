import type { Schemas } from "~/api/client";
import { HeatMap } from "~/charts/HeatMap";
import { dateTimeFormat } from "~/i18n/intl";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import { answerRows } from "./hours";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";

/** 1 Monday … 7 Sunday, in the viewer's language. */
function dayNames(locale: string, style: "short" | "long"): string[] {
  const format = dateTimeFormat(locale, { weekday: style, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))));
}

export function AnswerHours({ hours }: { hours: Schemas["week_hour"][] }) {
  const t = useMessages(homeMessages);
  return (
    <Card title={t("heat")}>
      <HoursMap hours={hours} />
    </Card>
  );
}

const hourOf = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

/** "martes", "10:00": an hour of the week, in the viewer's language. */
export function useHourName(): (hour: { weekday: number; hour: number }) => { day: string; hour: string } {
  const { locale } = useLocale();
  const long = dayNames(locale, "long");
  return ({ weekday, hour }) => ({ day: long[weekday - 1] ?? "", hour: hourOf(hour) });
}

export function HoursMap({ hours }: { hours: Schemas["week_hour"][] }) {
  const t = useMessages(homeMessages);
  const format = useFormat();
  const { locale } = useLocale();
  const short = dayNames(locale, "short");
  const long = dayNames(locale, "long");
  const { from, to, rows } = answerRows(hours);
  if (hours.every((hour) => !hour.rang)) return <p className={styles["note"]}>{t("heatNone")}</p>;
  return (
    <HeatMap
      label={t("heat")}
      low={t("low")}
      high={t("high")}
      columns={Array.from({ length: to - from + 1 }, (_, i) => String(from + i))}
      rows={rows.map((row) => ({
        label: short[row.weekday - 1] ?? "",
        cells: row.cells.map((cell) => {
          const where = { day: long[row.weekday - 1] ?? "", hour: hourOf(cell.hour) };
          return cell.rang === 0
            ? { value: null, title: t("heatEmpty", where) }
            : {
                value: cell.answered / cell.rang,
                title: t("heatCell", { ...where, share: format.percent(cell.answered, cell.rang), calls: cell.rang }),
              };
        }),
      }))}
    />
  );
}
