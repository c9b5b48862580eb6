import { UserSearch } from "lucide-react";
import { useSearchParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { OutcomeBadge } from "~/outcomes/OutcomeBadge";
import { Button } from "~/ui/Button";
import { Form, TextField } from "~/ui/Field";
import { Card, columns, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { CampaignLink } from "./CampaignLink";
import { peopleMessages } from "./messages";
import styles from "./People.module.css";
import { StateBadge } from "./state";
import { Timeline } from "./Timeline";

type Contact = Schemas["contact"];

function Jobs({ jobs }: { jobs: NonNullable<Contact["jobs"]> }) {
  const t = useMessages(peopleMessages);
  const format = useFormat();
  return (
    <Card title={t("jobs")}>
      <ul className={styles["jobs"]}>
        {jobs.map((job) => (
          <li key={job.job}>
            <CampaignLink id={job.campaign ?? ""} to={`/jobs/${job.job ?? ""}`} />
            <span className={styles["badges"]}>
              <StateBadge state={job.state} />
              {job.outcome && <OutcomeBadge outcome={job.outcome} />}
            </span>
            <span className={styles["beside"]}>
              {job.name}
              {job.created_at && <time dateTime={job.created_at}>{format.date(job.created_at)}</time>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Found({ contact }: { contact: Contact }) {
  const t = useMessages(peopleMessages);
  const { jobs = [], timeline = [] } = contact;
  const campaignOf = new Map(jobs.map((job) => [job.job, job.campaign]));
  if (jobs.length === 0 && timeline.length === 0)
    return (
      <Card>
        <EmptyState icon={UserSearch} title={t("neverTitle")}>
          {t("neverText")}
        </EmptyState>
      </Card>
    );
  return (
    <div className={columns.sides}>
      <Jobs jobs={jobs} />
      <Card title={t("timeline")}>
        <Timeline
          entries={timeline}
          of={({ job }) => {
            const campaign = campaignOf.get(job);
            return jobs.length > 1 && campaign && job ? <CampaignLink id={campaign} to={`/jobs/${job}`} /> : null;
          }}
        />
      </Card>
    </div>
  );
}

function useAnswer(contact: Contact | undefined) {
  const t = useMessages(peopleMessages);
  const format = useFormat();
  if (!contact) return t("contactsAsk");
  const phone = contact.phone ?? "";
  const n = contact.jobs?.length ?? 0;
  return (
    <>
      {n === 0 ? t(contact.suppressed || contact.suppressed_for_all ? "neverListed" : "never", { phone }) : t("contactAnswer", { n, phone })}{" "}
      {contact.suppressed && (
        <StatusBadge
          role="failed"
          word={contact.suppressed_until ? t("suppressedUntil", { time: format.dateTime(contact.suppressed_until) }) : t("suppressed")}
        />
      )}{" "}
      {contact.suppressed_for_all && <StatusBadge role="failed" word={t("suppressedForAll")} />}
    </>
  );
}

/** Somebody by phone: one timeline across campaigns. */
export default function Contacts() {
  const t = useMessages(peopleMessages);
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const phone = search.get("phone") ?? "";
  const wanted = phone !== "" && may("read_people");
  const contact = api.useQuery("get", "/api/v1/contacts", { params: { query: { phone } } }, { enabled: wanted });
  const problem = wanted ? asProblem(contact.error) : null;
  const answer = useAnswer(wanted ? contact.data : undefined);
  if (!may("read_people")) return <PageHeader title={t("contacts")}>{t("noPermission")}</PageHeader>;
  return (
    <>
      <PageHeader title={t("contacts")}>{answer}</PageHeader>
      <div className={styles["search"]}>
        <Form key={phone} problem={problem} onSubmit={({ phone: text = "" }) => setSearch(text.trim() ? { phone: text.trim() } : {})}>
          <div className={styles["searchLine"]}>
            <TextField
              name="phone"
              type="tel"
              label={t("phone")}
              hint={t("phoneHint")}
              defaultValue={phone}
              autoComplete="off"
              error={problem?.fields["phone"]}
            />
            <Button type="submit" kind="primary" icon={UserSearch}>
              {t("find")}
            </Button>
          </div>
        </Form>
      </div>
      {wanted && !problem?.fields["phone"] && (
        <Loaded query={contact} height={320}>
          {(data) => <Found contact={data} />}
        </Loaded>
      )}
    </>
  );
}
