// What each step asks for.

import { useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import { Link } from "react-router";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { BatchBadge } from "~/pages/batches/batch";
import { ScriptChoice } from "~/scripts/ScriptChoice";
import { Button } from "~/ui/Button";
import { errorClass, Field, Fields, TextField } from "~/ui/Field";
import { Select } from "~/ui/Select";
import { campaignMessages } from "../messages";
import { LawfulHours } from "./LawfulHours";
import { stepMessages } from "./messages";
import styles from "./Steps.module.css";
import { type FieldName, NAME_MOST, numbersOf, type Step, type Values } from "./steps";
import { useFirstScripts, useNumbers, useScript } from "./words";

export interface StepProps {
  campaign: string | null;
  values: Values;
  errors: Partial<Record<FieldName, string>>;
  set(name: FieldName, text: string): void;
  /** Keeps this step and goes for the list. */
  onUpload(): void;
}

const purposes = ["collection", "commercial", "service"] as const;

interface TextProps extends StepProps {
  name: FieldName;
  label: string;
  hint?: string;
  type?: "text" | "time";
  inputMode?: "numeric";
  maxLength?: number;
}

function Text({ name, label, hint, type = "text", inputMode, maxLength, values, errors, set }: TextProps) {
  return (
    <TextField
      name={name}
      label={label}
      hint={hint}
      error={errors[name]}
      type={type}
      inputMode={inputMode}
      maxLength={maxLength}
      autoComplete="off"
      value={values[name]}
      onChange={(event) => set(name, event.target.value)}
    />
  );
}

function Lists({ campaign, onUpload }: Pick<StepProps, "campaign" | "onUpload">) {
  const t = useMessages(stepMessages);
  const may = useMay();
  const id = useId();
  const lists = useList("/api/v1/batches", { limit: 20, sort: "-created_at", campaign: campaign ?? "" }, campaign !== null);
  const batches = lists.data ?? [];
  return (
    <section className={styles["lists"]} aria-labelledby={id}>
      <h3 id={id}>{t("lists")}</h3>
      {batches.length === 0 && <p>{t("noLists")}</p>}
      {batches.length > 0 && (
        <ul>
          {batches.map((batch) => (
            <li key={batch.id}>
              <Link to={`/batches/${batch.id ?? ""}`}>{batch.file_name || batch.id}</Link>
              <BatchBadge status={batch.status} />
              {batch.status === "committed" && <small>{t("listJobs", { n: batch.counts?.jobs ?? 0 })}</small>}
            </li>
          ))}
        </ul>
      )}
      {may("import") && (
        <Button icon={Upload} onClick={onUpload}>
          {t(batches.length > 0 ? "uploadMore" : "upload")}
        </Button>
      )}
    </section>
  );
}

function Who(props: StepProps) {
  const t = useMessages(stepMessages);
  const words = useMessages(campaignMessages);
  return (
    <>
      <Text {...props} name="name" label={t("name")} hint={t("nameHint")} maxLength={NAME_MOST} />
      <Field name="purpose" label={t("purpose")} hint={t("purposeHint")} error={props.errors.purpose}>
        <Select<(typeof purposes)[number]>
          label={t("purpose")}
          value={props.values.purpose as (typeof purposes)[number]}
          choices={purposes.map((value) => ({ value, label: words(value) }))}
          onChange={(value) => props.set("purpose", value)}
        />
      </Field>
      <Lists {...props} />
    </>
  );
}

/** The lists that a person goes away to add to are asked for again on the way back. */
function useFresh(path: "/api/v1/scripts" | "/api/v1/numbers"): void {
  const cache = useQueryClient();
  useEffect(() => void cache.invalidateQueries({ queryKey: ["get", path] }), [cache, path]);
}

function Script({ values, errors, set }: StepProps) {
  const t = useMessages(stepMessages);
  useFresh("/api/v1/scripts");
  const first = useFirstScripts();
  const script = useScript(values.script);
  return (
    <>
      <Field
        name="script"
        label={t("script")}
        error={errors.script}
        hint={first.data?.length === 0 ? t("noScripts") : script?.opening ? t("opening", { text: script.opening }) : undefined}
      >
        <ScriptChoice
          chosen={values.script ? { id: values.script, name: script?.name ?? "…" } : undefined}
          onChange={(id) => set("script", id)}
        />
      </Field>
      <p className={styles["links"]}>
        {script && <Link to={`/scripts/${script.id ?? ""}`}>{t("seeScript")}</Link>}
        <Link to="/scripts/new">{t("newScript")}</Link>
      </p>
    </>
  );
}

function Numbers({ values, errors, set }: StepProps) {
  const t = useMessages(stepMessages);
  const id = useId();
  useFresh("/api/v1/numbers");
  const numbers = useNumbers();
  const chosen = numbersOf(values);
  const own = numbers.data ?? [];
  const toggle = (e164: string, on: boolean) => {
    const next = own.map((one) => one.e164 ?? "").filter((one) => (one === e164 ? on : chosen.includes(one)));
    set("from_numbers", next.join(","));
  };
  if (numbers.data?.length === 0)
    return (
      <p role={errors.from_numbers ? "alert" : undefined}>
        {t("noNumbers")} <Link to="/settings/numbers">{t("addNumber")}</Link>
      </p>
    );
  return (
    <fieldset className={styles["numbers"]} aria-describedby={errors.from_numbers ? id : undefined}>
      <legend>{t("from")}</legend>
      {own.map(({ e164 = "", label }) => (
        <label key={e164}>
          <input
            type="checkbox"
            aria-invalid={errors.from_numbers ? true : undefined}
            checked={chosen.includes(e164)}
            onChange={(event) => toggle(e164, event.target.checked)}
          />
          <b>{e164}</b> {label}
        </label>
      ))}
      {errors.from_numbers && (
        <p id={id} className={errorClass}>
          {errors.from_numbers}
        </p>
      )}
    </fieldset>
  );
}

function When(props: StepProps) {
  const t = useMessages(stepMessages);
  return (
    <>
      <Fields>
        <Text {...props} name="window_start" label={t("start")} type="time" />
        <Text {...props} name="window_end" label={t("end")} type="time" />
      </Fields>
      {props.campaign && <LawfulHours campaign={props.campaign} />}
    </>
  );
}

function Pace(props: StepProps) {
  const t = useMessages(stepMessages);
  return (
    <>
      <Fields>
        <Text {...props} name="pacing.starts_per_minute" label={t("perMinute")} inputMode="numeric" />
        <Text {...props} name="pacing.max_active" label={t("atOnce")} inputMode="numeric" />
      </Fields>
      <Text {...props} name="max_call_ms" label={t("maxCall")} hint={t("maxCallHint")} inputMode="numeric" />
    </>
  );
}

function Retries(props: StepProps) {
  const t = useMessages(stepMessages);
  return (
    <Fields>
      <Text {...props} name="retry.max_attempts" label={t("attempts")} inputMode="numeric" />
      <Text {...props} name="retry.attempts_per_day" label={t("perDay")} inputMode="numeric" />
    </Fields>
  );
}

function Budget(props: StepProps) {
  const t = useMessages(stepMessages);
  return <Text {...props} name="budget_calls" label={t("limit")} hint={t("limitHint")} inputMode="numeric" />;
}

export const stepFields: Record<Step, (props: StepProps) => ReactNode> = {
  who: Who,
  script: Script,
  numbers: Numbers,
  when: When,
  pace: Pace,
  retries: Retries,
  budget: Budget,
};
