// The files that the server reads as lists.

export const SHEET_ENDINGS = [".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv"] as const;
