import { messages } from "~/i18n/messages";

/** Of the list that holds for all accounts. */
export const listedMessages = messages({
  es: {
    title: "No llamar",
    text: "Los números que ninguna cuenta puede llamar. Cada cuenta tiene además su propia lista.",
    phone: "Teléfono con prefijo de país",
    addText: "Ninguna cuenta lo llamará más. Si hay una llamada en curso con ese número, se cuelga.",
    added: "Número agregado a la lista de todas las cuentas",
    download: "Descargar CSV",
    takeOffText: "Las cuentas que lo tengan en su propia lista siguen sin llamarlo. Queda anotado en la auditoría de la instalación.",
    tookOff: "El número salió de la lista de todas las cuentas",
    noneText: "Aquí van los números de quien pidió a la instalación no recibir llamadas, y los registros oficiales.",
  },
  en: {
    title: "Do not call",
    text: "The numbers that no account may call. Each account has a list of its own beside it.",
    phone: "Phone with its country's prefix",
    addText: "No account calls it any more. A call to it that is in course is hung up.",
    added: "Number added to the list of all accounts",
    download: "Download CSV",
    takeOffText: "Accounts that have it on their own list still do not call it. It is kept in the audit log of the installation.",
    tookOff: "The number is off the list of all accounts",
    noneText: "Here stand the numbers of those who asked the installation not to be called, and official registries.",
  },
});
