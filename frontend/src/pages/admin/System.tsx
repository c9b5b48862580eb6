import { CircleCheck, TriangleAlert } from "lucide-react";
import { api } from "~/api/client";
import { serverNow } from "~/api/clock";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card, grid, PageHeader, Stat } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { StateBadge } from "../people/state";
import styles from "./Admin.module.css";
import { type Concern, concernsOf, type System } from "./concerns";
import { adminMessages } from "./messages";
import { Operators } from "./Operators";

const LOOK_AGAIN_MS = 3000;

function useConcern(): (concern: Concern) => string {
  const t = useMessages(adminMessages);
  return (concern) => {
    switch (concern.kind) {
      case "noProcess":
        return t("n_noProcess");
      case "stopped":
        return concern.reason ? t("n_stopped", concern) : t("n_stoppedUnsaid", concern);
      case "full":
        return t("n_full", concern);
      case "behind":
        return t("n_behind", { name: t(`c_${concern.consumer}`), count: concern.count });
      case "failed":
        return t("n_failed", concern);
      default:
        return t(`n_${concern.kind}`, { n: concern.n });
    }
  };
}

function Needs({ concerns }: { concerns: Concern[] }) {
  const t = useMessages(adminMessages);
  const sentence = useConcern();
  return (
    <Card title={t("needs")} className={grid.full}>
      <ul className={styles["needs"]}>
        {concerns.length === 0 && (
          <li data-role="well">
            <CircleCheck aria-hidden size={18} />
            {t("needsNone")}
          </li>
        )}
        {concerns.map((concern, i) => (
          <li key={i} data-role="needs">
            <TriangleAlert aria-hidden size={18} />
            {sentence(concern)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function LastHour({ hour = {} }: { hour: System["last_hour"] | undefined }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const { calls = 0, answered = 0, failed = 0, undetermined = 0 } = hour;
  return (
    <Card title={t("lastHour")}>
      <div className={styles["stats"]}>
        <Stat label={t("calls")} value={format.number(calls)} />
        <Stat label={t("answered")} value={format.percent(answered, calls)} hint={format.number(answered)} />
        <Stat label={t("failedRate")} value={format.percent(failed, calls)} hint={format.number(failed)} />
        <Stat label={t("undeterminedRate")} value={format.percent(undetermined, calls)} hint={format.number(undetermined)} />
      </div>
    </Card>
  );
}

function Processes({ processes = [] }: { processes: System["processes"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return (
    <Card title={t("processes")} className={grid.full}>
      <div className={styles["scroll"]} tabIndex={0} role="region" aria-label={t("processes")}>
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
                <td>{process.parts}</td>
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

function Queues({ system }: { system: System }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const lines: [string, number][] = [
    [t("webhooks"), system.webhooks_waiting ?? 0],
    [t("webhooksDead"), system.webhooks_dead ?? 0],
    ...(system.consumers ?? []).map(({ consumer, behind }): [string, number] => [t(`c_${consumer ?? "billing"}`), behind ?? 0]),
    [t("exports"), system.exports_waiting ?? 0],
    [t("imports"), system.batches_importing ?? 0],
  ];
  return (
    <Card title={t("queues")}>
      <dl className={styles["counts"]}>
        {lines.map(([name, n]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format.number(n)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Connections({ connections = [] }: { connections: System["connections"] }) {
  const t = useMessages(adminMessages);
  return (
    <Card title={t("connections")}>
      {connections.length === 0 && <p className={styles["quiet"]}>{t("none")}</p>}
      <ul className={styles["connections"]}>
        {connections.map(({ connection, account, name, stopped, active = 0, limit = 0 }) => {
          const use = t("connectionUse", { active, limit });
          return (
            <li key={connection}>
              <span>
                <b>{name}</b> <small>{t(account ? "ofAccount" : "installation")}</small>
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
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Jobs({ jobs = [] }: { jobs: System["jobs"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return (
    <Card title={t("jobs")}>
      {jobs.length === 0 && <p className={styles["quiet"]}>{t("none")}</p>}
      <dl className={styles["counts"]}>
        {jobs.map(({ state, jobs: n = 0 }) => (
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

/** Is anything stuck? Asked again every few seconds. */
function Monitor() {
  const t = useMessages(adminMessages);
  const query = api.useQuery("get", "/api/v1/admin/system", {}, { refetchInterval: LOOK_AGAIN_MS });
  return (
    <Loaded query={query} height={420}>
      {(system) => {
        const concerns = concernsOf(system);
        const alive = (system.processes ?? []).filter((process) => process.alive).length;
        return (
          <>
            <PageHeader title={t("system")}>
              {concerns.length === 0 ? t("systemWell", { alive: t("alive", { n: alive }) }) : t("systemNeeds", { n: concerns.length })}
            </PageHeader>
            <div className={grid.grid}>
              <Needs concerns={concerns} />
              <LastHour hour={system.last_hour} />
              <Queues system={system} />
              <Connections connections={system.connections} />
              <Jobs jobs={system.jobs} />
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
