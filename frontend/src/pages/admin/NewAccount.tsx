import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, once } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useLocale, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form, TextField } from "~/ui/Field";
import { SecretText } from "~/ui/SecretText";
import { Select } from "~/ui/Select";
import { ACCOUNTS, SUMMARY } from "./account";
import { adminMessages } from "./messages";

type Currency = "USD" | "EUR" | "COP" | "MXN" | "PEN" | "CLP" | "ARS" | "BRL";
const currencies: readonly Currency[] = ["USD", "EUR", "COP", "MXN", "PEN", "CLP", "ARS", "BRL"];

interface PlanProps {
  value: string | null;
  onChange(code: string): void;
  error?: string | undefined;
}

export function PlanField({ value, onChange, error }: PlanProps) {
  const t = useMessages(adminMessages);
  const plans = api.useQuery("get", "/api/v1/plans").data?.items ?? [];
  return (
    <Field name="plan" label={t("plan")} error={error}>
      <Select label={t("plan")} value={value} choices={plans.filter((plan) => !plan.retired || plan.code === value).map(({ code, name }) => ({ value: code, label: name }))} onChange={onChange} />
    </Field>
  );
}

export function NewAccount({ onClose }: { onClose(): void }) {
  const t = useMessages(adminMessages);
  const cache = useQueryClient();
  const { language } = useLocale();
  const [plan, setPlan] = useState<string | null>(null);
  const [currency, setCurrency] = useState<Currency>("USD");
  const create = api.useMutation("post", ACCOUNTS, {
    onSuccess: () => {
      for (const path of [ACCOUNTS, SUMMARY]) void cache.invalidateQueries({ queryKey: ["get", path] });
    },
  });
  const problem = asProblem(create.error);
  const made = create.data;
  if (made)
    return (
      <Dialog
        open
        onClose={onClose}
        title={t("createdTitle", { name: made.account.name })}
        actions={
          <Link to={`/admin/accounts/${made.account.id}`} className={buttonClass("primary")}>
            {t("open")}
          </Link>
        }
      >
        <p>{t("createdText")}</p>
        <SecretText>{made.secret ?? ""}</SecretText>
      </Dialog>
    );
  return (
    <Dialog open onClose={onClose} title={t("newAccount")}>
      <Form
        problem={problem}
        onSubmit={({ name = "", country = "", email = "" }) =>
          create.mutate({
            body: { name: name.trim(), country: country.trim().toUpperCase(), language, currency, plan: plan ?? "", owner_email: email.trim() },
            params: { header: once() },
          })
        }
      >
        <TextField name="name" label={t("name")} required maxLength={120} autoComplete="off" error={problem?.fields["name"]} />
        <TextField
          name="country"
          label={t("country")}
          hint={t("countryHint")}
          required
          minLength={2}
          maxLength={2}
          autoComplete="off"
          error={problem?.fields["country"]}
        />
        <PlanField value={plan} onChange={setPlan} error={problem?.fields["plan"]} />
        <Field name="currency" label={t("currency")} error={problem?.fields["currency"]}>
          <Select<Currency>
            label={t("currency")}
            value={currency}
            choices={currencies.map((value) => ({ value, label: value }))}
            onChange={setCurrency}
          />
        </Field>
        <TextField
          name="email"
          type="email"
          label={t("ownerEmail")}
          hint={t("ownerHint")}
          required
          autoComplete="off"
          error={problem?.fields["owner_email"]}
        />
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={create.isPending} disabled={plan === null}>
          {t("create")}
        </Button>
      </Form>
    </Dialog>
  );
}
