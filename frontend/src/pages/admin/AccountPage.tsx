import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { displayNames } from "~/i18n/intl";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Facts } from "~/ui/Facts";
import { Card, columns, PageHeader, Stat } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { AccountBadge, ACCOUNT, usePlanName } from "./account";
import styles from "./Admin.module.css";
import { AdjustDialog, PlanDialog, StatusDialog } from "./Acts";
import { adminMessages } from "./messages";
import { Operators } from "./Operators";

type View = Schemas["admin_account"];
type Act = "status" | "plan" | "adjust";

function Wallet({ wallet }: { wallet: View["wallet"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return (
    <Card title={t("wallet")}>
      {wallet.unlimited ? (
        <p className="quiet">{t("unlimited")}</p>
      ) : (
        <div className={styles["stats"]}>
          <Stat label={t("available")} value={format.amount(wallet.available)} title={format.exactAmount(wallet.available)} />
          <Stat label={t("held")} value={format.amount(wallet.held)} title={format.exactAmount(wallet.held)} />
          <Stat label={t("spent")} value={format.amount(wallet.spent)} title={format.exactAmount(wallet.spent)} />
        </div>
      )}
    </Card>
  );
}

function Figures({ figures }: { figures: View["figures"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const { calls, answered, promises, talk_ms } = figures;
  return (
    <Card title={t("figures")}>
      <div className={styles["stats"]}>
        <Stat label={t("calls")} value={format.number(calls)} />
        <Stat label={t("answered")} value={format.percent(answered, calls)} hint={format.number(answered)} />
        <Stat label={t("promises")} value={format.number(promises)} />
        <Stat label={t("talk")} value={format.clock(talk_ms)} title={format.duration(talk_ms)} />
        <Stat label={t("charged")} value={format.amount(figures.price)} title={format.exactAmount(figures.price)} />
        <Stat label={t("cost")} value={format.amount(figures.cost)} title={format.exactAmount(figures.cost)} />
      </div>
    </Card>
  );
}

function AccountFacts({ account }: { account: View["account"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const { locale } = useLocale();
  const planName = usePlanName();
  const nameOf = (type: "region" | "language", code: string | null | undefined) => {
    const name = code && displayNames(locale, { type }).of(code);
    return name && name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  };
  return (
    <Card title={t("facts")}>
      <Facts
        column
        of={[
          [t("plan"), planName(account.plan)],
          [t("country"), nameOf("region", account.country)],
          [t("currency"), account.currency],
          [t("language"), nameOf("language", account.language)],
          [t("timeZone"), account.time_zone],
          [t("maxActive"), account.max_active ? format.number(account.max_active) : null],
          [t("created"), account.created_at && format.dateTime(account.created_at)],
        ]}
      />
    </Card>
  );
}

function View({ view }: { view: View }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const [act, setAct] = useState<Act>();
  const { account, wallet, figures } = view;
  const suspended = account.status === "suspended";
  const close = () => setAct(undefined);
  return (
    <>
      <PageHeader
        title={account.name}
        badge={<AccountBadge status={account.status} />}
        back={{ to: "/admin/accounts", label: t("accounts") }}
        actions={
          account.status !== "closed" && (
            <>
              {!wallet.unlimited && <Button onClick={() => setAct("adjust")}>{t("adjust")}</Button>}
              <Link to={`/admin/accounts/${account.id}/audit`} className={buttonClass()}>
                {t("log")}
              </Link>
              <Button onClick={() => setAct("plan")}>{t("changePlan")}</Button>
              <Button kind={suspended ? "primary" : "danger"} onClick={() => setAct("status")}>
                {t(suspended ? "reinstate" : "suspend")}
              </Button>
            </>
          )
        }
      >
        {t("accountAnswer", {
          calls: figures.calls,
          cost: format.amount(figures.cost),
          available: wallet.unlimited ? "∞" : format.amount(wallet.available),
        })}
      </PageHeader>
      <div className={columns.sides}>
        <AccountFacts account={account} />
        <div className={columns.column}>
          <Wallet wallet={wallet} />
          <Figures figures={figures} />
        </div>
      </div>
      {act === "status" && <StatusDialog account={account} onClose={close} />}
      {act === "plan" && <PlanDialog account={account} onClose={close} />}
      {act === "adjust" && <AdjustDialog account={account} wallet={wallet} onClose={close} />}
    </>
  );
}

function One() {
  const { id = "" } = useParams();
  const query = api.useQuery("get", ACCOUNT, { params: { path: { id } } });
  return (
    <Loaded query={query} height={420}>
      {(view) => <View view={view} />}
    </Loaded>
  );
}

export default function AccountPage() {
  const t = useMessages(adminMessages);
  return (
    <Operators title={t("accounts")}>
      <One />
    </Operators>
  );
}
