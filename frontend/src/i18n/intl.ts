// What writes numbers and times. To make a writer takes many times as long as to use it, and a list of calls asks for
// hundreds: each is made once for its locale and options.

function keeping<Options, Writer>(make: (locale: string, options?: Options) => Writer): (locale: string, options?: Options) => Writer {
  const made = new Map<string, Writer>();
  return (locale, options) => {
    const key = options === undefined ? locale : locale + JSON.stringify(options);
    let writer = made.get(key);
    if (writer === undefined) {
      writer = make(locale, options);
      made.set(key, writer);
    }
    return writer;
  };
}

export const numberFormat = keeping((locale, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
export const pluralRules = keeping((locale, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options));
export const dateTimeFormat = keeping((locale, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
export const relativeTimeFormat = keeping(
  (locale, options?: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
);
export const listFormat = keeping((locale, options?: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options));
const displayNames = keeping((locale, options: Intl.DisplayNamesOptions = { type: "region" }) => new Intl.DisplayNames(locale, options));

/** "CO" is "Colombia", "es" is "español"; what has no name, or is no code, stands for itself. */
export function nameOf(locale: string, type: "region" | "language", code: string): string {
  try {
    return displayNames(locale, { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The first writer of all makes the browser read its tables, which takes a phone a tenth of a second: while it waits for
 *  the page's code it has nothing else to do. */
export function readTables(language: string): void {
  numberFormat(language).format(0);
  dateTimeFormat(language).format(0);
}
