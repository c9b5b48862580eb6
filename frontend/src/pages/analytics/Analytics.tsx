import { serverNow } from "~/api/clock";
import { ChartNoAxesCombined } from "lucide-react";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { useMay } from "~/app/useMay";
import { CampaignFilter, useCampaignName } from "~/campaigns/CampaignFilter";
import { Bars } from "~/charts/Bars";
import { Funnel } from "~/charts/Funnel";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { isOutcome, outcomeMessages, outcomeRoles } from "~/outcomes/messages";
import { HoursMap, useHourRows } from "~/pages/home/AnswerHours";
import { cx } from "~/ui/cx";
import { Card, columns, grid, PageHeader } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import styles from "./Analytics.module.css";
import { Answer, PictureNote } from "./Answer";
import { best, everyDay, type Figures, isPeriod, type Period, periods, type Row, weekHours } from "./figures";
import { analyticsMessages } from "./messages";

type Analytics = Schemas["call_analytics"];
type Group = NonNullable<Analytics["group"]>;

interface Asked {
  from: string;
  campaign: string | undefined;
}

function useFigures(group: Group, { from, campaign }: Asked) {
  return api.useQuery("get", "/api/v1/analytics/calls", {
    params: { query: { group, from, ...(campaign ? { campaign } : {}) } },
  });
}

function Trend({ asked, days }: { asked: Asked; days: number }) {
  const t = useMessages(analyticsMessages);
  const money = useMay()("read_money");
  const format = useFormat();
  const query = useFigures("day", asked);
  return (
    <Loaded query={query} height={260}>
      {(data) => {
        const zone = data.time_zone ? { timeZone: data.time_zone } : {};
        const last = new Intl.DateTimeFormat("en-CA", zone).format(new Date(Date.parse(data.until) - 1));
        const all = everyDay(data.rows, last, days);
        const name = (day: string) => format.day(`${day}T12:00:00`);
        return (
          <Answer
            className={grid.full}
            title={t("trend", {
              calls: data.total.calls,
              share: format.percent(data.total.answered, data.total.calls),
            })}
            name="llamadas_por_dia"
            header={[t("day"), t("calls"), t("rang"), t("answered"), t("talked"), t("promises"), ...(money ? [t("price")] : [])]}
            rows={all.map(({ day, figures }) => [day, ...counts(figures), ...(money ? [format.amount(figures.price)] : [])])}
          >
            <Bars
              label={t("calls")}
              whole={t("calls")}
              part={t("answered")}
              bars={all.map(({ day, figures }) => ({
                key: day,
                label: name(day),
                title: t("dayBar", { day: name(day), calls: figures.calls ?? 0, answered: figures.answered ?? 0 }),
                value: figures.calls ?? 0,
                part: figures.answered ?? 0,
              }))}
            />
          </Answer>
        );
      }}
    </Loaded>
  );
}

const counts = (f: Partial<Figures>): string[] => [f.calls, f.rang, f.answered, f.talked, f.promises].map((n) => String(n ?? 0));

function Reached({ total }: { total: Figures }) {
  const t = useMessages(analyticsMessages);
  const format = useFormat();
  const names = ["calls", "rang", "answered", "talked", "promises"] as const;
  const rang = total.rang;
  const of100 = (n: number | undefined) => Math.round(((n ?? 0) / Math.max(1, rang)) * 100);
  const steps = names.map((name, i) => ({
    label: t(name),
    value: total[name] ?? 0,
    shown: format.number(total[name] ?? 0),
    share: i === 0 ? undefined : format.percent(total[name] ?? 0, total[names[i - 1] ?? "calls"] ?? 0),
  }));
  return (
    <Answer
      title={rang > 0 ? t("funnel", { answered: of100(total.answered), promises: of100(total.promises) }) : t("funnelPlain")}
      name="embudo"
      header={[t("name"), t("calls"), t("share")]}
      rows={steps.map((step) => [step.label, String(step.value), step.share ?? ""])}
    >
      <Funnel label={t("funnelPlain")} steps={steps} />
    </Answer>
  );
}

function Hours({ hours }: { hours: Schemas["week_hour"][] }) {
  const t = useMessages(analyticsMessages);
  const rows = useHourRows()(hours);
  return (
    <Answer title={t("hours")} name="respuesta_por_hora" header={[t("hour"), t("rang"), t("answered"), t("answerRate")]} rows={rows}>
      <HoursMap hours={hours} />
    </Answer>
  );
}

