// The account's colour in the place of ours, corrected so that words in it and on it keep a contrast of 4.5:1 on light
// and dark surfaces alike.

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

/** An account without a colour, or with one that is none, has ours. */
export function applyBrand(text: string | null | undefined): void {
  const style = document.documentElement.style;
  const color = parseColor(text ?? "");
  const accents = color && accentsOf(color);
  for (const [part, name] of Object.entries(names) as [keyof Accent, string][]) {
    if (accents) style.setProperty(name, `light-dark(${css(accents.light[part])}, ${css(accents.dark[part])})`);
    else style.removeProperty(name);
  }
}
