import { UserRound } from "lucide-react";
import { Link, useParams } from "react-router";
import { api, every } from "~/api/client";
import { useMay } from "~/app/useMay";
import { formatFor } from "~/i18n/format";
import { nameOf } from "~/i18n/intl";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { buttonClass } from "~/ui/Button";
import { Facts } from "~/ui/Facts";
import { Card, columns, PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { CampaignLink } from "./CampaignLink";
import { peopleMessages } from "./messages";
import { type Job, StateBadge } from "./state";
import { Timeline } from "./Timeline";

const lookAgain = every(5000);
const isOver = (job: Job | undefined) => Boolean(job?.finished_at);

/** "co/1": the rules of a country, and which edition of them. */
function useRules(): (rules: string | null | undefined) => string | null | undefined {
  const t = useMessages(peopleMessages);
  const { locale } = useLocale();
  return (rules) => {
    const [, country, edition] = /^([a-z]{2})\/(\w+)$/.exec(rules ?? "") ?? [];
    return country && edition ? t("rulesOf", { country: nameOf(locale, "region", country.toUpperCase()), edition }) : rules;
  };
}

/** "2026-11-27T09:30 America/Bogota": what the clock of the contact said. */
function useLocalTime(): (text: string | null | undefined) => string | null | undefined {
  const { locale } = useLocale();
  return (text) => {
    const [, clock, zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d) (\S+)$/.exec(text ?? "") ?? [];
    return clock && zone ? `${formatFor(locale, "UTC").dateTime(`${clock}:00Z`)} (${zone.replaceAll("_", " ")})` : text?.replace("T", " ");
  };
}

function JobFacts({ job }: { job: Job }) {
  const t = useMessages(peopleMessages);
  const format = useFormat();
  const rulesOf = useRules();
  const localTimeOf = useLocalTime();
  const phones = (job.phones ?? []).map(({ phone }) => phone).filter(Boolean);
  return (
    <Card title={t("facts")}>
      <Facts
        column
        of={[
          [t("campaign"), job.campaign && <CampaignLink id={job.campaign} />],
          [t("row"), job.row && format.number(job.row)],
          [t("phones"), phones.length > 0 && format.list(phones as string[])],
          [t("created"), job.created_at && format.dateTime(job.created_at)],
          [t("callback"), job.callback_at && format.dateTime(job.callback_at)],
          [t("rules"), rulesOf(job.attempt?.rules)],
          [t("localTime"), localTimeOf(job.attempt?.local_time)],
        ]}
      />
    </Card>
  );
}

export default function JobPage() {
  const t = useMessages(peopleMessages);
  const may = useMay();
  const { id = "" } = useParams();
  const by = { params: { path: { id } } };
  const job = api.useQuery("get", "/api/v1/jobs/{id}", by, {
    refetchInterval: (query) => (isOver(query.state.data) ? false : lookAgain(query)),
  });
  const timeline = api.useQuery("get", "/api/v1/jobs/{id}/timeline", by, { refetchInterval: isOver(job.data) ? false : lookAgain });
  useLive("campaign", job.data?.campaign ?? "", Boolean(job.data?.campaign));
  return (
    <Loaded query={job} height={420}>
      {(data) => {
        const phone = data.phones?.[0]?.phone;
        return (
          <>
            <PageHeader
              title={data.name || t("unknownName")}
              badge={<StateBadge state={data.state} />}
              {...(data.campaign ? { back: { to: `/campaigns/${data.campaign}`, label: t("toCampaign") } } : {})}
              actions={
                may("read_people") &&
                phone && (
                  <Link to={`/contacts?phone=${encodeURIComponent(phone)}`} className={buttonClass()}>
                    <UserRound aria-hidden size={16} />
                    {t("toContact")}
                  </Link>
                )
              }
            >
              {t("attemptsMade", { n: data.attempts ?? 0 })}
            </PageHeader>
            <div className={columns.sides}>
              <JobFacts job={data} />
              <Card title={t("timeline")}>
                <Loaded query={timeline} height={320}>
                  {({ entries = [] }) => <Timeline entries={entries} />}
                </Loaded>
              </Card>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
