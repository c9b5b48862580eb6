// A workbook of one sheet, as spreadsheets open it: text is text (no formula comes of it), amounts stay the API's decimal
// text until the spreadsheet reads them. It is small: its parts lie in the archive as they are.

import { download } from "./download";

/** Text, or a number in decimals. */
export type Cell = string | { number: string };

const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const WIDEST = 60;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML cannot hold at all is left out. */
const escaped = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "").replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

const isNumber = (cell: Cell): cell is { number: string } => typeof cell !== "string" && /^-?\d+(\.\d+)?$/.test(cell.number);
const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.number);

function cellXml(cell: Cell, style: number): string {
  if (isNumber(cell)) return `<c s="${style}"><v>${cell.number}</v></c>`;
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(textOf(cell))}</t></is></c>`;
}

function sheetXml(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const widths = header.map((title, i) => Math.min(WIDEST, Math.max(...[title, ...rows.map((row) => textOf(row[i] ?? ""))].map((text) => text.length)) + 2));
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join("");
  const line = (cells: readonly Cell[], style: number) => `<row>${cells.map((cell) => cellXml(cell, style)).join("")}</row>`;
  return (
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${columns}</cols><sheetData>${line(header, 1)}${rows.map((row) => line(row, 0)).join("")}</sheetData></worksheet>`
  );
}

const styles =
  `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font/><font><b/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>` +
  '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>';

function partsOf(name: string, header: readonly string[], rows: readonly (readonly Cell[])[]): [string, string][] {
  const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const title = escaped(name.replace(/[[\]:*?/\\]/g, " ").slice(0, 31));
  return [
    [
      "[Content_Types].xml",
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/></Types>`,
    ],
    ["_rels/.rels", `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ["xl/workbook.xml", `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${title}" sheetId="1" r:id="r1"/></sheets></workbook>`],
    [
      "xl/_rels/workbook.xml.rels",
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ["xl/styles.xml", styles],
    ["xl/worksheets/sheet1.xml", sheetXml(header, rows)],
  ];
}

function crcOf(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Numbers as the archive writes them: [value, bytes], the lowest first. */
function record(...fields: (readonly [number, number])[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

const NAMES_ARE_UTF8 = 0x800;
const NEW_YEAR_1980 = 0x21; // the first day that an archive knows: the same content is the same file

/** An archive whose parts are stored, not packed. */
function zip(parts: readonly (readonly [string, string])[]): Uint8Array<ArrayBuffer>[] {
  const text = new TextEncoder();
  const files: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const [path, content] of parts) {
    const [name, bytes] = [text.encode(path), text.encode(content)];
    const common = [[20, 2], [NAMES_ARE_UTF8, 2], [0, 2], [0, 2], [NEW_YEAR_1980, 2], [crcOf(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]] as const;
    const head = record([0x04034b50, 4], ...common);
    files.push(head, name, bytes);
    directory.push(record([0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), name);
    offset += head.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, piece) => sum + piece.length, 0);
  return [...files, ...directory, record([0x06054b50, 4], [0, 2], [0, 2], [parts.length, 2], [parts.length, 2], [size, 4], [offset, 4], [0, 2])];
}

export const workbookOf = (name: string, header: readonly string[], rows: readonly (readonly Cell[])[]): Blob =>
  new Blob(zip(partsOf(name, header, rows)), { type: TYPE });

export function downloadWorkbook(name: string, header: readonly string[], rows: readonly (readonly Cell[])[]): void {
  download(`${name}.xlsx`, workbookOf(name, header, rows));
}
