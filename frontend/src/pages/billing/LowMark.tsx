import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMay } from "~/app/useMay";
import { amountOf, unitOf, unitsOf } from "~/i18n/amounts";
import { useFormat, useMessages } from "~/i18n/locale";
import { useAmounts } from "~/i18n/useAmounts";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { say } from "~/ui/Toasts";
import styles from "./Billing.module.css";
import { billingMessages } from "./messages";

/** Below what the account is told that little is left; empty: never. */
export function LowMark({ wallet }: { wallet: Schemas["wallet"] }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const may = useMay();
  const cache = useQueryClient();
  const [wrong, setWrong] = useState<string>();
  const unit = unitOf(wallet.low_at);
  const amounts = useAmounts(unit);
  const none = unitsOf(wallet.low_at) === 0;
  const change = api.useMutation("patch", "/api/v1/wallet", {
    onSuccess: (after) => {
      cache.setQueryData(["get", "/api/v1/wallet", {}], after);
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/wallet"] });
      say(unitsOf(after.low_at) === 0 ? t("lowNeverDone") : t("lowDone", { amount: format.amount(after.low_at) }));
    },
  });
  const problem = asProblem(change.error);
  const save = (text: string) => {
    const amount = text.trim() === "" ? amountOf(unit, 0) : amounts.read(text);
    setWrong(amount ? undefined : amounts.wrong(text));
    if (amount) change.mutate({ body: { low_at: amount } });
  };
  return (
    <Card title={t("low")}>
      <p className="quiet">
        {none ? t("lowNever") : t(wallet.low ? "lowNow" : "lowText", { amount: format.amount(wallet.low_at) })}{" "}
        <Link to="/settings/notifications">{t("lowWho")}</Link>
      </p>
      {may("manage_account") && (
        <Form problem={problem} onSubmit={({ low_at = "" }) => save(low_at)}>
          <div className={styles["low"]}>
            <TextField
              name="low_at"
              label={unit === "talk_ms" ? t("lowMinutes") : t("lowAmount", { currency: unit })}
              hint={t("lowHint")}
              inputMode="decimal"
              autoComplete="off"
              defaultValue={none ? "" : amounts.write(wallet.low_at)}
              error={wrong ?? problem?.fields["low_at"]}
            />
            <Button type="submit" busy={change.isPending}>
              {t("save")}
            </Button>
          </div>
          <FormProblem problem={problem} />
        </Form>
      )}
    </Card>
  );
}
