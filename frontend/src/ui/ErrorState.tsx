import { CircleAlert, RotateCw } from "lucide-react";
import { useEffect, useLayoutEffect, useState } from "react";
import { asProblem, type Problem } from "~/api/problem";
import { useProductName } from "~/app/brand";
import { useMessages } from "~/i18n/locale";
import { Button } from "./Button";
import { uiMessages } from "./messages";
import styles from "./States.module.css";
import { useUntold } from "./toldFields";

/** The API's own sentence, or ours when there was no answer. */
export function useProblemText(): (problem: Problem) => string {
  const t = useMessages(uiMessages);
  return (problem) => {
    if (problem.code === "client.unreachable") return t("unreachable");
    if (problem.code === "client.unanswered") return t("unanswered");
    if (problem.code === "client.too_slow") return t("tooSlow");
    return problem.message || t("unreadable");
  };
}

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** Where nothing else of the page is there, this is the page: its heading is the first one, and its title says so. */
function useIsPage(title: string): boolean {
  const [isPage, setPage] = useState(false);
  const product = useProductName();
  useLayoutEffect(() => setPage(document.querySelector("h1") === null), []);
  useEffect(() => {
    if (isPage) document.title = `${title} · ${product}`;
  }, [isPage, title, product]);
  return isPage;
}

/** What happened, what was kept, what to do: in the place of what could not be loaded. */
export function ErrorState({ error, onRetry }: Props) {
  const t = useMessages(uiMessages);
  const text = useProblemText();
  const problem = asProblem(error);
  const isPage = useIsPage(t("errorTitle"));
  const Title = isPage ? "h1" : "h2";
  return (
    <div className={styles["state"]} role="alert">
      <CircleAlert aria-hidden size={28} className={styles["bad"]} />
      <Title>{t("errorTitle")}</Title>
      {problem && <p>{text(problem)}</p>}
      {problem?.requestId && <p className={styles["small"]}>{t("reference", { id: problem.requestId })}</p>}
      {onRetry && (
        <Button icon={RotateCw} onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </div>
  );
}

/** Beside a form's button: what the whole of it was refused for, and what is wrong with fields that it does not show. What
 *  is wrong with a field that it has stands at the field. */
export function FormProblem({ problem }: { problem: Problem | null }) {
  const text = useProblemText();
  const untold = useUntold(problem);
  if (problem === null || (problem.wrong.length > 0 && untold === "")) return null;
  return (
    <p role="alert" className={styles["formProblem"]}>
      <CircleAlert aria-hidden size={16} />
      {[text(problem), untold].join(" ").trim()}
    </p>
  );
}
