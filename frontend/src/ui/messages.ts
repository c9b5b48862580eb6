import { messages } from "~/i18n/messages";

export const uiMessages = messages({
  es: {
    close: "Cerrar",
    back: "Volver",
    retry: "Intentar de nuevo",
    loading: "Cargando…",
    unreachable: "El servidor no responde. Lo que ya se hizo está guardado; revise su conexión e intente de nuevo.",
    unreadable: "El servidor respondió algo que no se entiende. Intente de nuevo en un momento.",
    errorTitle: "No se pudo mostrar esta parte",
    reference: "Referencia: {id}",
    rowsShown: { one: "{n} fila", other: "{n} filas" },
    columns: "Columnas",
    search: "Buscar",
    more: "Mostrar más",
    sortBy: "Ordenar por {name}",
  },
  en: {
    close: "Close",
    back: "Go back",
    retry: "Try again",
    loading: "Loading…",
    unreachable: "The server does not answer. What was done is kept; check your connection and try again.",
    unreadable: "The server answered something that cannot be read. Try again in a moment.",
    errorTitle: "This part could not be shown",
    reference: "Reference: {id}",
    rowsShown: { one: "{n} row", other: "{n} rows" },
    columns: "Columns",
    search: "Search",
    more: "Show more",
    sortBy: "Sort by {name}",
  },
});
