import type { Schemas } from "~/api/client";
import { StackedBar } from "~/charts/StackedBar";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card, Stat } from "~/ui/Layout";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";

/** For the length of a bar alone: never for a sum. */
const size = (a: Amount | null | undefined): number => (!a ? 0 : "talk_ms" in a ? a.talk_ms : Number(a.amount));

export function WalletCard({ wallet, spentToday }: { wallet: Schemas["wallet"]; spentToday: Amount | null }) {
  const t = useMessages(homeMessages);
  const format = useFormat();
  const hint = wallet.unlimited
    ? t("unlimited")
    : wallet.buys_ms === null || wallet.buys_ms === undefined
      ? undefined
      : t("buys", { time: format.duration(wallet.buys_ms) });
  return (
    <Card title={t("wallet")}>
      <div className={styles["wallet"]}>
        <Stat label={t("available")} value={format.amount(wallet.available)} title={format.exactAmount(wallet.available)} hint={hint} />
        <StackedBar
          label={t("walletBar")}
          parts={[
            { role: "waiting", value: size(wallet.spent), label: t("walletSpent", { amount: format.amount(wallet.spent) }) },
            { role: "course", value: size(wallet.held), label: t("walletHeld", { amount: format.amount(wallet.held) }) },
            { role: "well", value: size(wallet.available), label: t("walletLeft", { amount: format.amount(wallet.available) }) },
          ]}
          legend
        />
        {spentToday && (
          <dl className={styles["pair"]}>
            <dt>{t("spentToday")}</dt>
            <dd title={format.exactAmount(spentToday)}>{format.amount(spentToday)}</dd>
          </dl>
        )}
      </div>
    </Card>
  );
}
