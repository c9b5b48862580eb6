import { UserRound } from "lucide-react";
import { Link, useParams } from "react-router";
import { api, every } from "~/api/client";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
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

function JobFacts({ job }: { job: Job }) {
  const t = useMessages(peopleMessages);
  const format = useFormat();
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
          [t("rules"), job.attempt?.rules],
          [t("localTime"), job.attempt?.local_time?.replace("T", " ")],
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
