import { accentStyle, PRODUCT } from "~/app/brand";
import { Picture } from "~/app/Logo";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import styles from "./Brand.module.css";
import { brandMessages } from "./messages";

interface Props {
  name: string;
  color: string;
  logo: string;
}

/** The dashboard in small, drawn by its own tokens: what is seen here is what will be. */
function Sample({ name, color, logo, scheme, title }: Props & { scheme: "light" | "dark"; title: string }) {
  const t = useMessages(brandMessages);
  const format = useFormat();
  const said = name || (logo ? "" : PRODUCT);
  return (
    <div>
      <p className={styles["sampleName"]}>{title}</p>
      <div className={styles["sample"]} style={{ colorScheme: scheme, ...accentStyle(color) }} data-sample={scheme}>
        <div className={styles["sampleTop"]}>
          {logo ? <Picture src={logo} /> : <i className={styles["mark"]} />}
          <span>{said}</span>
        </div>
        <div className={styles["sampleBody"]}>
          <div className={styles["sampleMenu"]}>
            <i />
            <i />
            <i />
          </div>
          <div className={styles["sampleCard"]}>
            <b>{t("sampleTitle")}</b>
            <div className={styles["bar"]} />
            <p>{t("sampleText", { share: format.percent(62, 100) })}</p>
            <div className={styles["sampleActs"]}>
              <span className={styles["sampleButton"]}>{t("sampleAct")}</span>
              <span className={styles["sampleLink"]}>{t("sampleLink")}</span>
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

export function Preview(props: Props) {
  const t = useMessages(brandMessages);
  return (
    <Card title={t("preview")}>
      <div className={styles["samples"]}>
        <Sample {...props} scheme="light" title={t("onLight")} />
        <Sample {...props} scheme="dark" title={t("onDark")} />
      </div>
    </Card>
  );
}
