import { messages } from "~/i18n/messages";

/** Of what chooses one campaign of many. */
export const choiceMessages = messages({
  es: {
    campaign: "Campaña",
    any: "Todas las campañas",
    search: "Buscar por nombre",
    none: "Ninguna se llama así",
    more: "Escriba parte del nombre para ver otras.",
  },
  en: {
    campaign: "Campaign",
    any: "All campaigns",
    search: "Search by name",
    none: "None is called so",
    more: "Write a part of the name to see others.",
  },
});
