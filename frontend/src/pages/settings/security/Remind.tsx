import { useState } from "react";
import { Link } from "react-router";
import { api } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { securityMessages } from "./messages";
import { isPutOff, putOff } from "./putOff";
import styles from "./Security.module.css";

/** A gentle word to who may spend and has no second factor; "not now" holds for 30 days on this device. */
export default function Remind() {
  const t = useMessages(securityMessages);
  const [gone, setGone] = useState(isPutOff);
  const factor = api.useQuery("get", "/api/v1/second-factor", {}, { enabled: !gone, staleTime: 60_000 });
  if (gone || factor.data?.on !== false) return null;
  const later = () => {
    putOff();
    setGone(true);
  };
  return (
    <div className={styles["remind"]}>
      <Notice
        role="safety"
        actions={
          <>
            <Button kind="quiet" onClick={later}>
              {t("later")}
            </Button>
            <Link to="/settings/security" className={buttonClass()}>
              {t("remindAct")}
            </Link>
          </>
        }
      >
        {t("remind")}
      </Notice>
    </div>
  );
}
