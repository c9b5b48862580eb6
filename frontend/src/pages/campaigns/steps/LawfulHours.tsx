// Beside the hours that a campaign is given: those that the law and the account leave it.

import { api, type Schemas } from "~/api/client";
import { nameOf } from "~/i18n/intl";
import { useFormat, useMessages } from "~/i18n/locale";
import { Loaded } from "~/ui/States";
import { weekOf } from "./hours";
import { stepMessages } from "./messages";
import styles from "./Steps.module.css";

type Country = Schemas["calling_hours"]["countries"][number];

/** A day of the week that is a Monday, for the names of days. */
const dayName = (weekday: number) => `2024-01-0${weekday}`;

function OfCountry({ hours }: { hours: Country }) {
  const t = useMessages(stepMessages);
  const format = useFormat();
  const week = weekOf(hours.days);
  const name = nameOf(t.language, "region", hours.country);
  return (
    <section className={styles["law"]}>
      <h3>{t("lawOf", { country: name })}</h3>
      {week.length === 0 ? (
        <p>{t("lawNone")}</p>
      ) : (
        <ul>
          {week.map(({ first, last, spans }) => (
            <li key={first}>
              <span>{first === last ? format.weekday(dayName(first)) : t("lawDays", { first: format.weekday(dayName(first)), last: format.weekday(dayName(last)) })}</span>{" "}
              <b>{format.list(spans.map(({ start, end }) => t("sumHours", { from: start, to: end })))}</b>
            </li>
          ))}
        </ul>
      )}
      <p>
        {hours.holidays.length === 0
          ? t("noHolidays")
          : t("holidays", { days: format.list(hours.holidays.map(({ date, name: said }) => t("holiday", { day: format.day(date), name: said }))) })}
      </p>
      <small>{hours.cautious ? t("lawCautious") : hours.rules}</small>
    </section>
  );
}

export function LawfulHours({ campaign }: { campaign: string }) {
  const t = useMessages(stepMessages);
  const query = api.useQuery("get", "/api/v1/campaigns/{id}/calling-hours", { params: { path: { id: campaign } } }, { staleTime: 0 });
  return (
    <Loaded query={query} height={180}>
      {({ countries }) => (
        <>
          {countries.map((hours) => (
            <OfCountry key={hours.country} hours={hours} />
          ))}
          <p>{t("lawClock")}</p>
        </>
      )}
    </Loaded>
  );
}
