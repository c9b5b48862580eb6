// What the operator does to an account: each asks once, says what will happen, and keeps its reason.

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form, TextField } from "~/ui/Field";
import { ReasonForm } from "~/ui/ReasonForm";
import { Select } from "~/ui/Select";
import { say } from "~/ui/Toasts";
import { unitOf } from "~/i18n/amounts";
import { useAmounts } from "~/i18n/useAmounts";
import { type Account, ACCOUNT, ACCOUNTS, SUMMARY, usePlanName } from "./account";
import { adminMessages } from "./messages";
import { PlanField } from "./NewAccount";

interface Props {
  account: Account;
  onClose(): void;
}

function useDone(onClose: () => void): (text: string) => void {
  const cache = useQueryClient();
  return (text) => {
    for (const path of [ACCOUNT, ACCOUNTS, SUMMARY]) void cache.invalidateQueries({ queryKey: ["get", path] });
    say(text);
    onClose();
  };
}

export function StatusDialog({ account, onClose }: Props) {
  const t = useMessages(adminMessages);
  const done = useDone(onClose);
  const name = account.name;
  const act = account.status === "suspended" ? "reinstate" : "suspend";
  const settings = { onSuccess: () => done(t(`${act}Done`, { name })) };
  const suspend = api.useMutation("post", "/api/v1/admin/accounts/{id}/suspend", settings);
  const reinstate = api.useMutation("post", "/api/v1/admin/accounts/{id}/reinstate", settings);
  const change = act === "suspend" ? suspend : reinstate;
  const problem = asProblem(change.error);
  return (
    <Dialog open onClose={onClose} title={t(`${act}Title`, { name })}>
      <p>{t(`${act}Text`)}</p>
      <ReasonForm
        problem={problem}
        onSubmit={({ reason = "" }) => change.mutate({ params: { path: { id: account.id }, header: once() }, body: { reason } })}
        hint={t("reasonHint")}
        action={t(`${act}Action`, { name })}
        kind={act === "suspend" ? "danger" : "primary"}
        busy={change.isPending}
      />
    </Dialog>
  );
}

export function PlanDialog({ account, onClose }: Props) {
  const t = useMessages(adminMessages);
  const done = useDone(onClose);
  const planName = usePlanName();
  const [plan, setPlan] = useState(account.plan);
  const name = account.name;
  const change = api.useMutation("post", "/api/v1/admin/accounts/{id}/plan", {
    onSuccess: () => done(t("changePlanDone", { name, plan: planName(plan) })),
  });
  const problem = asProblem(change.error);
  return (
    <Dialog open onClose={onClose} title={t("changePlanTitle", { name })}>
      <p>{t("changePlanText")}</p>
      <Form
        problem={problem}
        onSubmit={() => change.mutate({ params: { path: { id: account.id }, header: once() }, body: { plan } })}
      >
        <PlanField value={plan} onChange={setPlan} error={problem?.fields["plan"]} />
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={change.isPending} disabled={plan === account.plan}>
          {t("changePlanAction", { plan: planName(plan) })}
        </Button>
      </Form>
    </Dialog>
  );
}

const negative = (amount: Amount): Amount =>
  "talk_ms" in amount ? { talk_ms: -amount.talk_ms } : { ...amount, amount: `-${amount.amount}` };

export function AdjustDialog({ account, wallet, onClose }: Props & { wallet: Schemas["wallet"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const done = useDone(onClose);
  const [direction, setDirection] = useState<"add" | "take">("add");
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  const unit = unitOf(wallet.available);
  const name = account.name;
  const amounts = useAmounts(unit);
  const amount = amounts.read(text);
  const adjust = api.useMutation("post", "/api/v1/admin/accounts/{id}/adjustments", {
    onSuccess: ({ wallet: after }) => done(t("adjustDone", { name, available: format.amount(after.available) })),
  });
  const problem = asProblem(adjust.error);
  const submit = (reason: string) => {
    setSent(true);
    if (!amount) return;
    const body = { amount: direction === "add" ? amount : negative(amount), reason };
    adjust.mutate({ params: { path: { id: account.id }, header: once() }, body });
  };
  return (
    <Dialog open onClose={onClose} title={t("adjustTitle", { name })}>
      <p>{t("adjustText")}</p>
      <ReasonForm
        problem={problem}
        onSubmit={({ reason = "" }) => submit(reason)}
        hint={t("reasonHint")}
        action={amount ? t(`${direction}Action`, { amount: format.amount(amount), name }) : t("adjustNext")}
        kind={direction === "add" ? "primary" : "danger"}
        busy={adjust.isPending}
      >
        <Field name="direction" label={t("direction")}>
          <Select<"add" | "take">
            label={t("direction")}
            value={direction}
            choices={[
              { value: "add", label: t("add") },
              { value: "take", label: t("take") },
            ]}
            onChange={setDirection}
          />
        </Field>
        <TextField
          name="amount"
          label={unit === "talk_ms" ? t("minutes") : t("amount", { currency: unit })}
          inputMode="decimal"
          autoComplete="off"
          required
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={sent && !amount ? amounts.wrong(text) : problem?.fields["amount"]}
        />
      </ReasonForm>
    </Dialog>
  );
}
