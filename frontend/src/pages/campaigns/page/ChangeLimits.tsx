// Pace and limit of a campaign that calls already. What its launch fixed, script, purpose and the longest call, stays.

import { useState } from "react";
import { api, http } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Fields, Form, TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { say } from "~/ui/Toasts";
import type { Campaign } from "../status";
import { stepMessages } from "../steps/messages";
import { bodyOf, type Faults, faultsOf, type FieldName, type Values, valuesOf } from "../steps/steps";
import { useFaultText } from "../steps/words";
import { useChanged } from "./Controls";
import { pageMessages } from "./messages";

export function ChangeLimits({ campaign, onClose }: { campaign: Campaign; onClose(): void }) {
  const t = useMessages(pageMessages);
  const words = useMessages(stepMessages);
  const faultText = useFaultText();
  const changed = useChanged();
  // as it stood when the dialog was opened: what somebody else changed meanwhile is told, not written over
  const [seen, setSeen] = useState(campaign);
  const [isOvertaken, setOvertaken] = useState(false);
  const [typed, setTyped] = useState<Partial<Values>>({});
  const [faults, setFaults] = useState<Faults>({});
  const path = { id: seen.id ?? "" };
  const change = api.useMutation("patch", "/api/v1/campaigns/{id}", {
    onError: async (error) => {
      if (asProblem(error)?.code !== "record.stale") return;
      const now = await http.GET("/api/v1/campaigns/{id}", { params: { path } }).catch(() => null);
      if (!now?.data) return;
      setSeen(now.data);
      setOvertaken(true);
      changed();
    },
    onSuccess: () => {
      changed();
      say(t("limitsChanged"));
      onClose();
    },
  });
  const failed = asProblem(change.error);
  const problem = isOvertaken && failed?.code === "record.stale" ? null : failed;
  const values = { ...valuesOf(seen), ...typed };

  const submit = () => {
    const wrong = { ...faultsOf("pace", values), ...faultsOf("budget", values) };
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) return;
    const { pacing } = bodyOf("pace", values);
    change.mutate({
      params: { path, header: { "If-Match": `"${seen.version ?? 0}"` } },
      body: { pacing, ...bodyOf("budget", values) },
    });
  };
  const field = (name: FieldName, label: string, hint?: string) => {
    const fault = faults[name];
    const error = fault ? faultText(fault) : problem?.fields[name];
    return (
      <TextField
        name={name}
        label={label}
        hint={hint}
        error={error}
        inputMode="numeric"
        autoComplete="off"
        value={values[name]}
        onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
      />
    );
  };
  return (
    <Dialog open onClose={onClose} title={t("limitsTitle")}>
      <p>{t("limitsText")}</p>
      <Form problem={problem} onSubmit={submit}>
        <Fields>
          {field("pacing.starts_per_minute", words("perMinute"))}
          {field("pacing.max_active", words("atOnce"))}
        </Fields>
        {field("budget_calls", words("limit"), t("limitsHint"))}
        {isOvertaken && (
          <Notice role="needs" title={t("limitsOvertaken")}>
            {t("limitsOvertakenText")}
          </Notice>
        )}
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={change.isPending}>
          {t("limitsAction")}
        </Button>
      </Form>
    </Dialog>
  );
}
