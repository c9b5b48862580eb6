import type { Schemas } from "~/api/client";
import { unitsOf } from "~/i18n/amounts";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import styles from "./Billing.module.css";
import { billingMessages } from "./messages";

/** A line of the ledger, as lists and statements hold it. */
export type Entry = Schemas["entries"];

export const entryHref = ({ id }: Entry): string => `/billing/entries/${id}`;

/** Lines are numbered without a gap: the number is the receipt's. */
export function useReceipt(): (entry: Entry) => string {
  const t = useMessages(billingMessages);
  return ({ seq }) => t("receiptNumber", { number: String(seq).padStart(6, "0") });
}

/** A call that ended without a charge closes its hold as one that was charged does: in words it is not the same. */
export const kindOf = ({ kind, spent }: Entry): Entry["kind"] | "free" => (kind === "settle" && unitsOf(spent) === 0 ? "free" : kind);

/** What a line added to something or took from it; 0 is a dash. `income`: money that came in is green. */
export function ChangeOf({ amount, income }: { amount: Amount | null | undefined; income?: boolean }) {
  const format = useFormat();
  const units = unitsOf(amount);
  if (!amount || units === 0) return <span className={styles["nothing"]}>—</span>;
  return (
    <span title={format.exactAmount(amount)} data-up={(income && units > 0) || undefined} className={styles["change"]}>
      {units > 0 && "+"}
      {format.amount(amount)}
    </span>
  );
}
