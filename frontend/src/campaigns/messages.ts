import { messages } from "~/i18n/messages";

/** Of what chooses one campaign of many. */
export const choiceMessages = messages({
  es: {
    campaign: "Campaña",
    any: "Todas las campañas",
    choose: "Elija una campaña",
    draft: "Borrador, creada el {day}",
    running: "En curso, creada el {day}",
    paused: "En pausa, creada el {day}",
  },
  en: {
    campaign: "Campaign",
    any: "All campaigns",
    choose: "Choose a campaign",
    draft: "Draft, made {day}",
    running: "Running, made {day}",
    paused: "Paused, made {day}",
  },
});
