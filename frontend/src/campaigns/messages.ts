import { messages } from "~/i18n/messages";

/** Of what chooses one campaign of many. */
export const choiceMessages = messages({
  es: {
    campaign: "Campaña",
    any: "Todas las campañas",
    search: "Buscar por nombre",
    none: "Ninguna se llama así",
    more: "Escriba parte del nombre para ver otras.",
    choose: "Elija una campaña",
    draft: "Borrador, creada el {day}",
    running: "En curso, creada el {day}",
    paused: "En pausa, creada el {day}",
  },
  en: {
    campaign: "Campaign",
    any: "All campaigns",
    search: "Search by name",
    none: "None is called so",
    more: "Write a part of the name to see others.",
    choose: "Choose a campaign",
    draft: "Draft, made {day}",
    running: "Running, made {day}",
    paused: "Paused, made {day}",
  },
});
