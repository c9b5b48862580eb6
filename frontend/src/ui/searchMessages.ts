import { messages } from "~/i18n/messages";

/** Of what finds one of many by a part of its name. */
export const searchMessages = messages({
  es: {
    search: "Buscar por nombre",
    none: "Nada se llama así",
    more: "Escriba parte del nombre para ver otros.",
  },
  en: {
    search: "Search by name",
    none: "Nothing is called so",
    more: "Write a part of the name to see others.",
  },
});
