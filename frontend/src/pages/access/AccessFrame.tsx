import { type ReactNode, useEffect, useRef } from "react";
import { Logo } from "~/app/Logo";
import { useProductName } from "~/app/brand";
import { useLocale, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import styles from "./AccessFrame.module.css";
import { accessMessages } from "./messages";
import { useDoor } from "./useDoor";

/** One card in the middle of a quiet page, for what is done without a session. */
export function AccessFrame({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const t = useMessages(accessMessages);
  const { language, setLanguage } = useLocale();
  const isKnown = useDoor();
  const product = useProductName();
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // what was filled in went away with the focus in it: what stands in its place is read out
    if (document.activeElement === document.body) heading.current?.focus();
  }, [title]);
  return (
    <div className={styles["page"]}>
      <header className={styles["top"]}>
        <span className={isKnown ? undefined : styles["unknown"]}>
          <Logo />
        </span>
        <div role="group" aria-label={t("language")}>
          <Button kind="quiet" small aria-pressed={language === "es"} lang="es" onClick={() => setLanguage("es")}>
            Español
          </Button>
          <Button kind="quiet" small aria-pressed={language === "en"} lang="en" onClick={() => setLanguage("en")}>
            English
          </Button>
        </div>
      </header>
      <main className={styles["card"]}>
        <div className={styles["words"]}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {text && <p>{text}</p>}
        </div>
        {children}
      </main>
    </div>
  );
}
