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
import { unitsOf } from "~/i18n/amounts";
import styles from "./Billing.module.css";
import { Entries } from "./Entries";
import { billingMessages } from "./messages";
import { TopUp } from "./TopUp";

type Wallet = Schemas["wallet"];

function Answer({ wallet }: { wallet: Wallet }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  if (wallet.unlimited) return t("answerUnlimited");
  const bold = (amount: Wallet["spent"]) => <b title={format.exactAmount(amount)}>{format.amount(amount)}</b>;
  return t
    .rich("answer", {
      funded: bold(wallet.funded),
      spent: bold(wallet.spent),
      held: bold(wallet.held),
      available: bold(wallet.available),
    })
    .map((piece, i) => <span key={i}>{piece}</span>);
}

/** Put in = spent + held + left, as one bar. */
function Split({ wallet }: { wallet: Wallet }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const shown = (amount: Wallet["spent"]) => format.amount(amount);
  return (
    <Card title={t("split")} className={grid.wide}>
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
          const step = format.duration(data.tariff?.step_ms ?? 0);
          const perMinute = data.tariff?.per_minute;
          return (
            <>
              <p className={styles["planName"]}>{data.name}</p>
              <ul className={styles["plan"]}>
                <li>{unitsOf(data.monthly_fee) > 0 ? t("planFee", { fee: format.amount(data.monthly_fee) }) : t("planNoFee")}</li>
                <li>
                  {data.kind === "minutes" ? t("planMinutes", { step }) : t("planRate", { rate: format.exactAmount(perMinute), step })}
                </li>
                <li>{t("planActive", { n: data.max_active ?? 0 })}</li>
                <li>{t("planRows", { n: data.max_rows ?? 0 })}</li>
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
  const wallet = api.useQuery("get", "/api/v1/wallet", {}, { enabled: may("read_money") });
  if (!may("read_money")) return <PageHeader title={t("title")}>{t("noPermission")}</PageHeader>;
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
            {may("spend") && !data.unlimited && <TopUp unit={data.available && "talk_ms" in data.available ? "talk_ms" : "money"} />}
            <Plan code={account.plan} />
            <div className={grid.full}>
              <Entries wallet={data} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}
