// A campaign, step by step. The draft is the API's own: each step is saved when it is left, and what could not be saved
// stays typed in this tab. Next stays where something is wrong; the list of steps leads anywhere and keeps the mark.

import { ArrowLeft, ArrowRight } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useNavigate, useNavigationType, useSearchParams } from "react-router";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { JudgedFields } from "~/ui/Field";
import { columns } from "~/ui/Layout";
import type { Campaign } from "../status";
import { useDraft } from "./draft";
import { stepMessages, titleKey } from "./messages";
import { Plan } from "./Plan";
import { stepFields } from "./StepFields";
import { StepList, type StepState } from "./StepList";
import styles from "./Steps.module.css";
import { type FieldName, faultsOf, fieldsOf, isSound, type Place, places, type Step, steps, type Values } from "./steps";
import { useSave } from "./useSave";
import { useFaultText, useFirstScripts, useNumbers, useSummaries } from "./words";

/** Where one goes on: what is wrong or was not looked at yet, else the plan. */
const firstOpen = (values: Values, seen: readonly Step[]): Place =>
  steps.find((step) => !isSound(step, values) || !seen.includes(step)) ?? "plan";

const isPlace = (text: string | null): text is Place => places.some((place) => place === text);

/** The heading is read out at each new step, but a page that just loaded stays at its beginning. */
function useHeading(place: Place) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef<Place | null>(null);
  const loaded = useNavigationType() === "POP";
  useEffect(() => {
    if (before.current !== place && (before.current !== null || !loaded)) heading.current?.focus();
    before.current = place;
  }, [place, loaded]);
  return heading;
}

/** An account's only script and number are chosen already. */
function useOnlyChoices(values: Values, seen: readonly Step[], set: (name: FieldName, text: string) => void): void {
  const scripts = useFirstScripts().data;
  const numbers = useNumbers().data;
  const script = scripts?.length === 1 && values.script === "" && !seen.includes("script") ? scripts[0]?.id : null;
  const number = numbers?.length === 1 && values.from_numbers === "" && !seen.includes("numbers") ? numbers[0]?.e164 : null;
  useEffect(() => {
    if (script) set("script", script);
    if (number) set("from_numbers", number);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [script, number]);
}

/** After a try that failed the first wrong field is where one goes on writing. */
function useFirstFault() {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (tries === 0) return;
    const wrong = form.current?.querySelectorAll<HTMLElement>(":is(input, button)[aria-invalid=true], button[data-invalid]") ?? [];
    Array.from(wrong).find((control) => control.tabIndex >= 0 && control.offsetParent !== null)?.focus();
  }, [tries]);
  return { form, look: () => setTries((n) => n + 1) };
}

export function CampaignSteps({ campaign }: { campaign: Campaign | null }) {
  const t = useMessages(stepMessages);
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const draft = useDraft(campaign);
  const { values, seen } = draft;
  const [first] = useState(() => (campaign === null ? "who" : firstOpen(values, seen)));
  const asked = search.get("step");
  const place: Place = campaign === null ? "who" : isPlace(asked) ? asked : first;
  const save = useSave(campaign, draft);
  const summaries = useSummaries(values);
  const faultText = useFaultText();
  const heading = useHeading(place);
  const { form, look } = useFirstFault();
  useOnlyChoices(values, seen, draft.set);

  const set = (name: FieldName, text: string) => {
    save.allow(name);
    draft.set(name, text);
  };
  const errorsOf = (step: Step): Partial<Record<FieldName, string>> => {
    const errors: Partial<Record<FieldName, string>> = {};
    const faults = seen.includes(step) ? faultsOf(step, values) : {};
    for (const name of fieldsOf[step]) {
      const fault = faults[name];
      const text = fault ? faultText(fault) : save.refused[name];
      if (text) errors[name] = text;
    }
    return errors;
  };
  const stateOf = (step: Step): StepState => {
    if (Object.keys(errorsOf(step)).length > 0) return "error";
    if (!seen.includes(step)) return "open";
    return draft.isChanged(step) && step !== place ? "error" : "done";
  };
  const states = Object.fromEntries(steps.map((step) => [step, stateOf(step)])) as Record<Step, StepState>;

  /** `strict`: what is wrong here keeps one here. */
  const leave = async (to: Place | "upload", strict: boolean) => {
    if (place !== "plan") draft.see([place]);
    if (to === "plan") draft.see(steps); // it shows what was said in each
    if (place !== "plan" && strict && !isSound(place, values)) return look();
    const result = await save.run(place === "plan" ? null : place, to);
    if (result === "gone" || result === "failed") return;
    if (result !== "kept" && strict) {
      if (result === place) return look();
      return void navigate(`?step=${result}`);
    }
    void navigate(to === "upload" ? `/batches/new?campaign=${campaign?.id ?? ""}` : `?step=${to}`);
  };
  const at = places.indexOf(place);
  const previous = places[at - 1];
  const next = places[at + 1] ?? "plan";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void leave(next, true);
  };
  const Fields = place === "plan" ? null : stepFields[place];

  return (
    <div className={columns.beside}>
      <StepList current={place} states={states} summaries={summaries} locked={campaign === null} onGo={(to) => void leave(to, false)} />
      <section className={styles["panel"]} aria-labelledby="step-title">
        <header className={styles["head"]}>
          <span>{t("place", { n: at + 1, of: places.length })}</span>
          <h2 id="step-title" ref={heading} tabIndex={-1} data-begins>
            {t(titleKey[place])}
          </h2>
          <p>{t(`${place}Text`)}</p>
        </header>
        {Fields === null || place === "plan" ? (
          campaign && <Plan campaign={campaign} states={states} summaries={summaries} draft={draft} onGo={(to) => void leave(to, false)} onUpload={() => void leave("upload", false)} />
        ) : (
          <form ref={form} noValidate className={styles["form"]} onSubmit={submit}>
            <JudgedFields>
              <Fields campaign={campaign?.id ?? null} values={values} errors={errorsOf(place)} set={set} onUpload={() => void leave("upload", true)} />
            </JudgedFields>
            <FormProblem problem={save.problem} />
            <footer className={styles["end"]}>
              {previous && (
                <Button icon={ArrowLeft} onClick={() => void leave(previous, false)}>
                  {t("previous")}
                </Button>
              )}
              <Button type="submit" kind="primary" busy={save.isBusy}>
                {t(next === "plan" ? "toPlan" : "next")}
                <ArrowRight aria-hidden size={16} />
              </Button>
            </footer>
          </form>
        )}
      </section>
    </div>
  );
}
