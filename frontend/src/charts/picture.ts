// A chart as a picture, for a report or a mail: light whatever the page wears, with its title and its legend. Charts are
// laid out by the browser, so the picture is painted from where everything stands: boxes, lines and words onto a canvas.
// Nothing is asked of a server and no style is written as text, which the policy would refuse.

import styles from "./picture.module.css";

/** Pixels of the picture for one of the page: sharp on paper and on fine screens. */
const SCALE = 2;
const colours = /(?:rgba?|color|oklab|oklch|lab|lch|hsla?)\([^()]*\)/g;

/** The colours of a computed gradient, in their order. */
const coloursOf = (image: string): string[] => image.match(colours) ?? [];

const isSeen = (colour: string): boolean => colour !== "transparent" && !/(,|\/)\s*0\)$/.test(colour);

/** What fills a box: its colour, a gradient from side to side, or, of stripes, the colour that is most of them. */
function fillOf(context: CanvasRenderingContext2D, style: CSSStyleDeclaration, box: DOMRect): string | CanvasGradient | null {
  const [first, ...others] = coloursOf(style.backgroundImage);
  const last = others.at(-1);
  if (first && last && style.backgroundImage.startsWith("linear-gradient(90deg")) {
    const gradient = context.createLinearGradient(box.left, 0, box.right, 0);
    gradient.addColorStop(0, first);
    gradient.addColorStop(1, last);
    return gradient;
  }
  return first ?? (isSeen(style.backgroundColor) ? style.backgroundColor : null);
}

function outline(context: CanvasRenderingContext2D, style: CSSStyleDeclaration, box: DOMRect): void {
  const corners = [style.borderTopLeftRadius, style.borderTopRightRadius, style.borderBottomRightRadius, style.borderBottomLeftRadius];
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, corners.map((corner) => Number.parseFloat(corner) || 0));
}

function paintBox(context: CanvasRenderingContext2D, style: CSSStyleDeclaration, box: DOMRect): void {
  const fill = fillOf(context, style, box);
  const line = Number.parseFloat(style.borderTopWidth) || 0;
  if (fill !== null && box.width > 0 && box.height > 0) {
    outline(context, style, box);
    context.fillStyle = fill;
    context.fill();
  }
  if (line > 0 && style.borderTopStyle === "solid") {
    context.fillStyle = style.borderTopColor;
    context.fillRect(box.x, box.y, box.width, line);
  }
}

/** Word by word: each stands where the browser broke the line; and figure by figure, which are as wide as each other there.
 *  A canvas has the narrower ones alone: each stands in the middle of its place. */
function paintWords(context: CanvasRenderingContext2D, text: Text, style: CSSStyleDeclaration): void {
  const range = document.createRange();
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  for (const word of text.data.matchAll(/\d|[^\s\d]+/g)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    const box = range.getBoundingClientRect();
    const { width, fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText(word[0]);
    const aside = /\d/.test(word[0]) ? (box.width - width) / 2 : 0;
    context.fillText(word[0], box.x + aside, box.y + (box.height + above - below) / 2);
  }
}

function paint(context: CanvasRenderingContext2D, element: Element): void {
  const style = getComputedStyle(element);
  if (style.display === "none" || element.classList.contains("unseen")) return;
  const box = element.getBoundingClientRect();
  context.save();
  context.globalAlpha *= Number.parseFloat(style.opacity);
  if (style.visibility === "visible") paintBox(context, style, box);
  if (style.overflowX === "hidden") {
    outline(context, style, box);
    context.clip();
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) paint(context, child);
    else if (child instanceof Text && style.visibility === "visible") paintWords(context, child, style);
  }
  context.restore();
}

function sheetOf(chart: Element, title: string, note: string): HTMLElement {
  const sheet = document.createElement("div");
  const head = document.createElement("p");
  const below = document.createElement("p");
  sheet.className = styles["sheet"] ?? "";
  head.className = styles["title"] ?? "";
  below.className = styles["note"] ?? "";
  head.textContent = title;
  below.textContent = note;
  sheet.inert = true;
  sheet.append(head, below, ...[...chart.childNodes].map((node) => node.cloneNode(true)));
  return sheet;
}

/** What the element draws, below a title and a line that says of what and when. */
export async function pictureOf(chart: Element, title: string, note: string): Promise<Blob> {
  const sheet = sheetOf(chart, title, note);
  document.body.append(sheet);
  try {
    await document.fonts.ready;
    const box = sheet.getBoundingClientRect();
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    canvas.width = Math.ceil(box.width * SCALE);
    canvas.height = Math.ceil(box.height * SCALE);
    context.scale(SCALE, SCALE);
    context.translate(-box.x, -box.y);
    paint(context, sheet);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
  } finally {
    sheet.remove();
  }
}
