import { messages } from "~/i18n/messages";

/** What an operator sees of one account at first. */
export const accountMessages = messages({
  es: {
    did: { one: "{n} llamada en 30 días, {cost} de costo del proveedor.", other: "{n} llamadas en 30 días, {cost} de costo del proveedor." },
    didNothing: "Ninguna llamada en 30 días.",
    left: "Le quedan {available}.",
    leftUnlimited: "Su plan no descuenta saldo.",
    now: "Ahora",
    calls: "Llamadas en curso",
    campaigns: "Campañas en curso",
    lastCall: "Última llamada",
    suspended: "Está suspendida: no empieza ninguna llamada suya.",
    why: "Ver el motivo",
    people: "Personas",
    nobody: "Nadie tiene acceso: solo sus llaves de API.",
  },
  en: {
    did: { one: "{n} call in 30 days, {cost} of provider's cost.", other: "{n} calls in 30 days, {cost} of provider's cost." },
    didNothing: "No call in 30 days.",
    left: "{available} are left.",
    leftUnlimited: "Its plan takes nothing from a balance.",
    now: "Now",
    calls: "Calls that are on",
    campaigns: "Campaigns running",
    lastCall: "Last call",
    suspended: "It is suspended: no call of its own begins.",
    why: "See the reason",
    people: "People",
    nobody: "Nobody has access: only its API keys.",
  },
});

export const roleMessages = messages({
  es: { r_owner: "Propietario", r_admin: "Administrador", r_operator: "Operador", r_viewer: "Observador" },
  en: { r_owner: "Owner", r_admin: "Administrator", r_operator: "Operator", r_viewer: "Viewer" },
});
