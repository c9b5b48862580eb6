// The outcomes of calls: their words and what kind of news they are.

import type { Schemas } from "~/api/client";
import { messages } from "~/i18n/messages";
import type { Role } from "~/ui/StatusBadge";

export type Outcome = Schemas["outcome_count"]["outcome"];

/** What each means to who looks: it brought something, it needs a person, it was for nothing. */
export const outcomeRoles: Record<Outcome, Role> = {
  promise: "well",
  paid: "well",
  talked: "well",
  callback: "needs",
  refused: "failed",
  wrong_person: "waiting",
  opted_out: "failed",
  voicemail: "waiting",
  no_answer: "waiting",
  busy: "waiting",
  declined: "waiting",
  invalid_number: "failed",
  blocked: "failed",
  cancelled: "waiting",
  failed: "failed",
  undetermined: "needs",
};

export const outcomes = Object.keys(outcomeRoles) as Outcome[];
export const isOutcome = (text: string | null | undefined): text is Outcome => typeof text === "string" && text in outcomeRoles;

export const outcomeMessages = messages({
  es: {
    promise: "Promesa de pago",
    paid: "Ya pagó",
    refused: "Se negó",
    callback: "Pidió otra llamada",
    wrong_person: "Persona equivocada",
    opted_out: "Pidió no ser llamada",
    talked: "Conversación",
    voicemail: "Buzón de voz",
    no_answer: "Sin respuesta",
    busy: "Ocupado",
    declined: "Rechazó la llamada",
    invalid_number: "Número inválido",
    blocked: "Bloqueada",
    cancelled: "Cancelada",
    failed: "Falló",
    undetermined: "Sin confirmar",
  },
  en: {
    promise: "Promise to pay",
    paid: "Paid already",
    refused: "Refused",
    callback: "Asked for another call",
    wrong_person: "Wrong person",
    opted_out: "Asked not to be called",
    talked: "Conversation",
    voicemail: "Voicemail",
    no_answer: "No answer",
    busy: "Busy",
    declined: "Declined the call",
    invalid_number: "Invalid number",
    blocked: "Blocked",
    cancelled: "Cancelled",
    failed: "Failed",
    undetermined: "Undetermined",
  },
});
