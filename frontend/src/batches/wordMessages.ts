// Words of a batch that its own page and the log of deeds both say: what a column holds, how a batch ended. Spread into
// the catalogues of both; plain objects, so that `messages` still holds one language against the other.

export const batchWords = {
  es: {
    phone: "Teléfono",
    name: "Nombre",
    amount: "Monto",
    due_date: "Vencimiento",
    email: "Correo",
    city: "Ciudad",
    country: "País",
    time_zone: "Zona horaria",
    document: "Documento",
    reference: "Referencia",
    language: "Idioma",
    committed: "Importado",
    undone: "Deshecho",
  },
  en: {
    phone: "Phone",
    name: "Name",
    amount: "Amount",
    due_date: "Due date",
    email: "E-mail",
    city: "City",
    country: "Country",
    time_zone: "Time zone",
    document: "Document",
    reference: "Reference",
    language: "Language",
    committed: "Imported",
    undone: "Undone",
  },
} as const;
