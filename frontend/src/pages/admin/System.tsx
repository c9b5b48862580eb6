import { TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { api, every } from "~/api/client";
import { serverNow } from "~/api/clock";
import { Sparkline } from "~/charts/Sparkline";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { Card, columns, grid, PageHeader, Stat } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { StateBadge } from "../people/state";
import styles from "./Admin.module.css";
import { BEHIND_MANY, concernsOf, FAILED_SHARE, failsTooMuch, RATES, rateIsTooMuch, rateOf, type System, tellingCalls } from "./concerns";
import { type History, remember } from "./history";
import { adminMessages } from "./messages";
import { Needs } from "./Needs";
import { Operators } from "./Operators";

const lookAgain = every(3000);

interface HistoryProps {
  history: History;
}

/** "Cobros por atender: 12 ahora, 40 lo más desde las 10:32" */
function Trend({ name, label, history, limit }: HistoryProps & { name: string; label: string; limit?: number | undefined }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const values = history.series[name] ?? [];
  const text = t("trend", { label, now: values.at(-1) ?? 0, most: Math.max(0, ...values), since: format.time(history.since) });
  return <Sparkline label={text} values={values} limit={limit} />;
}

function LastHour({ system, history }: HistoryProps & { system: System }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const { last_hour: hour, recent_calls: recent, recent_since: since } = system;
  const { calls, answered, failed, undetermined } = hour;
  const tooMany = failsTooMuch(tellingCalls(system));
  return (
    <Card title={t("lastHour")} aside={<Since history={history} />} className={grid.full}>
      <div className={styles["trends"]}>
        <Stat label={t("calls")} value={format.number(calls)} hint={<Trend name="calls" label={t("calls")} history={history} />} />
        <Stat
          label={t("answered")}
          value={format.percent(answered, calls)}
          hint={<Trend name="answered" label={t("answered")} history={history} />}
        />
        <Stat
          label={t("failedRate")}
          value={<span data-over={tooMany || undefined}>{format.percent(failed, calls)}</span>}
          hint={
            <>
              <Trend name="failed" label={t("failedRate")} history={history} />
              <span className={styles["recent"]}>{t("sinceThen", { time: format.time(since), rate: format.percent(recent.failed, recent.calls) })}</span>
              {t("tooMuchFrom", { limit: format.percent(FAILED_SHARE, 1) })}
            </>
          }
        />
        <Stat
          label={t("undeterminedRate")}
          value={format.number(undetermined)}
          hint={<Trend name="undetermined" label={t("undeterminedRate")} history={history} />}
        />
      </div>
    </Card>
  );
}

function Since({ history }: HistoryProps) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return <small className="quiet">{t("historySince", { time: format.time(history.since) })}</small>;
}

const parts = ["api", "calls", "billing", "analytics", "notification"] as const;
const isPart = (text: string): text is (typeof parts)[number] => (parts as readonly string[]).includes(text);

