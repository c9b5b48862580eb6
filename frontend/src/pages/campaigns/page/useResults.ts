import { useMutation } from "@tanstack/react-query";
import { http, once } from "~/api/client";
import { useLocale, useMessages } from "~/i18n/locale";
import { useTellProblem } from "~/ui/Toasts";
import { pageMessages } from "./messages";

const LOOK_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Has the results made into a workbook and saves it. */
async function fetchResults(campaign: string, language: string, failed: string): Promise<void> {
  const made = await http.POST("/api/v1/exports", { params: { header: once() }, body: { campaign, format: "xlsx", language } });
  const id = made.data?.id ?? "";
  for (;;) {
    const { data } = await http.GET("/api/v1/exports/{id}", { params: { path: { id } } });
    if (data?.status === "ready") break;
    if (data?.status === "failed" || data?.status === "expired") throw new Error(failed);
    await pause(LOOK_MS);
  }
  const link = document.createElement("a");
  link.href = `/api/v1/exports/${id}/file`;
  link.download = "";
  link.click();
}

export function useResults(campaign: string): { isBusy: boolean; fetch(): void } {
  const t = useMessages(pageMessages);
  const { language } = useLocale();
  const onError = useTellProblem();
  const results = useMutation({ mutationFn: () => fetchResults(campaign, language, t("exportFailed")), onError });
  return { isBusy: results.isPending, fetch: () => results.mutate() };
}
