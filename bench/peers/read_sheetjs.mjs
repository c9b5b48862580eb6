// Reads every cell of the first sheet as SheetJS does it best, dense; prints the number of rows.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [, , sheet, peers] = process.argv;
const XLSX = createRequire(`${peers}/`)('xlsx');
const book = XLSX.read(readFileSync(sheet), { dense: true, cellFormula: false, cellHTML: false, cellText: false });
console.log(book.Sheets[book.SheetNames[0]].length ?? book.Sheets[book.SheetNames[0]]['!data'].length);
