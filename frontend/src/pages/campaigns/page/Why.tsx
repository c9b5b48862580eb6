import { Link } from "react-router";
import { api, every, type Schemas } from "~/api/client";
import { type Permission } from "~/app/permissions";
import { useMay, useOperates } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { type Campaign, type Progress, toCall } from "../status";
import styles from "./Campaign.module.css";
import { pageMessages } from "./messages";

const lookAgain = every(20_000);

/** What says itself how it is mended. */
const tellsHow = new Set(["campaign.budget_spent"]);

/** Where what keeps the whole campaign from calling is mended, and who may. Anything else is the installation's. */
const mended: Record<string, { to: string; permission: Permission }> = {
  "campaign.no_numbers": { to: "/settings/numbers", permission: "manage_account" },
  "campaign.window_closed": { to: "/settings", permission: "manage_account" },
};

function Obstacle({ note }: { note: Schemas["flight_note"] }) {
  const t = useMessages(pageMessages);
  const may = useMay();
  const operates = useOperates();
  const place = mended[note.slug ?? ""];
  const to = place ? (may(place.permission) ? place.to : undefined) : operates ? "/admin" : undefined;
  if (tellsHow.has(note.slug ?? "")) return <span>{note.text}</span>;
  return (
    <span>
      {note.text} {to ? <Link to={to}>{t("mend")}</Link> : <small>{t(place ? "tellAdmin" : "tellOperator")}</small>}
    </span>
  );
}

/** What keeps everybody waiting, the rules' decision about each who waits, as the flight plan has it; the others wait their turn. */
export function Why({ campaign, progress }: { campaign: Campaign; progress: Progress | undefined }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const id = campaign.id ?? "";
  const plan = api.useQuery(
    "get",
    "/api/v1/campaigns/{id}/flight-plan",
    { params: { path: { id } } },
    { refetchInterval: campaign.status === "running" ? lookAgain : false },
  );
  return (
    <Card title={t("why")}>
      <Loaded query={plan} height={120}>
        {({ callable = 0, skipped = [], problems = [], first_due: firstDue }) => {
          const obstacles = problems.filter(({ slug }) => slug !== "campaign.no_contacts");
          const kept = skipped.reduce((sum, note) => sum + (note.people ?? 0), 0);
          const funds = progress?.waiting_funds ?? 0;
          const turn = progress ? Math.max(0, toCall(progress) - funds - kept) : callable;
          return turn === 0 && funds === 0 && skipped.length === 0 ? (
            <p className="quiet">{t("whyNone")}</p>
          ) : (
            <ul className={styles["why"]}>
              {funds > 0 && (
                <li>
                  <b>{format.number(funds)}</b>
                  <span>{t("fundsTurn")}</span>
                </li>
              )}
              {turn > 0 &&
                (obstacles.length > 0 ? (
                  obstacles.map((note) => (
                    <li key={note.slug}>
                      <b>{format.number(turn)}</b>
                      <Obstacle note={note} />
                    </li>
                  ))
                ) : (
                  <li>
                    <b>{format.number(turn)}</b>
                    <span>
                      {campaign.status === "paused"
                        ? t("pausedTurn")
                        : firstDue
                          ? t("turnFrom", { time: format.dateTime(firstDue) })
                          : t("turn", { n: campaign.pacing?.starts_per_minute ?? 0 })}
                    </span>
                  </li>
                ))}
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
