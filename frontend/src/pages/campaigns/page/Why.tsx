import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import type { Campaign } from "../status";
import styles from "./Campaign.module.css";
import { pageMessages } from "./messages";

const LOOK_AGAIN_MS = 20_000;

/** The rules' decision about each who waits, as the flight plan has it. */
export function Why({ campaign }: { campaign: Campaign }) {
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
        {({ callable = 0, skipped = [] }) =>
          callable === 0 && skipped.length === 0 ? (
            <p className={styles["quiet"]}>{t("whyNone")}</p>
          ) : (
            <ul className={styles["why"]}>
              {callable > 0 && (
                <li>
                  <b>{format.number(callable)}</b>
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
          )
        }
      </Loaded>
    </Card>
  );
}
