// Months of statements: "2026-11".

import type { Schemas } from "~/api/client";
import { unitsOf } from "~/i18n/amounts";
import { dateTimeFormat } from "~/i18n/intl";
import { useLocale } from "~/i18n/locale";

type Statement = Schemas["statement"];

/** "noviembre de 2026" */
export function useMonthName(): (month: string) => string {
  const { locale } = useLocale();
  return (month) => dateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15T00:00:00Z`));
}

/** Newest first, without the months before anything moved. */
export function lived(statements: readonly Statement[]): Statement[] {
  const moved = (s: Statement) => [s.opening, s.funded, s.adjusted, s.refunded].some((amount) => unitsOf(amount) !== 0) || s.calls > 0;
  return statements.slice(0, statements.findLastIndex(moved) + 1);
}
