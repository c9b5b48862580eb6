// The rows that stay out, as a workbook to give back to whoever made the list: as they stand now, in the viewer's language.

import { useMutation } from "@tanstack/react-query";
import { http } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { download } from "~/ui/download";
import { useTellProblem } from "~/ui/Toasts";
import type { Batch } from "./batch";
import { batchMessages } from "./messages";

export function useLeftOut(batch: Batch) {
  const t = useMessages(batchMessages);
  const id = batch.id;
  const take = useMutation({
    mutationFn: async () => {
      const params = { path: { id }, query: { rows: "left_out" as const } };
      const { data } = await http.GET("/api/v1/batches/{id}/report", { params, parseAs: "blob" });
      download(t("reportName", { file: (batch.file_name || id).replace(/\.\w+$/, "") }), data as unknown as Blob);
    },
    onError: useTellProblem(),
  });
  return { isBusy: take.isPending, start: () => take.mutate() };
}
