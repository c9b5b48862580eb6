import { messages } from "~/i18n/messages";

export const lastCallMessages = messages({
  es: {
    now: "Ahora",
    recent: "Hace menos de 15 min",
    never: "Ninguna",
  },
  en: {
    now: "Now",
    recent: "Less than 15 min ago",
    never: "None",
  },
});
