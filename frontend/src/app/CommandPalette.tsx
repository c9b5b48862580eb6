// Ctrl K: every page and action by its name.

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { CornerDownLeft } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useLocale, useMessages } from "~/i18n/locale";
import { useCover } from "~/ui/useCover";
import styles from "./CommandPalette.module.css";
import { appMessages } from "./messages";
import { pages } from "./pages";
import { useInMenu } from "./useInMenu";
import { setTheme } from "./theme";

interface Command {
  value: string;
  run(): void;
}

function useCommands(): Command[] {
  const t = useMessages(appMessages);
  const inMenu = useInMenu();
  const navigate = useNavigate();
  const { setLanguage } = useLocale();
  return [
    ...pages
      .filter(inMenu)
      .map((page) => ({ value: t("goTo", { page: t(page.menu) }), run: () => void navigate(page.path) })),
    { value: `${t("theme")}: ${t("themeLight")}`, run: () => setTheme("light") },
    { value: `${t("theme")}: ${t("themeDark")}`, run: () => setTheme("dark") },
    { value: `${t("theme")}: ${t("themeSystem")}`, run: () => setTheme("system") },
    { value: "Español", run: () => setLanguage("es") },
    { value: "English", run: () => setLanguage("en") },
  ];
}

export default function CommandPalette({ onClose }: { onClose(): void }) {
  const t = useMessages(appMessages);
  const commands = useCommands();
  useCover(true);
  const [text, setText] = useState("");
  const choose = (command: Command) => {
    onClose();
    command.run();
  };
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles["backdrop"]} />
        <Dialog.Popup className={styles["popup"]} aria-label={t("palette")}>
          <Autocomplete.Root items={commands} value={text} onValueChange={setText} inline open autoHighlight="always">
            <Autocomplete.Input className={styles["input"]} placeholder={t("paletteHint")} aria-label={t("paletteHint")} />
            <Autocomplete.Empty>
              <p className={styles["empty"]}>{t("paletteNone")}</p>
            </Autocomplete.Empty>
            <Autocomplete.List className={styles["list"]}>
              {(command: Command) => (
                <Autocomplete.Item key={command.value} value={command} className={styles["item"]} onClick={() => choose(command)}>
                  {command.value}
                  <CornerDownLeft aria-hidden size={14} />
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
