import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { api, once } from "~/api/client";
import { asProblem } from "~/api/problem";
import type { Amount } from "~/i18n/format";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form } from "~/ui/Field";
import { Card, columns, PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { otherShapes, StatusBadge } from "~/ui/StatusBadge";
import { say, useTellProblem } from "~/ui/Toasts";
import styles from "./Admin.module.css";
import { Operators } from "./Operators";
import { changedTerms, costOf, type Draft, draftOf, emptyDraft, judge, type Judgement, type Plan, termsOf, wrongFields } from "./plan";
import { PlanFields } from "./PlanFields";
import { planMessages } from "./planMessages";
import { BILLING, CostBadge, PLANS } from "./Plans";

const PLAN = "/api/v1/plans/{code}";

const positive = (amount: Amount | undefined): Amount | undefined =>
  amount && !("talk_ms" in amount) ? { ...amount, amount: amount.amount.replace("-", "") } : amount;

function useVerdictText(): (judged: Judgement) => string {
  const t = useMessages(planMessages);
  const format = useFormat();
  return ({ price, cost, margin, below, rate }) => {
    if (below === undefined) return t(!cost ? "t_noCalls" : !price ? "t_noPrice" : "t_otherCurrency");
    if (below) return t("t_below", { margin: format.exactAmount(positive(margin)), cost: format.exactAmount(cost) });
    return t("t_well", { margin: format.exactAmount(margin), rate: format.percent(rate ?? 0, 1) });
  };
}

/** Told while somebody types: read out when it turns. */
function Verdict({ judged, atFullUse }: { judged: Judgement; atFullUse: boolean }) {
  const t = useMessages(planMessages);
  const format = useFormat();
  const text = useVerdictText();
  return (
    <Card title={t("verdict")} className={styles["sticky"]}>
      <div className={styles["form"]} data-below={judged.below || undefined}>
        <div role="status">
          <CostBadge judged={judged} />
        </div>
        <p>{text(judged)}</p>
        <dl className={styles["counts"]}>
          <div>
            <dt>
              {t("pricePerMinute")} {atFullUse && <small>({t("fullUse")})</small>}
            </dt>
            <dd>{format.rate(judged.price)}</dd>
          </div>
          <div>
            <dt>{t("costPerMinute")}</dt>
            <dd>{format.rate(judged.cost)}</dd>
          </div>
          <div className={styles["total"]}>
            <dt>{t("margin")}</dt>
            <dd className={styles["margin"]}>{format.rate(judged.margin)}</dd>
          </div>
        </dl>
        <p className="quiet">{t("costDays")}</p>
      </div>
    </Card>
  );
}

function useSaved(): (text: string) => void {
  const cache = useQueryClient();
  return (text) => {
    for (const path of [PLANS, PLAN, BILLING, "/api/v1/admin/audit-log"]) void cache.invalidateQueries({ queryKey: ["get", path] });
    say(text);
  };
}

function Retire({ plan }: { plan: Plan }) {
  const t = useMessages(planMessages);
  const saved = useSaved();
  const [asking, setAsking] = useState(false);
  const tell = useTellProblem();
  const change = api.useMutation("patch", "/api/v1/admin/plans/{code}");
  const { code, name } = plan;
  const set = async (retired: boolean) => {
    await change.mutateAsync({ params: { path: { code }, header: { "If-Match": `"${plan.version}"` } }, body: { retired } });
    saved(t(retired ? "retireDone" : "offerDone", { name }));
  };
  if (plan.retired)
    return (
      <Button busy={change.isPending} onClick={() => void set(false).catch(tell)}>
        {t("offer")}
      </Button>
    );
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {t("retire")}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t("retireTitle", { name })}
        action={t("retireAction", { name })}
        kind="danger"
        onConfirm={() => set(true)}
      >
        {t("retireText")}
      </Confirm>
    </>
  );
}

