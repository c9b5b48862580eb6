import { FileDown } from "lucide-react";
import { useExport } from "~/exports/useExport";
import { useMessages } from "~/i18n/locale";
import { NoCallList } from "~/noCalls/NoCallList";
import { Button } from "~/ui/Button";
import { SettingsFrame } from "./Frame";
import { suppressionMessages } from "./suppressionMessages";

/** The account's own do-not-call list. */
export default function Suppressions() {
  const t = useMessages(suppressionMessages);
  const file = useExport();
  const download = (
    <Button icon={FileDown} busy={file.isBusy} onClick={() => file.start({ kind: "suppressions", format: "xlsx" })}>
      {t("exportList")}
    </Button>
  );
  return (
    <NoCallList path="/api/v1/suppressions" name="suppressions" texts={suppressionMessages} download={download}>
      {(actions, list) => (
        <SettingsFrame part="suppressions" actions={actions}>
          {list}
        </SettingsFrame>
      )}
    </NoCallList>
  );
}
