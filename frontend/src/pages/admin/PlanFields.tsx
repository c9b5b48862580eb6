import type { Problem } from "~/api/problem";
import { moneyOf } from "~/i18n/amounts";
import { useLocale, useMessages } from "~/i18n/locale";
import { Field, Fields, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { currencies, type Currency, type Draft, type DraftField, type PlanKind, planKinds, tiers } from "./plan";
import { planMessages } from "./planMessages";

interface Props {
  draft: Draft;
  /** It is there already: its code, kind and currency stay. */
  fixed: boolean;
  wrong: DraftField[];
  problem: Problem | null;
  onChange(part: Partial<Draft>): void;
}

/** The API's names of the fields, where it has something to say. */
const apiNames: Partial<Record<DraftField, string>> = {
  price: "tariff.per_minute",
  step: "tariff.step_ms",
  minimum: "tariff.minimum_ms",
  fee: "monthly_fee",
  active: "max_active",
  rows: "max_rows",
  upload: "max_upload_bytes",
  fairUse: "fair_use_ms",
};

function useField({ draft, wrong, problem, onChange }: Props) {
  const t = useMessages(planMessages);
  return (name: Exclude<DraftField, "kind" | "currency">) => ({
    name,
    value: draft[name],
    autoComplete: "off",
    error: wrong.includes(name) ? t("wrong") : problem?.fields[apiNames[name] ?? name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
  });
}

function Sold(props: Props) {
  const t = useMessages(planMessages);
  const field = useField(props);
  const { draft, fixed, onChange } = props;
  const known = tiers.map((tier) => ({ value: tier as string, label: t(`tier_${tier}`) }));
  const choices = known.some(({ value }) => value === draft.tier) ? known : [...known, { value: draft.tier, label: draft.tier }];
  return (
    <Card title={t("sold")}>
      <Fields>
        <TextField label={t("name")} maxLength={80} {...field("name")} />
        <TextField label={t("code")} maxLength={40} disabled={fixed} hint={fixed ? undefined : t("codeHint")} {...field("code")} />
        <Field name="kind" label={t("kind")} hint={fixed ? t("kindFixed") : t(`kh_${draft.kind}`)}>
          <Select<PlanKind>
            label={t("kind")}
            value={draft.kind}
            disabled={fixed}
            choices={planKinds.map((kind) => ({ value: kind, label: t(`k_${kind}`), hint: t(`kh_${kind}`) }))}
            onChange={(kind) => onChange({ kind })}
          />
        </Field>
        <Field name="tier" label={t("tier")}>
          <Select label={t("tier")} value={draft.tier} choices={choices} onChange={(tier) => onChange({ tier })} />
        </Field>
      </Fields>
    </Card>
  );
}

/** How what was typed is read, before it is saved: "1.500" is not the same everywhere. */
function useReading({ draft }: Props) {
  const t = useMessages(planMessages);
  const { format, decimal } = useLocale();
  return (name: "price" | "fee" | "included") => {
    const amount = moneyOf(draft[name], draft.currency, decimal);
    return amount && t("reads", { amount: format.exactAmount(amount) });
  };
}

function Price(props: Props) {
  const t = useMessages(planMessages);
  const field = useField(props);
  const reading = useReading(props);
  const { draft, fixed, onChange } = props;
  const { kind, currency } = draft;
  const perMinute = kind === "credits" || kind === "pay_as_you_go";
  return (
    <Card title={t("terms")}>
      <Fields>
        {perMinute && <TextField label={t("price", { currency })} inputMode="decimal" hint={reading("price")} {...field("price")} />}
        <TextField label={t("fee", { currency })} inputMode="decimal" hint={reading("fee")} {...field("fee")} />
        {kind === "credits" && <TextField label={t("includedMoney", { currency })} inputMode="decimal" hint={reading("included")} {...field("included")} />}
        {kind === "minutes" && <TextField label={t("includedMinutes")} inputMode="numeric" {...field("included")} />}
        {kind === "unlimited" && <TextField label={t("fairUse")} hint={t("fairUseHint")} inputMode="numeric" {...field("fairUse")} />}
        <TextField label={t("step")} inputMode="numeric" {...field("step")} />
        <TextField label={t("minimum")} inputMode="numeric" {...field("minimum")} />
        <Field name="currency" label={t("currency")}>
          <Select<Currency>
            label={t("currency")}
            value={currency}
            disabled={fixed}
            choices={currencies.map((value) => ({ value, label: value }))}
            onChange={(next) => onChange({ currency: next })}
          />
        </Field>
      </Fields>
    </Card>
  );
}

export function PlanFields(props: Props) {
  const t = useMessages(planMessages);
  const field = useField(props);
  return (
    <>
      <Sold {...props} />
      <Price {...props} />
      <Card title={t("limits")}>
        <Fields>
          <TextField label={t("active")} inputMode="numeric" {...field("active")} />
          <TextField label={t("rows")} inputMode="numeric" {...field("rows")} />
          <TextField label={t("upload")} inputMode="numeric" {...field("upload")} />
        </Fields>
      </Card>
    </>
  );
}
