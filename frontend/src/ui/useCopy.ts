import { useMessages } from "~/i18n/locale";
import { uiMessages } from "./messages";
import { say, warn } from "./Toasts";

/** Puts text on the clipboard and says so; or that the browser does not let us, which it does not without https. */
export function useCopy(): (text: string, said: string) => void {
  const t = useMessages(uiMessages);
  return (text, said) => {
    const write = async () => navigator.clipboard.writeText(text);
    void write().then(
      () => say(said),
      () => warn(t("notCopied")),
    );
  };
}
