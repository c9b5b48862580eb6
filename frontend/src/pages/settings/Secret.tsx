import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { SecretText } from "~/ui/SecretText";
import { useCopy } from "~/ui/useCopy";
import { settingsMessages } from "./messages";

interface Props {
  title: string;
  text: string;
  secret: string;
  /** What is said when it was copied. */
  copied: string;
  onClose(): void;
}

/** Shown once: what is kept of it is its hash. */
export function Secret({ title, text, secret, copied, onClose }: Props) {
  const t = useMessages(settingsMessages);
  const copy = useCopy();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t("done")}</Button>
          <Button kind="primary" onClick={() => copy(secret, copied)}>
            {t("copy")}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      <SecretText>{secret}</SecretText>
    </Dialog>
  );
}
