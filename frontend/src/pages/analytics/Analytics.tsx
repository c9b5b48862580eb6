import { serverNow } from "~/api/clock";
import { ChartNoAxesCombined } from "lucide-react";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { useMay } from "~/app/useMay";
import { CampaignFilter, useCampaignName } from "~/campaigns/CampaignFilter";
import { Bars } from "~/charts/Bars";
import { Funnel } from "~/charts/Funnel";
import { StackedBar } from "~/charts/StackedBar";
import { amountOf, unitOf } from "~/i18n/amounts";
import type { Amount } from "~/i18n/format";
import { dateTimeFormat } from "~/i18n/intl";
import { useFormat, useMessages } from "~/i18n/locale";
import { isOutcome, outcomeMessages, outcomeRoles } from "~/outcomes/messages";
import { callsHref } from "~/pages/calls/filters";
import { HoursMap, useHourName } from "~/pages/home/AnswerHours";
import { answerRows } from "~/pages/home/hours";
import { cx } from "~/ui/cx";
import { Card, columns, grid, PageHeader } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import styles from "./Analytics.module.css";
import { Answer, PictureNote } from "./Answer";
import { cellsFor, type Title } from "./cells";
import { best, bestHour, everyDay, type Figures, isPeriod, type Period, periods, type Row, weekHours } from "./figures";
import { analyticsMessages } from "./messages";

type Analytics = Schemas["call_analytics"];
type Group = Analytics["group"];

interface Asked {
  from: string;
  campaign: string | undefined;
  period: Period;
}

function useCells() {
  const format = useFormat();
  return useMemo(() => cellsFor(format), [format]);
}

/** The same in a file, which has no signs beside its figures: "Gastado (USD)". */
const titled = (shown: string, unit: string): Title => ({ shown, file: `${shown} (${unit})` });
const inMoney = (shown: string, amount: Amount | null | undefined): Title => titled(shown, unitOf(amount) === "talk_ms" ? "s" : unitOf(amount));

function useFigures(group: Group, { from, campaign }: Asked) {
  return api.useQuery("get", "/api/v1/analytics/calls", {
    params: { query: { group, from, ...(campaign ? { campaign } : {}) } },
  });
}

