// How does my people see this?

import { Field as Base } from "@base-ui/react/field";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { brandOf } from "~/app/brand";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { controlClass, Field, Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { say } from "~/ui/Toasts";
import { SettingsFrame } from "../Frame";
import { Address } from "./Address";
import styles from "./Brand.module.css";
import { normal, shownOf } from "./colour";
import { LogoField } from "./LogoField";
import { brandMessages } from "./messages";
import { Preview } from "./Preview";

const STARTING = "#0b6073";

/** What the chosen colour becomes where it has to be read. */
function Becomes({ color }: { color: string }) {
  const t = useMessages(brandMessages);
  const format = useFormat();
  const shown = shownOf(color);
  if (!shown) return null;
  return (
    <ul className={styles["shown"]}>
      {(["light", "dark"] as const).map((side) => {
        const { hex, corrected, contrast } = shown[side];
        return (
          <li key={side}>
            <i className={styles["swatch"]} style={{ background: hex }} />
            <b>{t(side === "light" ? "onLight" : "onDark")}</b>
            {t(corrected ? "corrected" : "kept", { hex, contrast: format.number(contrast) })}
          </li>
        );
      })}
    </ul>
  );
}

export default function BrandSettings() {
  const t = useMessages(brandMessages);
  const may = useMay();
  const cache = useQueryClient();
  const { account } = useSession();
  const brand = brandOf(account);
  const locked = !may("manage_account");
  const [name, setName] = useState(brand.name);
  const [typed, setTyped] = useState(brand.color);
  const color = normal(typed);
  const isColor = color === "" || shownOf(color) !== undefined;
  const change = api.useMutation("patch", "/api/v1/account");
  const problem = asProblem(change.error);
  const save = async () => {
    const body = { brand_name: name.trim(), brand_color: color };
    await change.mutateAsync({ body, params: { header: { "If-Match": `"${account.version ?? 0}"` } } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/account"] });
    say(t("saved"));
  };
  return (
    <SettingsFrame
      part="brand"
      answer={
        <>
          {t("lead")} {locked && t("locked")}
        </>
      }
    >
      <div className={styles["page"]}>
        <div className={styles["column"]}>
          <Card title={t("identity")}>
            <Form problem={problem} onSubmit={() => (isColor ? save().catch(() => undefined) : undefined)}>
              <LogoField logo={brand.logo} locked={locked} />
              <TextField
                name="brand_name"
                label={t("name")}
                hint={t("nameHint")}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                maxLength={80}
                autoComplete="off"
                disabled={locked}
              />
              <Field name="brand_color" label={t("color")} hint={t("colorHint")} error={isColor ? undefined : t("colorForm")}>
                <div className={styles["colorLine"]}>
                  <input
                    type="color"
                    aria-label={t("pick")}
                    value={shownOf(color) ? color : STARTING}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                    disabled={locked}
                  />
                  <Base.Control
                    className={controlClass}
                    value={typed}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                    onBlur={() => isColor && setTyped(color)}
                    maxLength={9}
                    autoComplete="off"
                    spellCheck={false}
                    disabled={locked}
                  />
                </div>
              </Field>
              <Becomes color={color} />
              <FormProblem problem={problem} />
              {!locked && (
                <Button type="submit" kind="primary" busy={change.isPending} className={styles["save"] ?? ""}>
                  {t("save")}
                </Button>
              )}
            </Form>
          </Card>
          <Address locked={locked} />
        </div>
        <Preview name={name.trim()} color={isColor ? color : ""} logo={brand.logo} />
      </div>
    </SettingsFrame>
  );
}
