import { messages } from "~/i18n/messages";

/** Of the account's own do-not-call list. */
export const suppressionMessages = messages({
  es: {
    title: "No llamar",
    phone: "Teléfono",
    addText: "Nadie lo llamará más. Si hay una llamada en curso con ese número, se cuelga.",
    added: "Número agregado a la lista",
    exportList: "Descargar la lista",
    takeOffText: "Hágalo solo si esa persona lo pidió. Queda anotado en la auditoría.",
    tookOff: "El número salió de la lista",
    noneText: "Quien pida no recibir llamadas queda aquí y no se le llama más, en ninguna campaña.",
  },
  en: {
    title: "Do not call",
    phone: "Phone",
    addText: "Nobody calls it any more. A call to it that is in course is hung up.",
    added: "Number added to the list",
    exportList: "Download the list",
    takeOffText: "Do so only if that person asked for it. It is recorded in the audit log.",
    tookOff: "The number is off the list",
    noneText: "Whoever asks not to be called stands here and is no longer called, by any campaign.",
  },
});
