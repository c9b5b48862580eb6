import { useQueryClient } from "@tanstack/react-query";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Field as Base } from "@base-ui/react/field";
import { Button, buttonClass } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { controlClass, Field, Form } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { useCopy } from "~/ui/useCopy";
import styles from "./Brand.module.css";
import { brandMessages } from "./messages";

const KEY = ["get", "/api/v1/account/address"];

export function Address({ locked }: { locked: boolean }) {
  const t = useMessages(brandMessages);
  const cache = useQueryClient();
  const copy = useCopy();
  const address = api.useQuery("get", "/api/v1/account/address");
  const change = api.useMutation("put", "/api/v1/account/address", {
    onSuccess: (now) => {
      void cache.invalidateQueries({ queryKey: KEY });
      say(now.url ? t("addressSaved", { url: now.url }) : t("addressGone"));
    },
  });
  const problem = asProblem(change.error);
  return (
    <Card title={t("address")}>
      <Loaded query={address} height={120}>
        {(now) =>
          !now.base_domain ? (
            <p className="quiet">{t("noAddress")}</p>
          ) : (
            <>
              <p className="quiet">{t("addressText")}</p>
              <Form problem={problem} onSubmit={({ subdomain = "" }) => change.mutate({ body: { subdomain } })}>
                <div className={styles["addressForm"]}>
                  <Field name="subdomain" label={t("subdomain")} hint={t("subdomainHint")}>
                    <div className={styles["addressLine"]}>
                      <Base.Control
                        key={now.subdomain}
                        className={controlClass}
                        defaultValue={now.subdomain ?? ""}
                        maxLength={63}
                        autoComplete="off"
                        autoCapitalize="off"
                        spellCheck={false}
                        disabled={locked}
                      />
                      <span title={now.base_domain}>{t("below", { domain: now.base_domain })}</span>
                    </div>
                  </Field>
                  <FormProblem problem={problem} />
                  <div className={styles["buttons"]}>
                    {!locked && (
                      <Button type="submit" busy={change.isPending}>
                        {t("saveAddress")}
                      </Button>
                    )}
                    {now.url && (
                      <>
                        <a className={buttonClass("quiet")} href={`${now.url}/login`} target="_blank" rel="noreferrer">
                          {t("open")}
                        </a>
                        <Button
                          kind="quiet"
                          onClick={() => copy(now.url ?? "", t("copied"))}
                        >
                          {t("copy")}
                        </Button>
                      </>
                    )}
                  </div>
                </div>
              </Form>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
