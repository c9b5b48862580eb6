import type { Translate } from "~/i18n/messages";
import type { scriptMessages } from "./messages";

type T = Translate<(typeof scriptMessages)["es"]>;

const names = { "es-CO": "l_es_CO", "es-MX": "l_es_MX", "es-ES": "l_es_ES", "en-US": "l_en_US" } as const;
export const languages = Object.keys(names) as (keyof typeof names)[];

export const languageName = (code: string | null | undefined, t: T): string =>
  code && code in names ? t(names[code as keyof typeof names]) : (code ?? "—");
