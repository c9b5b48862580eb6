// The language of the viewer: chosen here, else the user's own, else the browser's. The country of the account says how
// numbers are written ("es" in Colombia: 1.284,50).

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { decimalOf } from "./amounts";
import { type Format, formatFor } from "./format";
import { keepLanguage, keptLanguage, onLanguage } from "./language";
import { type Dictionary, type Language, type Messages, type Translate, translator } from "./messages";

interface Locale {
  language: Language;
  locale: string;
  format: Format;
  /** Between whole and decimal figures. */
  decimal: string;
  setLanguage(language: Language): void;
  /** The account's; "" before one is known. */
  country: string;
  setCountry(country: string): void;
}

const Context = createContext<Locale | null>(null);
let current: Language = "es";
/** For requests: what Accept-Language says. */
export const currentLanguage = (): Language => current;

/** Before an account is known, and on walls: the browser's, if it speaks that language. */
function regionOf(language: Language): string {
  const own = new Intl.Locale(navigator.language);
  return own.language === language ? (own.region ?? "") : "";
}

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(keptLanguage);
  const [country, setCountry] = useState("");
  useEffect(() => onLanguage(setLanguage), []);
  current = language;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<Locale>(() => {
    const at = country || regionOf(language);
    const locale = at ? `${language}-${at}` : language;
    return {
      language,
      locale,
      format: formatFor(locale),
      get decimal() {
        return decimalOf(locale); // made by who types an amount
      },
      setLanguage: (next) => {
        keepLanguage(next);
        setLanguage(next);
      },
      country,
      setCountry,
    };
  }, [language, country]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLocale(): Locale {
  const locale = useContext(Context);
  if (locale === null) throw new Error("outside of LocaleProvider");
  return locale;
}

export const useFormat = (): Format => useLocale().format;

export function useMessages<Es extends Dictionary>(texts: Messages<Es>): Translate<Es> {
  const { language, locale } = useLocale();
  return useMemo(() => translator(texts, language, locale), [texts, language, locale]);
}
