import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { type Campaign, type Progress, toCall } from "../status";
import styles from "./Campaign.module.css";
import { pageMessages } from "./messages";

const LOOK_AGAIN_MS = 20_000;

/** The rules' decision about each who waits, as the flight plan has it; the others wait their turn. */
export function Why({ campaign, progress }: { campaign: Campaign; progress: Progress | undefined }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const id = campaign.id ?? "";
  const plan = api.useQuery(
    "get",
    "/api/v1/campaigns/{id}/flight-plan",
    { params: { path: { id } } },
    { refetchInterval: campaign.status === "running" ? LOOK_AGAIN_MS : false },
  );
  return (
    <Card title={t("why")}>
      <Loaded query={plan} height={120}>
        {({ callable = 0, skipped = [] }) => {
          const kept = skipped.reduce((sum, note) => sum + (note.people ?? 0), 0);
          const funds = progress?.waiting_funds ?? 0;
          const turn = progress ? Math.max(0, toCall(progress) - funds - kept) : callable;
          return turn === 0 && funds === 0 && skipped.length === 0 ? (
            <p className={styles["quiet"]}>{t("whyNone")}</p>
          ) : (
            <ul className={styles["why"]}>
              {funds > 0 && (
                <li>
                  <b>{format.number(funds)}</b>
                  <span>{t("fundsTurn")}</span>
                </li>
              )}
              {turn > 0 && (
                <li>
                  <b>{format.number(turn)}</b>
                  <span>{t("turn", { n: campaign.pacing?.starts_per_minute ?? 0 })}</span>
                </li>
              )}
              {skipped.map((note) => (
                <li key={note.slug}>
                  <b>{format.number(note.people ?? 0)}</b>
                  <span>
                    {note.text}
                    {note.next && <small> · {t("until", { time: format.dateTime(note.next) })}</small>}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