function Trend({ asked, days }: { asked: Asked; days: number }) {
  const t = useMessages(analyticsMessages);
  const money = useMay()("read_money");
  const format = useFormat();
  const cells = useCells();
  const query = useFigures("day", asked);
  return (
    <Loaded query={query} height={260}>
      {(data) => {
        const zone = data.time_zone ? { timeZone: data.time_zone } : {};
        const last = dateTimeFormat("en-CA", zone).format(new Date(Date.parse(data.until) - 1));
        const all = everyDay(data.rows, last, days);
        return (
          <Answer
            className={grid.full}
            title={t("trend", {
              calls: data.total.calls,
              share: format.percent(data.total.answered, data.total.calls),
            })}
            name="llamadas_por_dia"
            header={[t("day"), t("calls"), t("rang"), t("answered"), t("talked"), t("promises"), ...(money ? [inMoney(t("price"), data.total.price)] : [])]}
            rows={() =>
              all.map(({ day, figures: f }) => [
                day,
                ...[f.calls, f.rang, f.answered, f.talked, f.promises].map((n) => cells.count(n)),
                ...(money ? [cells.money(f.price ?? amountOf(unitOf(data.total.price), 0))] : []),
              ])
            }
          >
            <Bars
              label={t("calls")}
              whole={t("calls")}
              part={t("answered")}
              bars={all.map(({ day, figures }) => ({
                key: day,
                label: format.day(day),
                title: t("dayBar", { day: format.day(day), n: figures.calls ?? 0, answered: figures.answered ?? 0 }),
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

function Reached({ total, asked: { campaign, period } }: { total: Figures; asked: Asked }) {
  const t = useMessages(analyticsMessages);
  const format = useFormat();
  const cells = useCells();
  const opens = { calls: callsHref({ campaign, period }), promises: callsHref({ outcome: "promise", campaign, period }) };
  const names = ["calls", "rang", "answered", "talked", "promises"] as const;
  const rang = total.rang;
  const of100 = (n: number | undefined) => Math.round(((n ?? 0) / Math.max(1, rang)) * 100);
  const steps = names.map((name, i) => ({
    label: t(name),
    value: total[name] ?? 0,
    shown: format.number(total[name] ?? 0),
    to: name in opens ? opens[name as keyof typeof opens] : undefined,
    of: total[names[i - 1] ?? "calls"] ?? 0,
    share: i === 0 ? undefined : format.percent(total[name] ?? 0, total[names[i - 1] ?? "calls"] ?? 0),
  }));
  return (
    <Answer
      title={rang > 0 ? t("funnel", { answered: of100(total.answered), promises: of100(total.promises) }) : t("funnelPlain")}
      name="embudo"
      header={[t("name"), t("calls"), titled(t("share"), "%")]}
      rows={() => steps.map((step, i) => [step.label, cells.count(step.value, step.to), i === 0 ? "" : cells.share(step.value, step.of)])}
    >
      <Funnel label={t("funnelPlain")} steps={steps} />
    </Answer>
  );
}

function Hours({ hours }: { hours: Schemas["week_hour"][] }) {
  const t = useMessages(analyticsMessages);
  const format = useFormat();
  const cells = useCells();
  const nameOf = useHourName();
  const rung = answerRows(hours).rows.flatMap((row) => row.cells.filter((cell) => cell.rang > 0).map((cell) => ({ ...cell, weekday: row.weekday })));
  const top = bestHour(rung);
  return (
    <Answer
      title={top ? t("bestHour", { ...nameOf(top), share: format.percent(top.answered, top.rang) }) : t("hours")}
      name="respuesta_por_hora"
      header={[t("hour"), t("rang"), t("answered"), titled(t("answerRate"), "%")]}
      rows={() =>
        rung.map((hour) => [
          `${nameOf(hour).day} ${nameOf(hour).hour}`,
          cells.count(hour.rang),
          cells.count(hour.answered),
          cells.share(hour.answered, hour.rang),
        ])
      }
    >
      <HoursMap hours={hours} />
    </Answer>
  );
}

function Opens({ to, children }: { to: string | undefined; children: string }) {
  return to === undefined ? <span>{children}</span> : <Link to={to} className={styles["opens"]}>{children}</Link>;
}

function Outcomes({ asked }: { asked: Asked }) {
  const t = useMessages(analyticsMessages);
  const money = useMay()("read_money");
  const name = useMessages(outcomeMessages);
  const format = useFormat();
  const cells = useCells();
  const query = useFigures("outcome", asked);
  return (
    <Loaded query={query} height={220}>
      {(data) => {
        const all = data.total.calls;
        const rows = [...data.rows].sort((a, b) => b.figures.calls - a.figures.calls);
        const word = (row: Row) => (isOutcome(row.key) ? name(row.key) : (row.key ?? ""));
        const to = ({ key }: Row) => (isOutcome(key) ? callsHref({ outcome: key, campaign: asked.campaign, period: asked.period }) : undefined);
        const first = rows[0];
        return (
          <Answer
            title={
              first ? t("outcomes", { outcome: word(first), share: format.percent(first.figures.calls, all) }) : t("outcomesPlain")
            }
            name="resultados"
            header={[t("outcome"), t("calls"), titled(t("share"), "%"), titled(t("talk"), "s"), ...(money ? [inMoney(t("price"), data.total.price)] : [])]}
            rows={() =>
              rows.map((row) => [
                word(row),
                cells.count(row.figures.calls, to(row)),
                cells.share(row.figures.calls, all),
                cells.talk(row.figures.talk_ms),
                ...(money ? [cells.money(row.figures.price)] : []),
              ])
            }
          >
            <ul className={styles["outcomes"]}>
              {rows.map((row) => (
                <li key={row.key}>
                  <Opens to={to(row)}>{word(row)}</Opens>
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
  const cells = useCells();
  const { period } = asked;
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
            header={[
              t("name"),
              t("calls"),
              titled(t("answerRate"), "%"),
              t("talked"),
              t("promises"),
              titled(t("promiseRate"), "%"),
              t("promised"),
              ...(money ? [inMoney(t("price"), data.total.price)] : []),
            ]}
            rows={() =>
              rows.map((row) => {
                const f = row.figures;
                const campaign = (group === "campaign" && row.key) || undefined;
                return [
                  { shown: row.name ?? t("unnamed"), to: row.name && row.key ? `/${group}s/${row.key}` : undefined },
                  cells.count(f.calls, campaign && callsHref({ campaign, period })),
                  cells.share(f.answered, f.calls),
                  cells.count(f.talked),
                  cells.count(f.promises, campaign && callsHref({ outcome: "promise", campaign, period })),
                  cells.share(f.promises, f.talked),
                  cells.promised(f.promised),
                  ...(money ? [cells.money(f.price)] : []),
                ];
              })
            }
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
  const asked = { from, campaign, period };
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
                n: f.calls,
                answered: format.percent(f.answered, f.calls),
                promises: t("promisesFor", { n: f.promises, promised: format.figure(f.promised) }),
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
                    <Reached total={data.total} asked={asked} />
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
