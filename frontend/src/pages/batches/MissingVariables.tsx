// Before anybody is imported: the campaign's script says something that the sheet does not bring, and so nobody would be called.

import { Link } from "react-router";
import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import type { Batch } from "./batch";
import styles from "./Batch.module.css";
import { batchMessages } from "./messages";
import { missingOf } from "./missing";
import { useBatchCampaign } from "./useBatchCampaign";

/** What will be said: a draft's script as it stands now, that of a launched campaign as it was then. */
function useTexts(batch: Batch): string[] {
  const campaign = useBatchCampaign(batch).data;
  const id = (campaign?.status === "draft" && campaign.script) || "";
  const script = api.useQuery("get", "/api/v1/scripts/{id}", { params: { path: { id } } }, { enabled: id !== "" });
  const said = id === "" ? campaign : script.data;
  return [said?.opening ?? "", said?.instructions ?? ""];
}

export function MissingVariables({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const format = useFormat();
  const script = useBatchCampaign(batch).data?.script;
  const missing = missingOf(useTexts(batch), batch.columns);
  if (missing.length === 0) return null;
  const toScript = script && (
    <Link className={buttonClass()} to={`/scripts/${script}`}>
      {t("toScript")}
    </Link>
  );
  return (
    <div className={styles["before"]}>
      <Notice role="needs" title={t("missingTitle")} actions={toScript}>
        {t("missing", { n: missing.length, names: format.list(missing.map((name) => `«${name}»`)) })}
      </Notice>
    </div>
  );
}
