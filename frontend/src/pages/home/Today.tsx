import type { Schemas } from "~/api/client";
import { Funnel } from "~/charts/Funnel";
import { useFormat, useMessages } from "~/i18n/locale";
import { Card } from "~/ui/Layout";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";

export function Today({ funnel }: { funnel: Schemas["call_funnel"] }) {
  const t = useMessages(homeMessages);
  const format = useFormat();
  const { queued, rung, answered, talked, promises } = funnel;
  const step = (label: string, value: number, before?: number) => ({
    label,
    value,
    shown: format.number(value),
    share: before === undefined ? undefined : format.percent(value, before),
  });
  return (
    <Card title={t("funnel")}>
      <Funnel
        label={t("funnel")}
        steps={[
          step(t("queued"), queued),
          step(t("rung"), rung),
          step(t("answered"), answered, rung),
          step(t("talked"), talked, answered),
          step(t("promised"), promises, talked),
        ]}
      />
      <p className={styles["note"]}>{t("funnelNote")}</p>
    </Card>
  );
}
