import { messages } from "~/i18n/messages";

/** Of what chooses one script of many. */
export const choiceMessages = messages({
  es: { script: "Guion", choose: "Elija un guion", made: "Creado el {day}" },
  en: { script: "Script", choose: "Choose a script", made: "Made {day}" },
});
