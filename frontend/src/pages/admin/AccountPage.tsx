import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, every, type Schemas } from "~/api/client";
import { nameOf } from "~/i18n/intl";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Facts } from "~/ui/Facts";
import { Card, columns, PageHeader, Stat } from "~/ui/Layout";
import { Notice } from "~/ui/Notice";
import { Loaded } from "~/ui/States";
import { AccountBadge, ACCOUNT, ACCOUNTS, usePlanName } from "./account";
import { accountMessages, roleMessages } from "./accountMessages";
import styles from "./Admin.module.css";
import { AdjustDialog, PlanDialog, StatusDialog } from "./Acts";
import { LastCall } from "./LastCall";
import { adminMessages } from "./messages";
import { Operators } from "./Operators";


type View = Schemas["admin_account"];
type Act = "status" | "plan" | "adjust";
const lookAgain = every(5000);
const PEOPLE_MOST = 200;

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

/** What is on now, and whether anybody may call. */
function Now({ account }: { account: View["account"] }) {
  const t = useMessages(accountMessages);
  const format = useFormat();
  const id = account.id ?? "";
  const listed = api.useQuery("get", ACCOUNTS, { params: { query: { id } } }, { refetchInterval: lookAgain }).data?.items[0];
  return (
    <Card title={t("now")} className={styles["now"]}>
      {account.status === "suspended" && (
        <Notice role="needs" actions={<Link to={`/admin/accounts/${id}/audit?type=account.suspended`}>{t("why")}</Link>}>
          {t("suspended")}
        </Notice>
      )}
      <div className={styles["stats"]}>
        <Stat label={t("calls")} value={listed ? format.number(listed.active_calls ?? 0) : "—"} />
        <Stat label={t("campaigns")} value={listed ? format.number(listed.running_campaigns ?? 0) : "—"} />
        <Stat label={t("lastCall")} value={listed ? <LastCall account={listed} /> : "—"} />
      </div>
    </Card>
  );
}

/** Whom to write to. */
function People({ id }: { id: string }) {
  const t = useMessages(accountMessages);
  const role = useMessages(roleMessages);
  const people = api.useQuery("get", "/api/v1/admin/accounts/{id}/users", { params: { path: { id }, query: { limit: PEOPLE_MOST } } }).data?.items;
  if (!people) return null;
  return (
    <Card title={t("people")}>
      {people.length === 0 && <p className="quiet">{t("nobody")}</p>}
      <ul className={styles["people"]}>
        {people.map((person) => (
          <li key={person.id}>
            <a href={`mailto:${person.email ?? ""}`}>{person.email}</a> <small className="quiet">{role(`r_${person.role ?? "viewer"}`)}</small>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Answer({ view: { wallet, figures } }: { view: View }) {
  const t = useMessages(accountMessages);
  const format = useFormat();
  const did = figures.calls > 0 ? t("did", { n: figures.calls, cost: format.amount(figures.cost) }) : t("didNothing");
  const left = wallet.unlimited ? t("leftUnlimited") : t("left", { available: format.amount(wallet.available) });
  return `${did} ${left}`;
}

function AccountFacts({ account }: { account: View["account"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const { locale } = useLocale();
  const planName = usePlanName();
  const named = (type: "region" | "language", code: string | null | undefined) => {
    const name = code && nameOf(locale, type, code);
    return name && name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  };
  return (
    <Card title={t("facts")}>
      <Facts
        column
        of={[
          [t("plan"), account.plan && <Link to={`/admin/plans/${account.plan}`}>{planName(account.plan)}</Link>],
          [t("country"), named("region", account.country)],
          [t("currency"), account.currency],
          [t("language"), named("language", account.language)],
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
  const [act, setAct] = useState<Act>();
  const { account, wallet, figures } = view;
  const suspended = account.status === "suspended";
  const isOpen = account.status !== "closed";
  const close = () => setAct(undefined);
  return (
    <>
      <PageHeader
        title={account.name}
        badge={<AccountBadge status={account.status} />}
        back={{ to: "/admin/accounts", label: t("accounts") }}
        actions={
          <>
            {isOpen && !wallet.unlimited && <Button onClick={() => setAct("adjust")}>{t("adjust")}</Button>}
            <Link to={`/admin/accounts/${account.id}/audit`} className={buttonClass()}>
              {t("log")}
            </Link>
            {isOpen && <Button onClick={() => setAct("plan")}>{t("changePlan")}</Button>}
            {isOpen && (
              <Button kind={suspended ? "primary" : "danger"} onClick={() => setAct("status")}>
                {t(suspended ? "reinstate" : "suspend")}
              </Button>
            )}
          </>
        }
      >
        <Answer view={view} />
      </PageHeader>
      <Now account={account} />
      <div className={columns.sides}>
        <div className={columns.column}>
          <AccountFacts account={account} />
          <People id={account.id ?? ""} />
        </div>
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
