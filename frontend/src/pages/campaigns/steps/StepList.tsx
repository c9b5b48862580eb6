// Where one is: the steps in their order, each with its state and what was said in it. Any of them is one click away.

import { Check, type LucideIcon, Rocket, TriangleAlert } from "lucide-react";
import { useMessages } from "~/i18n/locale";
import { stepMessages, titleKey } from "./messages";
import styles from "./Steps.module.css";
import { type Place, places, type Step } from "./steps";

export type StepState = "done" | "error" | "open";

interface Props {
  current: Place;
  states: Record<Step, StepState>;
  summaries: Record<Step, string>;
  /** Before the campaign is kept there is nowhere else to go. */
  locked: boolean;
  onGo(place: Place): void;
}

const marks: Partial<Record<StepState, LucideIcon>> = { done: Check, error: TriangleAlert };
const stateKeys = { done: "stateDone", error: "stateError", open: "stateOpen" } as const;

export function StepList({ current, states, summaries, locked, onGo }: Props) {
  const t = useMessages(stepMessages);
  return (
    <nav className={styles["nav"]} aria-label={t("steps")}>
      <ol className={styles["list"]}>
        {places.map((place, i) => {
          const state = place === "plan" ? "open" : states[place];
          const Mark = place === "plan" ? Rocket : marks[state];
          return (
            <li key={place}>
              <button
                type="button"
                className={styles["place"]}
                data-state={state}
                aria-current={place === current ? "step" : undefined}
                disabled={locked && place !== current}
                title={t(titleKey[place])}
                onClick={() => onGo(place)}
              >
                <span className={styles["mark"]} aria-hidden>
                  {Mark ? <Mark size={16} /> : i + 1}
                </span>
                <span className={styles["placeWords"]}>
                  <b>{t(titleKey[place])}</b>
                  {place !== "plan" && <span className="unseen">, {t(stateKeys[state])}</span>}
                  {place !== "plan" && summaries[place] !== "" && <small>{summaries[place]}</small>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
