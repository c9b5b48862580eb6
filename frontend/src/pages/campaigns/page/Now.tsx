import { useEffect, useState } from "react";
import { useList } from "~/api/list";
import type { Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import styles from "./Campaign.module.css";
import { masked } from "./masked";
import { pageMessages } from "./messages";

type Job = Partial<Schemas["jobs"]>;
const SHOWN = 8;
const LINE_PX = 36; // .now td

/** Redraws once a second: seconds of calls go on between two answers. */
function useTick(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Room for as many as there ever were while the page is open: what stands below does not move with each call. */
function useRoom(lines: number): number {
  const [most, setMost] = useState(lines);
  if (lines > most) setMost(lines);
  return Math.max(lines, most) * LINE_PX;
}

function Line({ job, now }: { job: Job; now: number }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const talks = job.state === "live";
  const since = (talks ? job.attempt?.started_at : null) ?? job.attempt?.placed_at ?? job.attempt?.intent_at;
  return (
    <tr>
      <td title={job.name ?? undefined}>{job.name || t("notFound")}</td>
      <td>{masked(job.phones?.[job.attempt?.phone ?? 0]?.phone ?? job.phones?.[0]?.phone ?? "")}</td>
      <td className={styles["seconds"]}>{since ? format.clock(now - Date.parse(since)) : "—"}</td>
      <td>
        <span className={styles["doing"]} data-talks={talks || undefined}>
          {t(talks ? "talking" : "ringing")}
        </span>
      </td>
    </tr>
  );
}

export function Now({ campaign, inCall }: { campaign: string; inCall: number }) {
  const t = useMessages(pageMessages);
  const now = useTick();
  const talking = useList("/api/v1/jobs", { campaign, state: "live", limit: SHOWN }, inCall > 0);
  const ringing = useList("/api/v1/jobs", { campaign, state: "placed", limit: SHOWN }, inCall > 0);
  const lines = inCall > 0 ? [...(talking.data ?? []), ...(ringing.data ?? [])].slice(0, SHOWN) : [];
  const room = useRoom(Math.min(SHOWN, inCall));
  return (
    <Card title={t("now")}>
      {lines.length === 0 ? (
        <p className="quiet" style={{ minHeight: room }}>
          {t("nowNone")}
        </p>
      ) : (
        <div className="sideways" style={{ minHeight: room }} tabIndex={0} role="region" aria-label={t("now")}>
          <table className={styles["now"]} aria-label={t("now")}>
            <thead className="unseen">
              <tr>
                <th scope="col">{t("person")}</th>
                <th scope="col">{t("phone")}</th>
                <th scope="col">{t("time")}</th>
                <th scope="col">{t("doing")}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((job) => (
                <Line key={job.id} job={job} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {inCall > lines.length && lines.length > 0 && <p className="quiet">{t("nowMore", { n: inCall - lines.length })}</p>}
    </Card>
  );
}