function Processes({ processes }: { processes: System["processes"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return (
    <Card title={t("processes")} className={grid.full}>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("processes")}>
        <table className={styles["table"]}>
          <thead>
            <tr>
              {[t("host"), t("pid"), t("state"), t("parts"), t("since"), t("seen")].map((header) => (
                <th key={header} scope="col">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {processes.map((process) => (
              <tr key={process.process}>
                <td>{process.host}</td>
                <td>{process.pid}</td>
                <td>
                  <StatusBadge role={process.alive ? "well" : "waiting"} word={t(process.alive ? "running" : "gone")} />
                </td>
                <td>{format.list((process.parts ?? "").split(" ").map((part) => (isPart(part) ? t(`p_${part}`) : part)))}</td>
                <td>{process.started_at && format.dateTime(process.started_at)}</td>
                <td>{process.seen_at && format.since(process.seen_at, serverNow())}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface Line {
  name: string;
  label: string;
  /** Null: nobody answers. */
  n: number | null | undefined;
  limit?: number;
  to?: string;
  hint?: string;
}

/** Of what processes answered and asked in the last minutes, how much went wrong; and in the whole hour. */
function Errors({ traffic, hour, history }: HistoryProps & { traffic: System["traffic"]; hour: System["traffic"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const { client_errors, overloaded, webhooks_refused } = traffic;
  const hints = {
    api: t("refusedRequests", { refused: client_errors, overloaded }),
    provider: "",
    notices: t("refusedNotices", { refused: webhooks_refused }),
  };
  return (
    <Card title={t("errors")} aside={<Since history={history} />}>
      <ul className={styles["lines"]}>
        {(["api", "provider", "notices"] as const).map((rate) => {
          const { failed, all } = rateOf(rate, traffic);
          const over = rateIsTooMuch(rate, traffic);
          const before = rateOf(rate, hour);
          const ofHour = t("ofHour", { rate: format.percent(before.failed, before.all) });
          return (
            <li key={rate} data-over={over || undefined}>
              <span>
                {t(`rate_${rate}`, { n: all })} <small className="quiet">{[hints[rate], ofHour].filter(Boolean).join("; ")}</small>
              </span>
              <Trend name={rate} label={t(`rate_${rate}`, { n: all })} history={history} />
              <span className={styles["figure"]}>
                {over && <TriangleAlert aria-hidden size={14} />}
                <b title={t("failedOf", { failed, all })}>{format.percent(failed, all)}</b>
                <small>{t("tooMuchFrom", { limit: format.percent(RATES[rate].share, 1) })}</small>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Queues({ system, history }: HistoryProps & { system: System }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const oldest = system.oldest_due_at;
  const lines: Line[] = [
    { name: "due", label: t("due"), n: system.jobs_due, ...(oldest ? { hint: t("oldest", { since: format.since(oldest, serverNow()) }) } : {}) },
    { name: "webhooks", label: t("webhooks"), n: system.webhooks_waiting, limit: BEHIND_MANY },
    { name: "webhooksDead", label: t("webhooksDead"), n: system.webhooks_dead, limit: 1, to: "/admin/dead-events?consumer=webhooks" },
    ...system.consumers.map(
      ({ consumer, behind }): Line => ({ name: `c_${consumer ?? ""}`, label: t(`c_${consumer ?? "billing"}`), n: behind, limit: BEHIND_MANY }),
    ),
    { name: "relay", label: t("relay"), n: system.events_to_relay, limit: BEHIND_MANY },
    { name: "exports", label: t("exports"), n: system.exports_waiting },
    { name: "imports", label: t("imports"), n: system.batches_importing },
  ];
  return (
    <Card title={t("queues")} aside={<Since history={history} />}>
      <ul className={styles["lines"]}>
        {lines.map(({ name, label, n, limit, to, hint }) => {
          const over = limit !== undefined && typeof n === "number" && n >= limit;
          return (
            <li key={name} data-over={over || undefined}>
              <span>
                {to ? <Link to={to}>{label}</Link> : label} {hint && <small className="quiet">{hint}</small>}
              </span>
              <Trend name={name} label={label} history={history} limit={limit} />
              <span className={styles["figure"]}>
                {over && <TriangleAlert aria-hidden size={14} />}
                <b title={typeof n === "number" ? undefined : t("noAnswer")}>{typeof n === "number" ? format.number(n) : "—"}</b>
                <small>{limit !== undefined && t("tooMuchFrom", { limit: format.number(limit) })}</small>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Connections({ connections, history }: HistoryProps & { connections: System["connections"] }) {
  const t = useMessages(adminMessages);
  return (
    <Card title={t("connections")}>
      {connections.length === 0 && <p className="quiet">{t("none")}</p>}
      <ul className={styles["connections"]}>
        {connections.map(({ connection, account, name, stopped, active, limit }) => {
          const use = t("connectionUse", { active, limit });
          return (
            <li key={connection}>
              <span>
                <b>{name}</b> {account && <small>{t("ofAccount")}</small>}
              </span>
              {stopped ? <StatusBadge role="failed" word={t("stopped")} /> : <span>{use}</span>}
              <StackedBar
                thin
                label={name ?? ""}
                parts={[
                  { role: active >= limit ? "needs" : "course", value: active, label: use },
                  { role: "none", value: Math.max(0, limit - active), label: "" },
                ]}
              />
              <Trend name={connection ?? ""} label={name ?? ""} history={history} limit={limit} />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Jobs({ jobs }: { jobs: System["jobs"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return (
    <Card title={t("jobs")}>
      {jobs.length === 0 && <p className="quiet">{t("none")}</p>}
      <dl className={styles["counts"]}>
        {jobs.map(({ state, jobs: n }) => (
          <div key={state}>
            <dt>
              <StateBadge state={state} />
            </dt>
            <dd>{format.number(n)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** What the answers told since the page was opened. */
function useHistory(system: System | undefined): History | undefined {
  const [history, setHistory] = useState<History>();
  useEffect(() => {
    if (system) setHistory((before) => remember(before, system));
  }, [system]);
  return history ?? (system && remember(undefined, system));
}

/** Is anything stuck? Asked again every few seconds. */
function Monitor() {
  const t = useMessages(adminMessages);
  const query = api.useQuery("get", "/api/v1/admin/system", {}, { refetchInterval: lookAgain });
  const history = useHistory(query.data);
  return (
    <Loaded query={query} height={420}>
      {(told) => {
        if (!history) return null;
        const system = { ...told, connections: told.connections?.map((one) => (one.account ? one : { ...one, name: t("installation") })) };
        const concerns = concernsOf(system);
        const alive = system.processes.filter((process) => process.alive).length;
        return (
          <>
            <PageHeader
              title={t("system")}
              actions={
                <>
                  <Link to="/admin/dead-events" className={buttonClass()}>
                    {t("toDead")}
                  </Link>
                  <Link to="/admin/audit" className={buttonClass()}>
                    {t("toAudit")}
                  </Link>
                </>
              }
            >
              {concerns.length === 0 ? t("systemWell", { alive: t("alive", { n: alive }) }) : t("systemNeeds", { n: concerns.length })}
            </PageHeader>
            <div className={grid.grid}>
              <Needs concerns={concerns} />
              <LastHour system={system} history={history} />
              <div className={cx(columns.stack, grid.full)}>
                <Queues system={system} history={history} />
                <div className={columns.column}>
                  <Errors traffic={system.recent_traffic} hour={system.traffic} history={history} />
                  <div className={columns.halves}>
                    <Connections connections={system.connections} history={history} />
                    <Jobs jobs={system.jobs} />
                  </div>
                </div>
              </div>
              <Processes processes={system.processes} />
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

export default function System() {
  const t = useMessages(adminMessages);
  return (
    <Operators title={t("system")}>
      <Monitor />
    </Operators>
  );
}
