import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Confirm, Dialog } from "~/ui/Dialog";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { scriptMessages } from "./messages";
import styles from "./Script.module.css";
import { differences } from "./text";

type Version = Schemas["script_versions"];
type Script = Schemas["scripts"];

function Difference({ name, before, after }: { name: string; before: string; after: string }) {
  const t = useMessages(scriptMessages);
  return (
    <section className={styles["difference"]}>
      <h3>{name}</h3>
      {before === after ? (
        <p className="quiet">{t("same")}</p>
      ) : (
        <p>
          {differences(before, after).map((piece, i) =>
            piece.is === "same" ? piece.text : piece.is === "added" ? <ins key={i}>{piece.text}</ins> : <del key={i}>{piece.text}</del>,
          )}
        </p>
      )}
    </section>
  );
}

/** What stood there before, against what stands there now; any of it can come back. */
export function Versions({ script }: { script: Script }) {
  const t = useMessages(scriptMessages);
  const format = useFormat();
  const may = useMay();
  const cache = useQueryClient();
  const id = script.id ?? "";
  const list = useList(`/api/v1/scripts/${id}/versions` as "/api/v1/scripts/{id}/versions", { limit: 50 });
  const [looked, setLooked] = useState<Version>();
  const [back, setBack] = useState<Version>();
  const restore = api.useMutation("post", "/api/v1/scripts/{id}/versions/{revision}/restore");
  const goBack = async () => {
    const revision = back?.revision ?? 0;
    await restore.mutateAsync({ params: { path: { id, revision: String(revision) }, header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get"] });
    say(t("restored", { n: revision }));
  };
  return (
    <Card title={t("versions")}>
      <Loaded query={list} height={80}>
        {(versions) =>
          versions.length === 0 ? (
            <p className="quiet">{t("onlyOne")}</p>
          ) : (
            <ol className={styles["versions"]}>
              <li>
                <b>{script.revision}</b>
                <span>{t("current")}</span>
                <span className="quiet">{script.revised_at && format.dateTime(script.revised_at)}</span>
              </li>
              {versions
                .filter((version) => version.revision !== script.revision)
                .map((version) => (
                  <li key={version.revision}>
                    <b>{version.revision}</b>
                    <Button small kind="quiet" onClick={() => setLooked(version)}>
                      {t("compare")}
                    </Button>
                    <span className="quiet">{version.revised_at && format.dateTime(version.revised_at)}</span>
                  </li>
                ))}
            </ol>
          )
        }
      </Loaded>
      <Dialog
        open={looked !== undefined}
        onClose={() => setLooked(undefined)}
        title={t("differences", { from: looked?.revision ?? 0, to: script.revision ?? 0 })}
        actions={
          may("edit_campaigns") && (
            <Button
              kind="primary"
              onClick={() => {
                setBack(looked);
                setLooked(undefined);
              }}
            >
              {t("restore", { n: looked?.revision ?? 0 })}
            </Button>
          )
        }
      >
        <Difference name={t("opening")} before={looked?.opening ?? ""} after={script.opening ?? ""} />
        <Difference name={t("instructions")} before={looked?.instructions ?? ""} after={script.instructions} />
      </Dialog>
      <Confirm
        open={back !== undefined}
        onClose={() => setBack(undefined)}
        title={t("restoreTitle", { n: back?.revision ?? 0 })}
        action={t("restore", { n: back?.revision ?? 0 })}
        onConfirm={goBack}
      >
        {t("restoreText")}
      </Confirm>
    </Card>
  );
}
