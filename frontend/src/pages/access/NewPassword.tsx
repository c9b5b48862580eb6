import { useMessages } from "~/i18n/locale";
import { TextField } from "~/ui/Field";
import { accessMessages } from "./messages";

/** The password that a person who comes by a mail chooses; in the form it is `password`. */
export function NewPassword({ autoFocus }: { autoFocus?: boolean }) {
  const t = useMessages(accessMessages);
  return (
    <TextField
      name="password"
      type="password"
      label={t("newPassword")}
      hint={t("newPasswordHint")}
      autoComplete="new-password"
      minLength={12}
      required
      {...(autoFocus ? { autoFocus } : {})}
    />
  );
}
