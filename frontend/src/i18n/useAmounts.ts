import { isUnclear, typed, written } from "./amounts";
import type { Amount } from "./format";
import { useLocale, useMessages } from "./locale";
import { messages } from "./messages";

const amountMessages = messages({
  es: {
    bad: "Escriba un monto mayor que cero, con 2 decimales como máximo.",
    badMinutes: "Escriba los minutos con un número entero mayor que cero.",
    unclear: "«{text}» puede leerse de dos maneras. Escriba {thousands} o {cents}.",
  },
  en: {
    bad: "Write an amount above zero, with 2 decimals at most.",
    badMinutes: "Write the minutes as a whole number above zero.",
    unclear: "“{text}” can be read in two ways. Write {thousands} or {cents}.",
  },
});

interface Amounts {
  /** Undefined: it is no amount above zero. */
  read(text: string): Amount | undefined;
  /** Why it cannot be read. */
  wrong(text: string): string;
  /** For a field to begin with. */
  write(amount: Amount | null | undefined): string;
}

/** Amounts of that unit, as people of the viewer's locale type them. */
export function useAmounts(unit: string): Amounts {
  const t = useMessages(amountMessages);
  const { decimal } = useLocale();
  return {
    read: (text) => typed(text, unit, decimal),
    write: (amount) => written(amount, decimal),
    wrong: (text) => {
      if (unit === "talk_ms") return t("badMinutes");
      if (!isUnclear(text, decimal)) return t("bad");
      const figures = text.trim();
      return t("unclear", { text: figures, thousands: figures.replace(/[.,]/, ""), cents: figures.slice(0, -1) });
    },
  };
}
