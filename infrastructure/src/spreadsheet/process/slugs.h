/* spreadsheet/process/slugs.h - every slug of this library by a number, because an error's slug is
 * static text and a pipe carries none. */
#ifndef SPREADSHEET_PROCESS_SLUGS_H
#define SPREADSHEET_PROCESS_SLUGS_H

/* 0: not one of ours. */
unsigned sheet_slug_number(const char *slug);
const char *sheet_slug(unsigned number); /* NULL: no such number */
unsigned sheet_param_number(const char *name);
const char *sheet_param(unsigned number);

#endif
