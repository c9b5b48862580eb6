import { Field as Base } from "@base-ui/react/field";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useMessages } from "~/i18n/locale";
import { IconButton } from "./Button";
import { controlClass, Field } from "./Field";
import fields from "./Field.module.css";
import { uiMessages } from "./messages";

type Props = Pick<ComponentProps<typeof Field>, "name" | "label" | "hint" | "error"> &
  Omit<ComponentProps<typeof Base.Control>, "name" | "className" | "children" | "type">;

/** A password, which can be looked at while it is typed. */
export function PasswordField({ name, label, hint, error, ...control }: Props) {
  const t = useMessages(uiMessages);
  const [seen, setSeen] = useState(false);
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <div className={fields["withButton"]}>
        <Base.Control
          {...control}
          className={controlClass}
          type={seen ? "text" : "password"}
          spellCheck={false}
          autoCapitalize="off"
        />
        <IconButton
          label={t(seen ? "hidePassword" : "showPassword")}
          icon={seen ? EyeOff : Eye}
          aria-pressed={seen}
          onClick={() => setSeen(!seen)}
        />
      </div>
    </Field>
  );
}
