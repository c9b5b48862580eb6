import { useQueryClient } from "@tanstack/react-query";
import { ImageUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { http } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { say, useTellProblem } from "~/ui/Toasts";
import styles from "./Brand.module.css";
import { brandMessages } from "./messages";
import { ready, TYPES } from "./picture";

/** Kept as soon as it is chosen. */
export function LogoField({ logo, locked }: { logo: string; locked: boolean }) {
  const t = useMessages(brandMessages);
  const cache = useQueryClient();
  const tell = useTellProblem();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState(false);
  const act = (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    void work()
      .then(() => cache.invalidateQueries({ queryKey: ["get", "/api/v1/account"] }))
      .then(() => say(done), tell)
      .finally(() => setBusy(false));
  };
  const send = async (file: Blob) => {
    const picture = await ready(file);
    setWrong(!picture);
    if (!picture) return;
    const init = { body: picture, bodySerializer: (body: Blob) => body, headers: { "Content-Type": "application/octet-stream" } };
    act(() => http.PUT("/api/v1/account/logo", init as never), t("logoKept"));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && !locked) void send(file);
  };
  return (
    <div className={styles["field"]}>
      <span className={styles["label"]}>{t("logo")}</span>
      <div
        className={styles["picture"]}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(!locked);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <div className={styles["now"]}>{logo ? <img src={logo} alt={t("logo")} /> : <ImageUp aria-hidden size={24} />}</div>
        {!locked && (
          <div className={styles["buttons"]}>
            <Button busy={busy} onClick={() => input.current?.click()}>
              {over ? t("drop") : t(logo ? "change" : "choose")}
            </Button>
            {logo && (
              <Button kind="quiet" disabled={busy} onClick={() => act(() => http.DELETE("/api/v1/account/logo"), t("logoGone"))}>
                {t("removeLogo")}
              </Button>
            )}
          </div>
        )}
        <input
          ref={input}
          type="file"
          accept={TYPES.join(",")}
          hidden
          data-logo
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = "";
            if (file) void send(file);
          }}
        />
      </div>
      <span className={styles["hint"]} role={wrong ? "alert" : undefined}>
        {t(wrong ? "noPicture" : "logoHint")}
      </span>
    </div>
  );
}
