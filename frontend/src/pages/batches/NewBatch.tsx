// A list on its way in: choose the campaign, drop the file, see it arrive.

import { useMutation } from "@tanstack/react-query";
import { FileSpreadsheet } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api, upload } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { FormProblem } from "~/ui/ErrorState";
import { Card, PageHeader } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { Loaded } from "~/ui/States";
import type { Batch } from "./batch";
import { batchMessages } from "./messages";
import styles from "./NewBatch.module.css";
import { ENDINGS, faultOf, UPLOAD_MOST, uploadPath } from "./upload";

function useUpload(campaign: string) {
  const navigate = useNavigate();
  const [sent, setSent] = useState({ name: "", bytes: 0, total: 0 });
  const sending = useMutation({
    mutationFn: (file: File) => {
      setSent({ name: file.name, bytes: 0, total: file.size });
      const onProgress = (bytes: number) => setSent({ name: file.name, bytes, total: file.size });
      return upload<Batch>(uploadPath(file.name, campaign), file, onProgress);
    },
    onSuccess: (batch) => navigate(`/batches/${batch.id}`),
  });
  return { sent, sending };
}

function Drop({ campaign }: { campaign: string }) {
  const t = useMessages(batchMessages);
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState("");
  const { sent, sending } = useUpload(campaign);
  const take = (file: File | undefined) => {
    if (!file) return;
    const fault = faultOf(file);
    if (fault === "wrongKind") setRefused(t("wrongKind", { name: file.name }));
    else if (fault === "tooLarge")
      setRefused(t("tooLarge", { name: file.name, size: format.bytes(file.size), most: format.bytes(UPLOAD_MOST) }));
    else {
      setRefused("");
      sending.mutate(file);
    }
  };
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver && campaign !== "");
  };
  if (sending.isPending) {
    return (
      <div className={styles["drop"]} role="status">
        <progress className={styles["progress"]} value={sent.bytes} max={sent.total} aria-label={sent.name} />
        <p>{t("uploading", { name: sent.name, sent: format.bytes(sent.bytes), total: format.bytes(sent.total) })}</p>
      </div>
    );
  }
  return (
    <div
      className={cx(styles["drop"], over && styles["over"])}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        if (campaign) take(event.dataTransfer.files[0]);
      }}
    >
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
        accept={ENDINGS.join(",")}
        aria-label={t("choose")}
        onChange={(event) => {
          take(event.target.files?.[0]);
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

export default function NewBatch() {
  const t = useMessages(batchMessages);
  const [search, setSearch] = useSearchParams();
  const campaigns = useList("/api/v1/campaigns", { limit: 100, sort: "-created_at" });
  const asked = search.get("campaign") ?? "";
  const isOld = campaigns.data !== undefined && asked !== "" && !campaigns.data.some(({ id }) => id === asked);
  const old = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id: asked } } }, { enabled: isOld });
  return (
    <>
      <PageHeader title={t("newTitle")} back={{ to: "/batches", label: t("title") }}>
        <p>{t("newText")}</p>
      </PageHeader>
      <Card className={styles["card"]}>
        <Loaded query={campaigns} height={320}>
          {(all) => {
            const known = isOld && old.data ? [...all, old.data] : all;
            const open = known.filter((campaign) => campaign.status !== "done" && campaign.status !== "cancelled");
            const chosen = open.find((campaign) => campaign.id === asked)?.id ?? "";
            return (
              <>
                <div className={styles["field"]}>
                  <span aria-hidden>{t("forCampaign")}</span>
                  <Select
                    label={t("forCampaign")}
                    value={chosen || null}
                    placeholder={open.length > 0 ? t("chooseCampaign") : t("noCampaigns")}
                    choices={open.map((campaign) => ({ value: campaign.id, label: campaign.name }))}
                    onChange={(campaign) => setSearch({ campaign }, { replace: true })}
                  />
                </div>
                <Drop campaign={chosen} />
              </>
            );
          }}
        </Loaded>
      </Card>
    </>
  );
}
