import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, once } from "~/api/client";
import { asProblem } from "~/api/problem";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { say } from "~/ui/Toasts";
import { useAmounts } from "~/i18n/useAmounts";
import styles from "./Billing.module.css";
import { billingMessages } from "./messages";

export function TopUp({ unit }: { unit: string }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const cache = useQueryClient();
  const [amount, setAmount] = useState<Amount>();
  const [wrong, setWrong] = useState<string>();
  const amounts = useAmounts(unit);
  const topUp = api.useMutation("post", "/api/v1/wallet/top-ups");
  const inMinutes = unit === "talk_ms";

  const pay = async () => {
    if (!amount) return;
    await topUp.mutateAsync({ body: { amount }, params: { header: once() } });
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/wallet"] });
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/wallet/entries"] });
    say(t("topUpDone", { amount: format.amount(amount) }));
  };
  return (
    <Card title={t("topUp")}>
      <Form
        problem={asProblem(topUp.error)}
        onSubmit={({ amount: text = "" }) => {
          const said = amounts.read(text);
          setWrong(said ? undefined : amounts.wrong(text));
          setAmount(said);
        }}
      >
        <div className={styles["topUp"]}>
          <TextField
            name="amount"
            label={inMinutes ? t("topUpMinutes") : t("topUpAmount", { currency: unit })}
            inputMode="decimal"
            autoComplete="off"
            hint={t("topUpSandbox")}
            error={wrong}
          />
          <Button type="submit" kind="primary">
            {t("topUp")}
          </Button>
        </div>
      </Form>
      <Confirm
        open={amount !== undefined}
        onClose={() => setAmount(undefined)}
        title={t("topUpTitle", { amount: format.amount(amount) })}
        action={t("topUpAction", { amount: format.amount(amount) })}
        onConfirm={pay}
      >
        {t("topUpText")}
      </Confirm>
    </Card>
  );
}
