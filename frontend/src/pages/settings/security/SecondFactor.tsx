import { useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useRenewed } from "~/app/session";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { say } from "~/ui/Toasts";
import { securityMessages } from "./messages";
import { RecoveryCodes } from "./RecoveryCodes";
import styles from "./Security.module.css";
import { AskPassword, TurnOn } from "./TurnOn";

const FEW = 3;

function TurnOff({ onClose }: { onClose(): void }) {
  const t = useMessages(securityMessages);
  const renewed = useRenewed();
  const end = api.useMutation("post", "/api/v1/second-factor/end", {
    onSuccess: (signedIn) => {
      renewed(signedIn);
      say(t("factorIsOff"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("offTitle")}>
      <p>{t("offText")}</p>
      <AskPassword
        kind="danger"
        action={t("off")}
        busy={end.isPending}
        problem={asProblem(end.error)}
        onPassword={(password) => end.mutate({ body: { password } })}
      />
    </Dialog>
  );
}

function Renew({ onClose, onCodes }: { onClose(): void; onCodes(codes: string[]): void }) {
  const t = useMessages(securityMessages);
  const renewed = useRenewed();
  const make = api.useMutation("post", "/api/v1/second-factor/recovery-codes", {
    onSuccess: (made) => {
      renewed(made.in);
      say(t("codesMade"));
      onCodes(made.codes ?? []);
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("renewTitle")}>
      <p>{t("renewText")}</p>
      <AskPassword
        action={t("renew")}
        busy={make.isPending}
        problem={asProblem(make.error)}
        onPassword={(password) => make.mutate({ body: { password } })}
      />
    </Dialog>
  );
}

function On({ factor, onRenew, onOff }: { factor: Schemas["second_factor_view"]; onRenew(): void; onOff(): void }) {
  const t = useMessages(securityMessages);
  const format = useFormat();
  const left = factor.recovery_codes_left ?? 0;
  return (
    <>
      <p className="quiet">{t("factorSince", { date: format.date(factor.confirmed_at ?? "") })}</p>
      <div className={styles["left"]}>
        <p>
          {t("codesLeft", { n: left })}.{left <= FEW && ` ${t("codesFew")}`}
        </p>
        <div className={styles["buttons"]}>
          <Button onClick={onRenew}>{t("newCodes")}</Button>
          <Button kind="danger" onClick={onOff}>
            {t("turnOff")}
          </Button>
        </div>
      </div>
    </>
  );
}

export function SecondFactor() {
  const t = useMessages(securityMessages);
  const cache = useQueryClient();
  const factor = api.useQuery("get", "/api/v1/second-factor");
  const [doing, setDoing] = useState<"on" | "off" | "renew">();
  const [codes, setCodes] = useState<string[]>();
  const refresh = () => void cache.invalidateQueries({ queryKey: ["get", "/api/v1/second-factor"] });
  const close = () => {
    setDoing(undefined);
    refresh();
  };
  const show = (made: string[]) => {
    setCodes(made);
    close();
  };
  const isOn = factor.data?.on === true;
  return (
    <Card
      title={t("factorTitle")}
      aside={factor.data && <StatusBadge role={isOn ? "well" : "waiting"} word={t(isOn ? "factorOn" : "factorOff")} />}
    >
      <Loaded query={factor} height={96}>
        {(data) => (
          <div className={styles["factor"]}>
            {data.on ? (
              <On factor={data} onRenew={() => setDoing("renew")} onOff={() => setDoing("off")} />
            ) : (
              <>
                <p className="quiet">{t("factorWhy")}</p>
                <div>
                  <Button kind="primary" icon={ShieldCheck} onClick={() => setDoing("on")}>
                    {t("turnOn")}
                  </Button>
                </div>
              </>
            )}
          </div>
        )}
      </Loaded>
      {doing === "on" && <TurnOn onClose={close} onCodes={show} />}
      {doing === "off" && <TurnOff onClose={close} />}
      {doing === "renew" && <Renew onClose={close} onCodes={show} />}
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
    </Card>
  );
}
