// Compares what our reader makes of workbooks with what SheetJS makes of them, cell by cell.
//
//     ./run compare_sheetjs.mjs SHEET_DUMP FOLDER...
//
// SPEECHAI_CORPUS adds a folder. Known differences stand in expected_differences.json, with their reason.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const XLSX = createRequire(path.join(process.env.MODULES ?? here, 'package.json'))('xlsx');
const expected = JSON.parse(fs.readFileSync(path.join(here, 'expected_differences.json'), 'utf8')).sheetjs;
const [program, ...folders] = process.argv.slice(2);
if (process.env.SPEECHAI_CORPUS) folders.push(process.env.SPEECHAI_CORPUS);

function dump(...args) {
  const out = spawnSync(program, args, { maxBuffer: 1 << 28 }).stdout.toString('utf8');
  return out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

function ours(file, name) {
  const lines = dump('--sheet', name, file);
  const last = lines[lines.length - 1];
  if (last.error && last.error !== 'sheet.no_content') return { error: last.error };
  const cells = new Map();
  for (const line of lines) {
    (line.cells || []).forEach(([kind, text], c) => {
      if (kind !== 'empty') cells.set(XLSX.utils.encode_cell({ r: line.row - 1, c }), [kind, text]);
    });
  }
  return { cells };
}

// SheetJS gives a day as the number that is stored: only whether it is one, and which, is compared.
function same(mine, cell, epoch1904) {
  if (cell.t === 'e') return mine[0] === 'error' && mine[1] === (cell.w || XLSX.SSF.format('General', cell.v));
  if (cell.t === 'b') return mine[0] === 'bool' && mine[1] === (cell.v ? 'TRUE' : 'FALSE');
  if (cell.t !== 'n') return mine[0] === 'text' && mine[1] === cell.v;
  if (mine[0] === 'number') return Math.abs(Number(mine[1]) - cell.v) <= Math.abs(cell.v) * 1e-15;
  if (mine[0] === 'text') { // a time of day, or a length
    const m = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(mine[1]);
    return m !== null && Math.abs((Number(m[1]) * 3600 + Number(m[2]) * 60 + Number(m[3])) / 86400 - cell.v) < 1e-7;
  }
  if (mine[0] !== 'date') return false;
  const days = Date.parse(mine[1].length === 10 ? mine[1] : `${mine[1]}Z`) / 86400000 + (epoch1904 ? 24107 : 25569);
  return Math.abs(days - cell.v) < 1e-7 || (cell.v < 60 && Math.abs(days - 1 - cell.v) < 1e-7);
}

function compareSheet(file, name, sheet, epoch1904) {
  const mine = ours(file, name);
  if (mine.error) return { count: 0, wrong: [`${name}: refused ${mine.error}`] };
  const wrong = [];
  const keys = new Set(mine.cells.keys());
  for (const [key, cell] of Object.entries(sheet)) {
    if (!key.startsWith('!') && cell.t !== 'z' && cell.v !== undefined && cell.v !== '') keys.add(key);
  }
  for (const key of keys) {
    const a = mine.cells.get(key);
    const b = sheet[key];
    if (!a || !b || !same(a, b, epoch1904)) {
      wrong.push(`${name} ${key}: ours ${JSON.stringify(a)}, theirs ${JSON.stringify(b && [b.t, b.v])}`);
    }
  }
  return { count: keys.size, wrong };
}

function compare(file) {
  const info = dump('--info', file).pop();
  if (info.error === 'sheet.bomb') return { count: 0, wrong: ['refused: sheet.bomb'] };
  let book;
  try {
    book = XLSX.readFile(file, { cellFormula: false, cellHTML: false });
  } catch (failure) {
    return { count: 0, wrong: info.error ? [] : [`only we read it: ${failure.message}`] };
  }
  if (info.error) return { count: 0, wrong: [`refused: ${info.error}`] };
  let count = 0;
  const wrong = [];
  for (const { name } of info.sheets) {
    const sheet = book.Sheets[name];
    if (!sheet) {
      wrong.push(`${name}: SheetJS has no such sheet`);
      continue;
    }
    const result = compareSheet(file, name, sheet, book.Workbook?.WBProps?.date1904);
    count += result.count;
    wrong.push(...result.wrong);
  }
  return { count, wrong };
}

let [files, cells, known, failed] = [0, 0, 0, 0];
for (const folder of folders) {
  for (const name of fs.readdirSync(folder).sort()) {
    if (!/\.(xlsx|xlsm|xls)$/.test(name)) continue;
    files += 1;
    const { count, wrong } = compare(path.join(folder, name));
    cells += count;
    if (wrong.length === 0) continue;
    const reason = expected[name];
    console.log(`${name}: ${wrong.length} differ${reason ? ` (known: ${reason})` : ''}`);
    if (reason) {
      known += 1;
    } else {
      failed += 1;
      wrong.slice(0, 3).forEach((line) => console.log(`    ${line.slice(0, 200)}`));
    }
  }
}
console.log(`${files} files, ${cells} cells; ${known} files differ as known, ${failed} differ otherwise`);
process.exit(failed > 0 || files === 0 ? 1 : 0);
