// For a screen in the room, read from far: how are the campaigns going?

import { Maximize, Moon, Sun, WifiOff } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { applyBrand, OURS, PRODUCT } from "~/app/brand";
import { setTheme } from "~/app/theme";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { campaignMessages } from "~/pages/campaigns/messages";
import { CampaignBadge, progressParts } from "~/pages/campaigns/status";
import { Button, IconButton } from "~/ui/Button";
import { type Board, type BoardCampaign, density, totals } from "./board";
import { wallMessages } from "./messages";
import { useAwake, useDarkByDefault, useNow, useSecret } from "./screen";
import { useBoard, useBoardLogo, type Watched } from "./useBoard";
import styles from "./Wall.module.css";

function Clock() {
  const format = useFormat();
  const now = useNow().toISOString();
  return (
    <time className={styles["clock"]} dateTime={now}>
      <span>{format.day(now)}</span>
      <b>{format.time(now)}</b>
    </time>
  );
}

function State({ state, heardAt }: Watched) {
  const t = useMessages(wallMessages);
  const format = useFormat();
  const isAway = state === "away" && heardAt > 0;
  return (
    <p className={styles["state"]} data-state={state} role="status">
      {isAway ? <WifiOff aria-hidden size="1em" /> : <span className={styles["dot"]} aria-hidden />}
      {isAway ? t("away", { time: format.time(new Date(heardAt).toISOString()) }) : t(state === "live" ? "live" : "polling")}
    </p>
  );
}

function Controls() {
  const t = useMessages(wallMessages);
  const { language, setLanguage } = useLocale();
  const isDark = useDarkByDefault() === "dark";
  return (
    <div className={styles["controls"]} role="group" aria-label={t("controls")}>
      <Button kind="quiet" small lang="es" aria-pressed={language === "es"} onClick={() => setLanguage("es")}>
        Español
      </Button>
      <Button kind="quiet" small lang="en" aria-pressed={language === "en"} onClick={() => setLanguage("en")}>
        English
      </Button>
      <IconButton label={t(isDark ? "light" : "dark")} icon={isDark ? Sun : Moon} onClick={() => setTheme(isDark ? "light" : "dark")} />
      {document.fullscreenEnabled && (
        <IconButton label={t("full")} icon={Maximize} onClick={() => void document.documentElement.requestFullscreen()} />
      )}
    </div>
  );
}

/** "3 campañas en curso, 41 llamadas ahora, 118 promesas de pago." */
function Sentence({ campaigns }: { campaigns: readonly BoardCampaign[] }) {
  const t = useMessages(wallMessages);
  const { running, inCall, promises } = totals(campaigns);
  if (campaigns.length === 0) return t("quiet");
  if (running === 0) return t("paused");
  const parts = [
    t("running", { n: running }),
    inCall > 0 ? t("now", { n: inCall }) : null,
    promises > 0 ? t("promises", { n: promises }) : null,
  ];
  return `${parts.filter((part) => part !== null).join(", ")}.`;
}

function Figures({ campaigns }: { campaigns: readonly BoardCampaign[] }) {
  const t = useMessages(wallMessages);
  const format = useFormat();
  const all = totals(campaigns);
  const figures = [
    { label: t("inCall"), value: format.number(all.inCall) },
    { label: t("promised"), value: format.number(all.promises) },
    { label: t("answered"), value: format.percent(all.answered, all.calls) },
    { label: t("toCall"), value: format.number(all.toCall) },
  ];
  return (
    <dl className={styles["figures"]}>
      {figures.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Campaign({ name, progress }: BoardCampaign) {
  const t = useMessages(wallMessages);
  const words = useMessages(campaignMessages);
  const format = useFormat();
  const { jobs, queued, waiting_funds } = progress;
  const over = jobs - queued - waiting_funds - progress.ringing - progress.talking - progress.closing;
  return (
    <li className={styles["campaign"]}>
      <div className={styles["head"]}>
        <h2>{name}</h2>
        {progress.status !== "running" && <CampaignBadge status={progress.status} />}
        <span className={styles["share"]}>{format.percent(over, jobs)}</span>
      </div>
      <StackedBar label={t("progress", { name: name ?? "" })} parts={progressParts(progress, words)} legend />
    </li>
  );
}

function Campaigns({ board }: { board: Board }) {
  const t = useMessages(wallMessages);
  const campaigns = board.campaigns;
  return (
    <>
      <h1 className={styles["sentence"]}>
        <Sentence campaigns={campaigns} />
      </h1>
      {campaigns.length === 0 ? (
        <p className={styles["quiet"]}>{t("quietText")}</p>
      ) : (
        <>
          <Figures campaigns={campaigns} />
          <ul className={styles["campaigns"]} data-density={density(campaigns.length)}>
            {campaigns.map((campaign) => (
              <Campaign key={campaign.progress.campaign} {...campaign} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Instead({ title, children, waits }: { title: string; children: ReactNode; waits?: boolean }) {
  return (
    <div className={styles["instead"]} data-loading={waits || undefined}>
      <h1>{title}</h1>
      <p>{children}</p>
    </div>
  );
}

export default function Wall() {
  const t = useMessages(wallMessages);
  const secret = useSecret();
  const watched = useBoard(secret);
  const { board, state } = watched;
  const account = board?.account ?? PRODUCT;
  const logo = useBoardLogo(secret, board?.logo === true);
  useAwake();
  useEffect(() => {
    document.title = account;
  }, [account]);
  useEffect(() => {
    applyBrand({ ...OURS, color: board?.color ?? "" });
  }, [board?.color]);
  return (
    <div className={styles["wall"]}>
      <header className={styles["top"]}>
        <span className={styles["account"]}>
          {logo && <img src={logo} alt="" />}
          {account}
        </span>
        <Clock />
      </header>
      <main className={styles["main"]}>
        {board && <Campaigns board={board} />}
        {!board && state === "ended" && <Instead title={t("endedTitle")}>{t("endedText")}</Instead>}
        {!board && state !== "ended" && (
          <Instead title={t("connecting")} waits={state !== "away"}>
            {t(state === "away" ? "connectingText" : "waitingText")}
          </Instead>
        )}
      </main>
      <footer className={styles["foot"]}>
        {board ? <State {...watched} /> : <span />}
        <Controls />
      </footer>
    </div>
  );
}
