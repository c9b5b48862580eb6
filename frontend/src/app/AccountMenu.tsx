import { LogOut, ShieldCheck } from "lucide-react";
import { useNavigate } from "react-router";
import { api } from "~/api/client";
import { useLocale, useMessages } from "~/i18n/locale";
import type { Language } from "~/i18n/messages";
import { Menu, MenuChoice, MenuItem, MenuLine } from "~/ui/Menu";
import { useTellProblem } from "~/ui/Toasts";
import { AccountButton } from "./AccountButton";
import styles from "./AccountMenu.module.css";
import { appMessages } from "./messages";
import { type RoleOfPerson, useSession, useSignOut } from "./session";
import { tellTabs, whoIs } from "./tabs";
import type { Theme } from "./appearance";
import { setTheme, useTheme } from "./theme";

const roleNames = { owner: "roleOwner", admin: "roleAdmin", operator: "roleOperator", viewer: "roleViewer" } as const satisfies Record<
  RoleOfPerson,
  string
>;
const languages: { value: Language; label: string }[] = [
  { value: "es", label: "Español" },
  { value: "en", label: "English" },
];

export default function AccountMenu() {
  const t = useMessages(appMessages);
  const { account, signedIn, role } = useSession();
  const { language, setLanguage } = useLocale();
  const chosen = useTheme();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const tell = useTellProblem();
  const themes: { value: Theme; label: string }[] = [
    { value: "system", label: t("themeSystem") },
    { value: "light", label: t("themeLight") },
    { value: "dark", label: t("themeDark") },
  ];
  const others = api.useQuery("get", "/api/v1/accounts").data?.items ?? [];
  const change = api.useMutation("post", "/api/v1/session/account", {
    onSuccess: (signedIn) => {
      tellTabs(whoIs(signedIn));
      location.assign("/"); // afresh: nothing of the other account stays in memory
    },
    onError: tell,
  });
  const leave = (to: string) => void signOut().then(() => navigate(to), tell);

  return (
    <Menu
      opened
      trigger={<AccountButton />}
    >
      <div className={styles["who"]}>
        <b>{signedIn.user?.email}</b>
        <span>{t(roleNames[role])}</span>
      </div>
      {others.length > 1 && (
        <>
          <MenuLine />
          <MenuChoice
            label={t("accounts")}
            value={account.id ?? ""}
            choices={others.map(({ id, name, sandbox }) => ({ value: id ?? "", label: sandbox ? t("sandbox", { name: name ?? "" }) : (name ?? "") }))}
            onChange={(id) => change.mutate({ body: { account: id } })}
          />
        </>
      )}
      <MenuLine />
      <MenuChoice label={t("language")} value={language} choices={languages} onChange={setLanguage} />
      <MenuChoice label={t("theme")} value={chosen} choices={themes} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon={ShieldCheck} onSelect={() => void navigate("/settings/security")}>
        {t("security")}
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => leave("/login")}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
