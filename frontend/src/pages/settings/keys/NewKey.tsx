import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { asProblem } from "~/api/problem";
import { type Permission, permissionsOf } from "~/app/permissions";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form, TextField } from "~/ui/Field";
import { Select } from "~/ui/Select";
import { settingsMessages } from "../messages";
import styles from "../Settings.module.css";
import { endOf, type Life, lives } from "./lasting";
import { keyMessages } from "./messages";

const scopes = permissionsOf.owner;

export function NewKey({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(secret: string): void }) {
  const t = useMessages(settingsMessages);
  const k = useMessages(keyMessages);
  const cache = useQueryClient();
  const [chosen, setChosen] = useState<readonly Permission[]>(["read"]);
  const [life, setLife] = useState<Life>("90");
  const make = api.useMutation("post", "/api/v1/api-keys");
  const create = async (name: string) => {
    const made = await make.mutateAsync({ body: { name, scopes: [...chosen], ...endOf(life, serverNow()) }, params: { header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    onClose();
    onMade((made as Schemas["created_api_key"]).secret ?? "");
  };
  return (
    <Dialog open={open} onClose={onClose} title={k("newKey")}>
      <Form problem={asProblem(make.error)} onSubmit={({ name = "" }) => create(name).catch(() => undefined)}>
        <TextField name="name" label={k("keyName")} required maxLength={120} autoComplete="off" />
        <Field name="expires_at" label={k("lasts")}>
          <Select<Life> label={k("lasts")} value={life} choices={lives.map((value) => ({ value, label: k(`l_${value}`) }))} onChange={setLife} />
        </Field>
        <fieldset className={styles["scopes"]}>
          <legend>{t("scopes")}</legend>
          {scopes.map((scope) => (
            <label key={scope} className={styles["scope"]}>
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={(event) =>
                  setChosen(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                }
              />
              {t(`s_${scope}`)}
            </label>
          ))}
        </fieldset>
        <FormProblem problem={asProblem(make.error)} />
        <Button type="submit" kind="primary" busy={make.isPending} disabled={chosen.length === 0}>
          {k("newKey")}
        </Button>
      </Form>
    </Dialog>
  );
}
