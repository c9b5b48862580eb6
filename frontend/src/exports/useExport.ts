// A file made by the API in the background: asked for, watched while its rows are written, saved when it is there.

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { http, once, type Schemas } from "~/api/client";
import { Problem } from "~/api/problem";
import { useLocale, useMessages } from "~/i18n/locale";
import { messages } from "~/i18n/messages";
import { say, useTellProblem } from "~/ui/Toasts";

const LOOK_MS = 700;
/** The file is being made all the same: so many looks may fail, one after the other. */
const LOOKS_MOST = 40;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const words = messages({
  es: { failed: "El archivo no se pudo preparar.", done: { one: "Descargado: {n} fila", other: "Descargado: {n} filas" } },
  en: { failed: "The file could not be prepared.", done: { one: "Downloaded: {n} row", other: "Downloaded: {n} rows" } },
});

type Asked = Omit<Schemas["request_export_body"], "language">;

const failed = (detail: string) => new Problem({ type: "", title: "", status: 500, detail, instance: "", code: "export.failed" });

function save(id: string) {
  const link = document.createElement("a");
  link.href = `/api/v1/exports/${id}/file`;
  link.download = "";
  link.click();
}

export interface Export {
  isBusy: boolean;
  /** Written so far, and of how many, where that is known. */
  rows: number;
  total: number;
  start(asked: Asked): void;
}

async function look(id: string): Promise<Schemas["exports"] | undefined> {
  for (let failed = 1; ; failed++) {
    try {
      return (await http.GET("/api/v1/exports/{id}", { params: { path: { id } } })).data;
    } catch (error) {
      if (failed === LOOKS_MOST || !(error instanceof Problem && error.passes)) throw error;
      await pause(LOOK_MS);
    }
  }
}

export function useExport(): Export {
  const t = useMessages(words);
  const { language } = useLocale();
  const [{ rows, total }, setProgress] = useState({ rows: 0, total: 0 });
  const make = useMutation({
    mutationFn: async (asked: Asked) => {
      setProgress({ rows: 0, total: 0 });
      const made = await http.POST("/api/v1/exports", { params: { header: once() }, body: { ...asked, language } });
      const id = made.data?.id ?? "";
      for (;;) {
        const data = await look(id);
        setProgress({ rows: data?.rows ?? 0, total: data?.rows_total ?? 0 });
        if (data?.status === "failed" || data?.status === "expired") throw failed(t("failed"));
        if (data?.status === "ready") {
          save(id);
          return data.rows;
        }
        await pause(LOOK_MS);
      }
    },
    onSuccess: (n) => say(t("done", { n })),
    onError: useTellProblem(),
  });
  return { isBusy: make.isPending, rows, total, start: (asked) => make.mutate(asked) };
}
