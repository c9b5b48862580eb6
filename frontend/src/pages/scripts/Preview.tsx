import { RefreshCw } from "lucide-react";
import { useDeferredValue, useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { http, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Layout";
import { ErrorState } from "~/ui/ErrorState";
import { Skeleton } from "~/ui/States";
import { scriptMessages } from "./messages";
import styles from "./Script.module.css";
import { piecesOf } from "./text";

type Shown = Schemas["script_preview"];

function Text({ text }: { text: string }) {
  return piecesOf(text).map((piece, i) =>
    i % 2 === 0 ? (
      piece
    ) : (
      <span key={i} className={styles["chip"]}>
        {piece}
      </span>
    ),
  );
}

interface Props {
  opening: string;
  instructions: string;
  batch: string | undefined;
  /** The row that is shown is the next one that can be used after it; 0: the first. */
  after: number;
  onOtherRow(after: number): void;
  /** The row that is shown. */
  onShown(row: number): void;
}

/** The script as somebody of the sheet will hear it; what is missing is named. */
export function Preview({ opening, instructions, batch, after, onOtherRow, onShown }: Props) {
  const t = useMessages(scriptMessages);
  const asked = useDeferredValue({ opening, instructions });
  const shown = useQuery({
    queryKey: ["preview", asked, batch, after],
    queryFn: async ({ signal }) => {
      const body = { ...asked, ...(batch ? { batch, after_row: after } : {}) };
      const { data } = await http.POST("/api/v1/scripts/preview", { body, signal } as never);
      return data as unknown as Shown;
    },
    enabled: instructions.trim() !== "",
    placeholderData: (before) => before,
    retry: false,
  });
  const row = shown.data?.row ?? 0;
  useEffect(() => onShown(row), [row, onShown]);
  const missing = shown.data?.missing ?? [];
  // a variable that is still being typed is no failure of the page: what is to be done to the text is said, and nothing else
  const unfinished = shown.data ? [] : [...new Set(asProblem(shown.error)?.wrong.map(({ said }) => said))];
  return (
    <Card
      title={t("preview")}
      aside={
        batch && (
          <Button small kind="quiet" icon={RefreshCw} onClick={() => onOtherRow(row)}>
            {t("otherRow")}
          </Button>
        )
      }
    >
      {unfinished.length > 0 ? (
        <p className={styles["missing"]} role="status">
          {unfinished.join(" ")}
        </p>
      ) : shown.error && !shown.data ? (
        <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />
      ) : shown.data ? (
        <div className={styles["preview"]}>
          <p className="quiet">{batch ? t("previewRow", { n: row }) : t("previewPlain")}</p>
          {batch && missing.length > 0 && (
            <p className={styles["missing"]} role="status">
              {t("missing", { n: missing.length, names: missing.join(", ") })}
            </p>
          )}
          <blockquote className={styles["heard"]}>
            <Text text={shown.data.opening ?? ""} />
          </blockquote>
          <div className={styles["told"]} tabIndex={0} role="region" aria-label={t("instructions")}>
            <Text text={shown.data.instructions ?? ""} />
          </div>
        </div>
      ) : (
        instructions.trim() === "" ? <p className="quiet">{t("previewNone")}</p> : <Skeleton height={160} />
      )}
    </Card>
  );
}
