import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Field, Fields, Form, TextField } from "~/ui/Field";
import { Card, columns } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { say, useTellProblem } from "~/ui/Toasts";
import { SettingsFrame } from "./Frame";
import { settingsMessages } from "./messages";
import { retentionChoices } from "./retention";
import { Sandbox } from "./Sandbox";
import styles from "./Settings.module.css";

export default function AccountSettings() {
  const t = useMessages(settingsMessages);
  const may = useMay();
  const cache = useQueryClient();
  const { account } = useSession();
  const [language, setLanguage] = useState(account.language === "en" ? "en" : "es");
  const [retention, setRetention] = useState(String(account.retention_days ?? 0));
  const change = api.useMutation("patch", "/api/v1/account", { onError: useTellProblem() });
  const locked = !may("manage_account");
  const save = async (values: Record<string, string>) => {
    const body = {
      name: values["name"],
      time_zone: values["time_zone"],
      language,
      window_start: values["window_start"] ?? "",
      window_end: values["window_end"] ?? "",
      retention_days: Number(retention),
    };
    await change.mutateAsync({ body, params: { header: { "If-Match": `"${account.version ?? 0}"` } } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/account"] });
    say(t("saved"));
  };
  return (
    <SettingsFrame part="account">
      <div className={columns.stack}>
        <Card>
          <Form problem={asProblem(change.error)} onSubmit={(values) => save(values).catch(() => undefined)}>
            {locked && <p className="quiet">{t("locked")}</p>}
            <TextField name="name" label={t("name")} required maxLength={120} defaultValue={account.name} disabled={locked} />
            <Fields>
              <TextField
                name="time_zone"
                label={t("timeZone")}
                hint={t("timeZoneHint")}
                required
                list="zones"
                defaultValue={account.time_zone}
                disabled={locked}
              />
              <datalist id="zones">
                {Intl.supportedValuesOf("timeZone").map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
              <Field name="language" label={t("language")}>
                <Select
                  label={t("language")}
                  value={language}
                  disabled={locked}
                  choices={[
                    { value: "es", label: t("spanish") },
                    { value: "en", label: t("english") },
                  ]}
                  onChange={setLanguage}
                />
              </Field>
            </Fields>
            <Fields>
              <TextField
                name="window_start"
                label={t("windowStart")}
                hint={t("windowHint")}
                pattern="([01]\d|2[0-3]):[0-5]\d"
                defaultValue={account.window_start ?? ""}
                disabled={locked}
              />
              <TextField
                name="window_end"
                label={t("windowEnd")}
                pattern="([01]\d|2[0-3]):[0-5]\d"
                defaultValue={account.window_end ?? ""}
                disabled={locked}
              />
            </Fields>
            <Field name="retention_days" label={t("retention")} hint={t("retentionHint")}>
              <Select
                label={t("retention")}
                value={retention}
                disabled={locked}
                choices={retentionChoices(account.retention_days ?? 0).map((days) => ({
                  value: String(days),
                  label: days === 0 ? t("forEver") : t("days", { n: days }),
                }))}
                onChange={setRetention}
              />
            </Field>
            {!locked && (
              <Button type="submit" kind="primary" busy={change.isPending} className={styles["save"] ?? ""}>
                {t("save")}
              </Button>
            )}
          </Form>
        </Card>
        <Sandbox />
      </div>
    </SettingsFrame>
  );
}
