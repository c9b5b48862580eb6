// A campaign in six short steps on one page; every field has a value that is sound.

import { type ReactNode, useEffect, useState } from "react";
import { Link } from "react-router";
import { useList } from "~/api/list";
import type { Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { campaignMessages } from "../messages";
import type { Campaign } from "../status";
import { type CampaignBody, campaignBody, formValues } from "./body";
import styles from "./CampaignForm.module.css";
import { formMessages } from "./messages";

const purposes = ["collection", "commercial", "service"] as const;

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card title={title}>
      <div className={styles["step"]}>{children}</div>
    </Card>
  );
}

function Script({ first, error }: { first: string | null; error: string | undefined }) {
  const t = useMessages(formMessages);
  const scripts = useList("/api/v1/scripts", { limit: 100, sort: "-created_at" });
  const [chosen, setChosen] = useState(first);
  const script = scripts.data?.find((one) => one.id === chosen);
  const none = scripts.data?.length === 0 && (
    <>
      {t("noScripts")} <Link to="/scripts/new">{t("newScript")}</Link>
    </>
  );
  const hint = script?.opening ? t("opening", { text: script.opening }) : none || undefined;
  return (
    <Field name="script" label={t("script")} hint={hint} error={error}>
      <Select
        name="script"
        label={t("script")}
        value={chosen}
        placeholder={t("chooseScript")}
        choices={(scripts.data ?? []).map((one) => ({ value: one.id ?? "", label: one.name ?? "" }))}
        onChange={setChosen}
      />
    </Field>
  );
}

/** Of a new campaign the account's only number is chosen already. */
function Numbers({ chosen, isNew, onChange }: { chosen: string[]; isNew: boolean; onChange(numbers: string[]): void }) {
  const t = useMessages(formMessages);
  const numbers = useList("/api/v1/numbers", { limit: 100 });
  const only = numbers.data?.length === 1 ? numbers.data[0]?.e164 : undefined;
  useEffect(() => {
    if (only && isNew) onChange([only]);
  }, [only, isNew, onChange]);
  if (numbers.data?.length === 0)
    return (
      <p>
        {t("noNumbers")} <Link to="/settings/numbers">{t("addNumber")}</Link>
      </p>
    );
  return (
    <fieldset className={styles["numbers"]}>
      <legend>{t("fromHint")}</legend>
      {(numbers.data ?? []).map(({ e164 = "", label }) => (
        <label key={e164}>
          <input
            type="checkbox"
            checked={chosen.includes(e164)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, e164] : chosen.filter((one) => one !== e164))}
          />
          <b>{e164}</b> {label}
        </label>
      ))}
    </fieldset>
  );
}

interface Props {
  campaign: Campaign | null;
  problem: Problem | null;
  busy: boolean;
  action: string;
  onSubmit(body: CampaignBody): void;
}

export function CampaignForm({ campaign, problem, busy, action, onSubmit }: Props) {
  const t = useMessages(formMessages);
  const words = useMessages(campaignMessages);
  const [first] = useState(() => formValues(campaign));
  const [numbers, setNumbers] = useState(first.numbers);
  const [purpose, setPurpose] = useState(first.purpose);
  const count = (name: string, label: string, value: number | null, most: number, hint?: string) => (
    <TextField
      name={name}
      label={label}
      hint={hint}
      error={problem?.fields[name]}
      type="number"
      inputMode="numeric"
      min={1}
      max={most}
      required={value !== null}
      defaultValue={value ?? ""}
    />
  );
  return (
    <div className={styles["form"]}>
      <Form problem={problem} onSubmit={(values) => onSubmit(campaignBody(values, numbers))}>
        <Step title={t("whatTitle")}>
          <TextField name="name" label={t("name")} hint={t("nameHint")} error={problem?.fields["name"]} defaultValue={first.name} maxLength={200} required />
          <Field name="purpose" label={t("purpose")} hint={t("purposeHint")} error={problem?.fields["purpose"]}>
            <Select<(typeof purposes)[number]>
              name="purpose"
              label={t("purpose")}
              value={purpose}
              choices={purposes.map((value) => ({ value, label: words(value) }))}
              onChange={setPurpose}
            />
          </Field>
          <Script first={first.script} error={problem?.fields["script"]} />
        </Step>
        <Step title={t("fromTitle")}>
          <Numbers chosen={numbers} isNew={campaign === null} onChange={setNumbers} />
        </Step>
        <Step title={t("whenTitle")}>
          <p>{t("whenHint")}</p>
          <div className={styles["pair"]}>
            <TextField name="window_start" label={t("from")} type="time" error={problem?.fields["window_start"]} defaultValue={first.windowStart ?? ""} />
            <TextField name="window_end" label={t("to")} type="time" error={problem?.fields["window_end"]} defaultValue={first.windowEnd ?? ""} />
          </div>
        </Step>
        <Step title={t("paceTitle")}>
          <div className={styles["pair"]}>
            {count("pacing.starts_per_minute", t("perMinute"), first.perMinute, 6000)}
            {count("pacing.max_active", t("atOnce"), first.atOnce, 10_000)}
          </div>
          {count("max_call_ms", t("maxCall"), first.maxCallMinutes, 120, t("maxCallHint"))}
        </Step>
        <Step title={t("retryTitle")}>
          <div className={styles["pair"]}>
            {count("retry.max_attempts", t("attempts"), first.attempts, 20)}
            {count("retry.attempts_per_day", t("perDay"), first.perDay, 10)}
          </div>
        </Step>
        <Step title={t("budgetTitle")}>
          <TextField
            name="budget_calls"
            label={t("budget")}
            hint={t("budgetHint")}
            error={problem?.fields["budget_calls"]}
            type="number"
            inputMode="numeric"
            min={1}
            defaultValue={first.budget ?? ""}
          />
        </Step>
        <FormProblem problem={problem} />
        <div className={styles["end"]}>
          <Button type="submit" kind="primary" busy={busy}>
            {action}
          </Button>
        </div>
      </Form>
    </div>
  );
}