function Editor({ plan }: { plan?: Plan }) {
  const t = useMessages(planMessages);
  const format = useFormat();
  const saved = useSaved();
  const navigate = useNavigate();
  const { decimal } = useLocale();
  const [draft, setDraft] = useState<Draft>(() => (plan ? draftOf(plan, decimal) : emptyDraft));
  const [sent, setSent] = useState(false);
  const [asking, setAsking] = useState(false);
  const billing = api.useQuery("get", BILLING);
  const create = api.useMutation("post", "/api/v1/admin/plans");
  const change = api.useMutation("patch", "/api/v1/admin/plans/{code}");
  const problem = asProblem(create.error ?? change.error);
  const terms = termsOf(draft, decimal);
  const cost = costOf(billing.data, draft.code);
  const wrong = wrongFields(draft, decimal);
  const priced = !wrong.some((field) => field === "price" || field === "fee" || field === "included" || field === "fairUse");
  const judged: Judgement = priced ? judge(terms, cost) : cost ? { cost } : {};
  const changes = plan ? changedTerms(plan, draft, decimal) : terms;
  const name = terms.name;
  const lost = format.exactAmount(positive(judged.margin));

  const save = async () => {
    if (plan) {
      const header = { "If-Match": `"${plan.version}"` };
      await change.mutateAsync({ params: { path: { code: plan.code }, header }, body: changes });
      saved(t("saved", { name }));
    } else {
      await create.mutateAsync({ params: { header: once() }, body: terms });
      saved(t("created", { name }));
      void navigate(`/admin/plans/${draft.code}`, { replace: true });
    }
  };
  const submit = () => {
    setSent(true);
    if (wrong.length > 0) return;
    if (judged.below) setAsking(true);
    else void save().catch(() => undefined);
  };
  return (
    <>
      <PageHeader
        title={plan?.name ?? t("new")}
        back={{ to: "/admin/plans", label: t("title") }}
        badge={plan?.retired && <StatusBadge role="waiting" word={t("retired")} icon={otherShapes.stopped} />}
        actions={
          plan && (
            <>
              <Link to={`/admin/accounts?plan=${plan.code}`} className={buttonClass()}>
                {t("seeAccounts")}
              </Link>
              <Retire plan={plan} />
            </>
          )
        }
      >
        {plan?.retired && t("retiredText")}
      </PageHeader>
      <Form problem={problem} onSubmit={submit}>
        <div className={columns.sides}>
          <Verdict judged={judged} atFullUse={draft.kind === "unlimited" || draft.kind === "minutes"} />
          <div className={columns.column}>
            <PlanFields
              draft={draft}
              fixed={plan !== undefined}
              wrong={sent ? wrong : []}
              problem={problem}
              onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
            />
            <FormProblem problem={problem} />
            <div className={styles["acts"]}>
              {plan && Object.keys(changes).length === 0 && <span className="quiet">{t("nothing")}</span>}
              <Button type="submit" kind="primary" busy={create.isPending || change.isPending} disabled={Object.keys(changes).length === 0}>
                {t(plan ? "save" : "create")}
              </Button>
            </div>
          </div>
        </div>
      </Form>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t("sureTitle")}
        action={t("sureAction", { margin: lost })}
        kind="danger"
        onConfirm={() => save().finally(() => setAsking(false))}
      >
        {t("sureText", { margin: lost })}
      </Confirm>
    </>
  );
}

function Existing({ code }: { code: string }) {
  const query = api.useQuery("get", PLAN, { params: { path: { code } } });
  return (
    <Loaded query={query} height={420}>
      {(plan) => <Editor key={plan.version} plan={plan} />}
    </Loaded>
  );
}

/** What the installation sells, and whether it covers its cost: told while it is being written. */
export default function PlanPage() {
  const t = useMessages(planMessages);
  const { code } = useParams();
  return <Operators title={t("title")}>{code ? <Existing code={code} /> : <Editor />}</Operators>;
}
