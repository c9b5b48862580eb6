// A list on its way in: choose the campaign, drop the file, see it arrive.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileSpreadsheet, Megaphone } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api, upload } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMay } from "~/app/useMay";
import { type Chosen, OpenCampaign } from "~/campaigns/OpenCampaign";
import { takesContacts } from "~/campaigns/openCampaigns";
import { useOpenCampaigns } from "~/campaigns/useOpenCampaigns";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { FormProblem, useProblemText } from "~/ui/ErrorState";
import { Card, PageHeader } from "~/ui/Layout";
import { SHEET_ENDINGS } from "~/ui/sheets";
import { EmptyState, Loaded } from "~/ui/States";
import { say, warn } from "~/ui/Toasts";
import type { Batch } from "./batch";
import { batchMessages } from "./messages";
import styles from "./NewBatch.module.css";
import { faultOf, UPLOAD_MOST, uploadPath } from "./upload";

/** Who went to another page meanwhile stays there, and is told. */
function useUpload(campaign: string) {
  const t = useMessages(batchMessages);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const problemText = useProblemText();
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const [sent, setSent] = useState({ name: "", bytes: 0, total: 0 });
  const sending = useMutation({
    mutationFn: (file: File) => {
      setSent({ name: file.name, bytes: 0, total: file.size });
      const onProgress = (bytes: number) => setSent({ name: file.name, bytes, total: file.size });
      return upload<Batch>(uploadPath(file.name, campaign), file, onProgress);
    },
    onSuccess: (batch, { name }) => {
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/batches"] });
      if (isHere.current) void navigate(`/batches/${batch.id}`);
      else say(t("arrived", { name }));
    },
    onError: (error, { name }) => {
      const problem = asProblem(error);
      if (problem && !isHere.current) warn(t("notArrived", { name, why: problemText(problem) }));
    },
  });
  return { sent, sending };
}

/** A file may be let go anywhere on the page: beside its place the browser would open it, and the page would be gone. */
function useDrop(onFiles: (files: FileList) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) take.current(event.dataTransfer.files);
    };
    addEventListener("dragover", drag);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", drag);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return over;
}

/** Closing the window would end what is under way: it is asked first. */
function useStays(isUnderWay: boolean): void {
  useEffect(() => {
    if (!isUnderWay) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isUnderWay]);
}

function Drop({ campaign }: { campaign: string }) {
  const t = useMessages(batchMessages);
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState("");
  const { sent, sending } = useUpload(campaign);
  useStays(sending.isPending);
  const faultText = (file: File) => {
    const fault = faultOf(file);
    if (fault === "wrongKind") return t("wrongKind", { name: file.name });
    return fault === "tooLarge" ? t("tooLarge", { name: file.name, size: format.bytes(file.size), most: format.bytes(UPLOAD_MOST) }) : "";
  };
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (!file || sending.isPending) return;
    const fault = campaign === "" ? t("chooseFirst") : files.length > 1 ? t("oneFile", { n: files.length }) : faultText(file);
    setRefused(fault);
    sending.reset();
    if (fault === "") sending.mutate(file);
  };
  const over = useDrop(take) && campaign !== "";
  if (sending.isPending) {
    return (
      <div className={styles["drop"]}>
        <span className="unseen" role="status">
          {t("uploadingFile", { name: sent.name })}
        </span>
        <progress className={styles["progress"]} value={sent.bytes} max={sent.total} aria-label={sent.name} />
        <p>{t("uploading", { name: sent.name, sent: format.bytes(sent.bytes), total: format.bytes(sent.total) })}</p>
      </div>
    );
  }
  return (
    <div className={cx(styles["drop"], over && styles["over"])}>
      <FileSpreadsheet aria-hidden size={40} strokeWidth={1.5} className={styles["icon"]} />
      <h2>{t("dropTitle")}</h2>
      <p>{campaign ? t("dropText", { size: format.bytes(UPLOAD_MOST) }) : t("chooseFirst")}</p>
      <Button kind="primary" disabled={!campaign} onClick={() => input.current?.click()}>
        {t("choose")}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        accept={SHEET_ENDINGS.join(",")}
        aria-label={t("choose")}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      {refused && (
        <p role="alert" className={styles["refused"]}>
          {refused}
        </p>
      )}
      <FormProblem problem={asProblem(sending.error)} />
    </div>
  );
}

/** No campaign takes contacts: where one is made. */
function NoCampaign() {
  const t = useMessages(batchMessages);
  const may = useMay();
  const toNew = (
    <Link to="/campaigns/new" className={buttonClass("primary")}>
      {t("newCampaign")}
    </Link>
  );
  return (
    <EmptyState icon={Megaphone} title={t("noCampaigns")} action={may("edit_campaigns") && toNew}>
      {t("noCampaignsText")}
    </EmptyState>
  );
}

/** The campaign of the address, or the only one that there is; `closed` is the address's when it takes no contacts any more. */
function useCampaign() {
  const [search, setSearch] = useSearchParams();
  const [picked, setPicked] = useState<Chosen | null>(null); // its name is known: nothing is asked for, the page stays as it is
  const asked = search.get("campaign") ?? "";
  const isAsked = asked !== "" && asked !== picked?.id;
  const open = useOpenCampaigns("");
  const named = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id: asked } } }, { enabled: isAsked });
  const only = open.data?.length === 1 ? open.data[0] : undefined;
  const found = isAsked ? named.data : asked === "" ? only : undefined;
  const isKnown = open.data !== undefined && !(isAsked && named.isPending);
  const choose = (campaign: Chosen) => {
    setPicked(campaign);
    setSearch({ campaign: campaign.id }, { replace: true });
  };
  return {
    query: { data: isKnown ? open.data : undefined, error: open.error, refetch: open.refetch },
    chosen: asked !== "" && !isAsked ? picked : found && takesContacts(found) ? { id: found.id ?? "", name: found.name ?? "" } : null,
    closed: found && !takesContacts(found) ? (found.name ?? "") : null,
    choose,
  };
}

export default function NewBatch() {
  const t = useMessages(batchMessages);
  const { query, chosen, closed, choose } = useCampaign();
  return (
    <>
      <PageHeader title={t("newTitle")} back={{ to: "/batches", label: t("title") }}>
        <p>{t("newText")}</p>
      </PageHeader>
      <Card className={styles["card"]}>
        <Loaded query={query} height={320}>
          {(open) =>
            open.length === 0 && chosen === null ? (
              <NoCampaign />
            ) : (
              <>
                <div className={styles["field"]}>
                  <span aria-hidden>{t("forCampaign")}</span>
                  <OpenCampaign label={t("forCampaign")} chosen={chosen} onChange={choose} />
                  {closed !== null && <p role="status" className={styles["closed"]}>{t("closedCampaign", { name: closed })}</p>}
                </div>
                <Drop campaign={chosen?.id ?? ""} />
              </>
            )
          }
        </Loaded>
      </Card>
    </>
  );
}
