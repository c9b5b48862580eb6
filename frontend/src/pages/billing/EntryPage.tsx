import { Printer } from "lucide-react";
import { Link, useParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { useSession } from "~/app/session";
import { amountOf, unitOf, unitsOf } from "~/i18n/amounts";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Fact, Facts } from "~/ui/Facts";
import { Card, PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { ChangeOf, type Entry, kindOf, useReceipt } from "./entry";
import { billingMessages } from "./messages";
import { NotShown } from "./NotShown";

type View = Schemas["entry_view"];

/** As the gateway says now; money that has moved was received, also when it cannot be asked. */
function PaymentBadge({ payment }: { payment: View["payment"] }) {
  const t = useMessages(billingMessages);
  if (payment === "failed") return <StatusBadge role="failed" word={t("p_failed")} />;
  if (payment === "pending") return <StatusBadge role="waiting" word={t("p_pending")} />;
  return <StatusBadge role="well" word={t("p_succeeded")} />;
}

const gateways: Record<string, "g_sandbox"> = { sandbox: "g_sandbox" };
const isOfCall = ({ kind }: Entry): boolean => kind === "hold" || kind === "settle" || kind === "release";

function useFacts({ entry, by, campaign_name, payment }: View): Fact[] {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const receipt = useReceipt();
  const { kind, note } = entry;
  const gateway = note && gateways[note];
  const changed = (amount: Amount | null | undefined) => (unitsOf(amount) !== 0 ? <ChangeOf amount={amount} income={kind === "fund"} /> : null);
  const isKey = entry.actor?.startsWith("key_");
  const who = (by && (isKey ? t("byKey", { name: by }) : by)) || (entry.actor === "system" ? t("bySystem") : entry.actor === "provider" ? t("byProvider") : t("byOperator"));
  return [
    [t("receipt"), receipt(entry)],
    [t("when"), entry.at && `${format.date(entry.at)}, ${format.time(entry.at)}`],
    [t(kind === "fund" ? "paidBy" : "doneBy"), who],
    [t("gateway"), kind === "fund" && (gateway ? t(gateway) : note)],
    [t("state"), kind === "fund" && <PaymentBadge payment={payment} />],
    [t("why"), kind !== "fund" && note],
    [t("campaign"), entry.campaign && <Link to={`/campaigns/${entry.campaign}`}>{campaign_name || t("campaignGone")}</Link>],
    [t("call"), entry.call && <Link to={`/calls/${entry.call}`}>{t("seeCall")}</Link>],
    [t("talk"), entry.talk_ms ? format.duration(entry.talk_ms) : null],
    [t("change"), changed(entry.available)],
    [t("heldChange"), changed(entry.held)],
    [t("spentChange"), changed(entry.spent)],
    [t("debtChange"), changed(entry.debt)],
    [t("reference"), !isOfCall(entry) && entry.key, "wide"],
  ];
}

function Receipt({ view }: { view: View }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const { account } = useSession();
  const { entry } = view;
  const facts = useFacts(view);
  const kind = kindOf(entry);
  const units = isOfCall(entry) ? (kind === "settle" ? unitsOf(entry.spent) : Math.abs(unitsOf(entry.held))) : -unitsOf(entry.outside);
  return (
    <>
      <PageHeader
        title={kind === "free" ? t("k_free") : t("entryOf", { kind: t(`k_${kind}`), amount: format.amount(amountOf(unitOf(entry.outside), units)) })}
        back={{ to: "/billing", label: t("title") }}
        actions={
          <Button icon={Printer} onClick={() => print()}>
            {t("print")}
          </Button>
        }
      >
        {account.name} · {t(`w_${kind}`)}
      </PageHeader>
      <Card title={t("facts")}>
        <Facts of={facts} />
      </Card>
    </>
  );
}

/** One line of the ledger: a receipt, or what a call held and was charged. */
export default function EntryPage() {
  const t = useMessages(billingMessages);
  const { id = "" } = useParams();
  const query = api.useQuery("get", "/api/v1/wallet/entries/{entry}", { params: { path: { entry: id } } });
  if (query.error && !query.data) return <NotShown title={t("entries")} back={{ to: "/billing", label: t("title") }} query={query} />;
  return (
    <Loaded query={query} height={320}>
      {(view) => <Receipt view={view} />}
    </Loaded>
  );
}
