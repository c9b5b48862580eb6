// Why a sheet could not be checked or imported, in the language of whoever reads it.

import { api } from "~/api/client";
import { useLocale, useMessages } from "~/i18n/locale";
import { Notice } from "~/ui/Notice";
import type { Batch } from "./batch";
import styles from "./Batch.module.css";
import { batchMessages } from "./messages";

/** "" while it is not known. */
export function useFailureText(batch: Batch): string {
  const { language } = useLocale(); // in the request, so that another language asks anew
  const failure = api.useQuery(
    "get",
    "/api/v1/batches/{id}/failure",
    { params: { path: { id: batch.id } }, headers: { "Accept-Language": language } },
    { enabled: Boolean(batch.failure) },
  );
  return failure.data?.text ?? "";
}

/** The check did not come to its end: the sheet is as it was. */
export function CheckFailed({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const text = useFailureText(batch);
  if (!batch.failure) return null;
  return (
    <div className={styles["before"]}>
      <Notice role="needs" title={t("checkFailed")}>
        {text}
      </Notice>
    </div>
  );
}