function Outcomes({ asked }: { asked: Asked }) {
  const t = useMessages(analyticsMessages);
  const money = useMay()("read_money");
  const name = useMessages(outcomeMessages);
  const format = useFormat();
  const query = useFigures("outcome", asked);
  return (
    <Loaded query={query} height={220}>
      {(data) => {
        const all = data.total.calls;
        const rows = [...data.rows].sort((a, b) => b.figures.calls - a.figures.calls);
        const word = (row: Row) => (isOutcome(row.key) ? name(row.key) : (row.key ?? ""));
        const first = rows[0];
        return (
          <Answer
            title={
              first ? t("outcomes", { outcome: word(first), share: format.percent(first.figures.calls, all) }) : t("outcomesPlain")
            }
            name="resultados"
            header={[t("outcome"), t("calls"), t("share"), t("talk"), ...(money ? [t("price")] : [])]}
            rows={rows.map((row) => [
              word(row),
              String(row.figures.calls),
              format.percent(row.figures.calls, all),
              format.clock(row.figures.talk_ms),
              ...(money ? [format.amount(row.figures.price)] : []),
            ])}
          >
            <ul className={styles["outcomes"]}>
              {rows.map((row) => (
                <li key={row.key}>
                  <span>{word(row)}</span>
                  <StackedBar
                    thin
                    label={word(row)}
                    parts={[
                      { role: isOutcome(row.key) ? outcomeRoles[row.key] : "waiting", value: row.figures.calls, label: format.number(row.figures.calls) },
                      { role: "none", value: all - row.figures.calls, label: "" },
                    ]}
                  />
                  <b>{format.percent(row.figures.calls, all)}</b>
                </li>
              ))}
            </ul>
          </Answer>
        );
      }}
    </Loaded>
  );
}

function Compared({ group, asked }: { group: "campaign" | "script"; asked: Asked }) {
  const t = useMessages(analyticsMessages);
  const money = useMay()("read_money");
  const format = useFormat();
  const query = useFigures(group, asked);
  return (
    <Loaded query={query} height={220}>
      {(data) => {
        const rows = data.rows;
        const top = best(rows);
        const plain = t(group === "campaign" ? "byCampaign" : "byScript");
        return (
          <Answer
            className={grid.full}
            title={
              top
                ? `${plain}: ${t("best", { name: top.name ?? t("unnamed"), share: format.percent(top.figures.promises, top.figures.talked) })}`
                : plain
            }
            name={group === "campaign" ? "por_campana" : "por_guion"}
            header={[t("name"), t("calls"), t("answerRate"), t("talked"), t("promises"), t("promiseRate"), t("promised"), ...(money ? [t("price")] : [])]}
            rows={rows.map((row) => {
              const f = row.figures;
              return [
                row.name ?? row.key ?? t("unnamed"),
                format.number(f.calls),
                format.percent(f.answered, f.rang),
                format.number(f.talked),
                format.number(f.promises),
                format.percent(f.promises, f.talked),
                format.figure(f.promised),
                ...(money ? [format.amount(f.price)] : []),
              ];
            })}
          />
        );
      }}
    </Loaded>
  );
}

function Filters({ period, campaign }: { period: Period; campaign: string | undefined }) {
  const t = useMessages(analyticsMessages);
  const [, setSearch] = useSearchParams();
  const set = (name: string, value: string | undefined) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <Select<Period>
        small
        label={t("period")}
        value={period}
        choices={(Object.keys(periods) as Period[]).map((value) => ({ value, label: t(value) }))}
        onChange={(next) => set("period", next === "month" ? undefined : next)}
      />
      <CampaignFilter value={campaign} onChange={(next) => set("campaign", next)} />
    </>
  );
}

export default function AnalyticsPage() {
  const t = useMessages(analyticsMessages);
  const money = useMay()("read_money");
  const format = useFormat();
  const [search] = useSearchParams();
  const said = search.get("period");
  const period = isPeriod(said) ? said : "month";
  const campaign = search.get("campaign") ?? undefined;
  const from = useMemo(() => {
    const begin = new Date(serverNow());
    begin.setHours(0, 0, 0, 0);
    begin.setDate(begin.getDate() - (periods[period] - 1));
    return begin.toISOString();
  }, [period]);
  const asked = { from, campaign };
  const campaignName = useCampaignName(campaign);
  const total = useFigures("total", asked);
  const hours = useFigures("hour_of_week", asked);
  const f = total.data?.total;
  const none = f !== undefined && !f.calls;

  return (
    <>
      <PageHeader title={t("title")} actions={<Filters period={period} campaign={campaign} />}>
        {f &&
          (none
            ? t("answerNone")
            : t(money ? "answer" : "answerPlain", {
                calls: format.number(f.calls),
                answered: format.percent(f.answered, f.calls),
                promises: format.number(f.promises),
                promised: format.figure(f.promised),
                price: format.amount(f.price),
              }))}
      </PageHeader>
      <Loaded query={total} height={420}>
        {(data) =>
          none ? (
            <Card>
              <EmptyState icon={ChartNoAxesCombined} title={t("emptyTitle")}>
                {t("emptyText")}
              </EmptyState>
            </Card>
          ) : (
            <PictureNote.Provider
              value={t("pictureNote", {
                from: format.date(from),
                until: format.date(new Date(serverNow()).toISOString()),
                campaign: campaign ? (campaignName ?? "") : t("anyCampaign"),
              })}
            >
              <div className={grid.grid}>
                <div className={grid.full}>
                  <Trend asked={asked} days={periods[period]} />
                </div>
                <div className={cx(columns.halves, grid.full)}>
                  <div className={columns.column}>
                    <Reached total={data.total} />
                    <Loaded query={hours} height={260}>
                      {(week) => <Hours hours={weekHours(week.rows)} />}
                    </Loaded>
                  </div>
                  <Outcomes asked={asked} />
                </div>
                <div className={grid.full}>
                  <Compared group="campaign" asked={asked} />
                </div>
                <div className={grid.full}>
                  <Compared group="script" asked={asked} />
                </div>
              </div>
            </PictureNote.Provider>
          )
        }
      </Loaded>
    </>
  );
}
