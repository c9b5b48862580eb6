// Writes fixtures/exceljs.xlsx, sheetjs.xlsx and sheetjs.xls: the table of make_fixtures.py, and a sheet of
// formulas with their stored results.
//
//     ./run make_fixtures.mjs FOLDER
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(process.env.MODULES ?? here, 'package.json'));
const ExcelJS = require('exceljs');
const XLSX = require('xlsx');
const folder = process.argv[2];
const DAY = 'yyyy-mm-dd';
const MOMENT = 'yyyy-mm-dd hh:mm:ss';
const serial = (utc) => utc / 86400000 + 25569;
const day = (y, m, d) => ({ at: Date.UTC(y, m - 1, d), format: DAY });
const moment = (y, m, d, h, min, s) => ({ at: Date.UTC(y, m - 1, d, h, min, s), format: MOMENT });

const rows = [
  ['Nombre', 'Teléfono', 'Saldo', 'Vence', 'Activo', 'Cita', 'Notas'],
  ['Ana Gómez', '+573001234567', 1234.56, day(2026, 11, 30), true, moment(2026, 12, 1, 18, 30, 0),
    'a & b <c> "d" \'e\''],
  ['Ñandú 😀', 3001234567, 0.1, day(1999, 12, 31), false, moment(2024, 2, 29, 0, 0, 1), 'línea 1\nlínea 2'],
  [],
  ['  espacios  ', 573001234567, -12, day(2000, 1, 1), null, null, '日本語 — ok'],
  ['Total', null, 100000000000000, null, null, null, null],
];

async function exceljs() {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Contactos');
  rows.forEach((row, r) => row.forEach((value, c) => {
    if (value === null) return;
    const cell = sheet.getCell(r + 1, c + 1);
    if (value.format) {
      cell.value = new Date(value.at);
      cell.numFmt = value.format;
    } else {
      cell.value = value;
    }
  }));
  const hidden = book.addWorksheet('Oculta', { state: 'hidden' });
  hidden.getCell('A1').value = 'nadie me ve';
  const formulas = book.addWorksheet('Formulas');
  formulas.getCell('A1').value = { formula: '1+1.5', result: 2.5 };
  formulas.getCell('B1').value = { formula: '"a"&"b"', result: 'ab' };
  formulas.getCell('C1').value = { formula: '1=1', result: true };
  formulas.getCell('D1').value = { formula: '1/0', result: { error: '#DIV/0!' } };
  await book.xlsx.writeFile(path.join(folder, 'exceljs.xlsx'));
}

function sheetjs() {
  const cellOf = (value) => {
    if (value.format) return { t: 'n', v: serial(value.at), z: value.format };
    return { t: typeof value === 'string' ? 's' : typeof value === 'boolean' ? 'b' : 'n', v: value };
  };
  const sheet = { '!ref': 'A1:G6' };
  rows.forEach((row, r) => row.forEach((value, c) => {
    if (value !== null) sheet[XLSX.utils.encode_cell({ r, c })] = cellOf(value);
  }));
  const formulas = {
    '!ref': 'A1:D1',
    A1: { t: 'n', v: 2.5, f: '1+1.5' },
    B1: { t: 's', v: 'ab', f: '"a"&"b"' },
    C1: { t: 'b', v: true, f: '1=1' },
    D1: { t: 'e', v: 7, f: '1/0' },
  };
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, sheet, 'Contactos');
  XLSX.utils.book_append_sheet(book, { '!ref': 'A1', A1: { t: 's', v: 'nadie me ve' } }, 'Oculta');
  XLSX.utils.book_append_sheet(book, formulas, 'Formulas');
  book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }, { Hidden: 0 }] };
  XLSX.writeFile(book, path.join(folder, 'sheetjs.xlsx'), { bookSST: true });
  XLSX.writeFile(book, path.join(folder, 'sheetjs.xls'), { bookType: 'biff8' });
}

await exceljs();
sheetjs();
