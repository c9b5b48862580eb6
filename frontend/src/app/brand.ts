// The account's brand in the place of ours: its name, its picture, and its colour, corrected so that words in it and on it
// keep a contrast of 4.5:1 on light and dark surfaces alike.

import { useSyncExternalStore } from "react";

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** Of tokens.css: the surfaces on which the accent stands, and the dark words on it. */
const LIGHT: Rgb = [244, 246, 247];
const DARK: Rgb = [22, 27, 31];
const INK: Rgb = [6, 24, 29];
const ENOUGH = 4.5;
const STEPS = 50;

export function parseColor(text: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  return match ? [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)] : null;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** WCAG 2: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => Math.round(a[i]! * share + b[i]! * (1 - share))) as unknown as Rgb;

export interface Accent {
  accent: Rgb;
  hover: Rgb;
  soft: Rgb;
  on: Rgb;
}

/** The least change of the colour that reads on the surface, on its own soft ground, and under the words on it. */
function corrected(color: Rgb, surface: Rgb, towards: Rgb, on: Rgb, softness: number): Accent {
  for (let step = 0; step <= STEPS; step++) {
    const accent = mix(towards, color, step / STEPS);
    const soft = mix(accent, surface, softness);
    if (contrast(accent, soft) >= ENOUGH && contrast(accent, surface) >= ENOUGH && contrast(accent, on) >= ENOUGH)
      return { accent, hover: mix(towards, accent, 0.15), soft, on };
  }
  return { accent: towards, hover: towards, soft: mix(towards, surface, softness), on };
}

export function accentsOf(color: Rgb): { light: Accent; dark: Accent } {
  return { light: corrected(color, LIGHT, BLACK, WHITE, 0.1), dark: corrected(color, DARK, WHITE, INK, 0.15) };
}

const css = ([r, g, b]: Rgb) => `rgb(${r} ${g} ${b})`;
const names = { accent: "--accent", hover: "--accent-hover", soft: "--accent-soft", on: "--on-accent" } as const;

/** As style properties: each is two colours, one for light and one for dark. None: ours. */
export function accentStyle(text: string | null | undefined): Record<string, string> {
  const color = parseColor(text ?? "");
  if (!color) return {};
  const { light, dark } = accentsOf(color);
  const entries = Object.entries(names) as [keyof Accent, string][];
  return Object.fromEntries(entries.map(([part, name]) => [name, `light-dark(${css(light[part])}, ${css(dark[part])})`]));
}

export interface Brand {
  /** Empty: the product's. */
  name: string;
  color: string;
  /** Where its picture is; empty: it has none. */
  logo: string;
}

export const PRODUCT = "SpeechAI";
export const OURS: Brand = { name: "", color: "", logo: "" };

export const isOurs = ({ name, color, logo }: Brand): boolean => name === "" && color === "" && logo === "";

let shown = OURS;
const listeners = new Set<() => void>();

/** From now on the page wears it. */
export function applyBrand(brand: Brand): void {
  if (brand.name === shown.name && brand.color === shown.color && brand.logo === shown.logo) return;
  shown = brand;
  const style = document.documentElement.style;
  const accents = accentStyle(brand.color);
  for (const name of Object.values(names)) {
    if (accents[name]) style.setProperty(name, accents[name]);
    else style.removeProperty(name);
  }
  for (const listener of listeners) listener();
}

export const useBrand = (): Brand =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => shown,
  );

/** What stands behind every page's title. */
export const useProductName = (): string => useBrand().name || PRODUCT;

/** Of who is signed in. A new picture has another address. */
export const brandOf = (account: { brand_name?: string | null; brand_color?: string | null; logo_type?: string | null; version?: number }): Brand => ({
  name: account.brand_name ?? "",
  color: account.brand_color ?? "",
  logo: account.logo_type ? `/api/v1/account/logo?v=${account.version ?? 0}` : "",
});
