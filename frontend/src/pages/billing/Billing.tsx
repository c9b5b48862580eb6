import { Link } from "react-router";
import { api, type Schemas } from "~/api/client";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { buttonClass } from "~/ui/Button";
import { Card, grid, PageHeader, Stat } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { amountOf, unitOf, unitsOf } from "~/i18n/amounts";
import styles from "./Billing.module.css";
import { Entries } from "./Entries";
import { LowMark } from "./LowMark";
import { billingMessages } from "./messages";
import { TopUp } from "./TopUp";

type Wallet = Schemas["wallet"];

/** Put in by top-ups and corrections, less what was taken back: spent + held + left - owed. */
function putIn(wallet: Wallet) {
  const { funded, adjusted, refunded } = wallet;
  return amountOf(unitOf(funded), unitsOf(funded) + unitsOf(adjusted) - unitsOf(refunded));
}

function Answer({ wallet }: { wallet: Wallet }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  if (wallet.unlimited) return t("answerUnlimited");
  const bold = (amount: Wallet["spent"]) => <b title={format.exactAmount(amount)}>{format.amount(amount)}</b>;
  return t
    .rich("answer", {
      funded: bold(putIn(wallet)),
      spent: bold(wallet.spent),
      held: bold(wallet.held),
      available: bold(wallet.available),
    })
    .map((piece, i) => <span key={i}>{piece}</span>);
}

/** "US$ 85,00 en recargas, US$ 2,50 en ajustes", where there was more than top-ups. */
function usePutInHint(wallet: Wallet): string | undefined {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const { funded, adjusted, refunded } = wallet;
  const parts = [
    t("putInFunded", { amount: format.amount(funded) }),
    unitsOf(adjusted) !== 0 ? t("putInAdjusted", { amount: format.amount(adjusted) }) : null,
    unitsOf(refunded) !== 0 ? t("putInRefunded", { amount: format.amount(refunded) }) : null,
  ].filter((part) => part !== null);
  return parts.length > 1 ? parts.join(", ") : undefined;
}

/** Put in = spent + held + left, as one bar. */
function Split({ wallet }: { wallet: Wallet }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const shown = (amount: Wallet["spent"]) => format.amount(amount);
  const hint = usePutInHint(wallet);
  return (
    <Card title={t("split")} className={grid.full}>
      <StackedBar
        legend
        label={t("split")}
        parts={[
          { role: "waiting", value: unitsOf(wallet.spent), label: t("count_spent", { amount: shown(wallet.spent) }) },
          { role: "course", value: unitsOf(wallet.held), label: t("count_held", { amount: shown(wallet.held) }) },
          { role: "well", value: unitsOf(wallet.available), label: t("count_available", { amount: shown(wallet.available) }) },
          { role: "failed", value: unitsOf(wallet.debt), label: t("count_debt", { amount: shown(wallet.debt) }) },
        ]}
      />
      <div className={styles["stats"]}>
        <Stat
          label={t("available")}
          value={shown(wallet.available)}
          title={format.exactAmount(wallet.available)}
          hint={wallet.buys_ms ? t("buys", { talk: format.duration(wallet.buys_ms) }) : undefined}
        />
        <Stat label={t("held")} value={shown(wallet.held)} title={format.exactAmount(wallet.held)} hint={t("heldHint")} />
        <Stat label={t("spent")} value={shown(wallet.spent)} title={format.exactAmount(wallet.spent)} />
        <Stat label={t("putIn")} value={shown(putIn(wallet))} title={format.exactAmount(putIn(wallet))} hint={hint} />
      </div>
    </Card>
  );
}

function Plan({ code }: { code: string }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const plan = api.useQuery("get", "/api/v1/plans/{code}", { params: { path: { code } } });
  return (
    <Card title={t("plan")}>
      <Loaded query={plan} height={80}>
        {(data) => {
          const step = format.duration(data.tariff.step_ms);
          const perMinute = data.tariff.per_minute;
          return (
            <>
              <p className={styles["planName"]}>{data.name}</p>
              <ul className={styles["plan"]}>
                <li>{unitsOf(data.monthly_fee) > 0 ? t("planFee", { fee: format.amount(data.monthly_fee) }) : t("planNoFee")}</li>
                <li>
                  {data.kind === "minutes" ? t("planMinutes", { step }) : t("planRate", { rate: format.exactAmount(perMinute), step })}
                </li>
                <li>{t("planActive", { n: data.max_active })}</li>
                <li>{t("planRows", { n: data.max_rows })}</li>
              </ul>
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

export default function Billing() {
  const t = useMessages(billingMessages);
  const may = useMay();
  const { account } = useSession();
  useLive("account");
  const wallet = api.useQuery("get", "/api/v1/wallet");
  return (
    <Loaded query={wallet} height={420}>
      {(data) => (
        <>
          <PageHeader
            title={t("title")}
            actions={
              <Link to="/billing/statements" className={buttonClass()}>
                {t("statements")}
              </Link>
            }
          >
            <Answer wallet={data} />
          </PageHeader>
          <div className={grid.grid}>
            {!data.unlimited && <Split wallet={data} />}
            <div className={styles["terms"]}>
              {may("spend") && !data.unlimited && <TopUp unit={unitOf(data.available)} />}
              {!data.unlimited && <LowMark wallet={data} key={JSON.stringify(data.low_at)} />}
              <Plan code={account.plan} />
            </div>
            <div className={grid.full}>
              <Entries wallet={data} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}
