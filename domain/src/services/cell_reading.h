/* services/cell_reading.h - what the text of a cell looks like: a date, an amount, an address, a
 * country. Nothing here guesses: a text is one, or it is not. */
#ifndef SERVICES_CELL_READING_H
#define SERVICES_CELL_READING_H

#include <stdbool.h>

#include "base/time.h"
#include "domain/gateways/sheet_reader.h"

/* "2026-03-05", "5/3/2026", "05.03.26", "jueves 5 de marzo de 2026", "Mar 5, 2026". Days come first
 * but for country "US"; where that gives no day of the calendar, the other way round. */
bool read_date(struct arena *arena, struct str text, struct str country, struct date *ret);
/* A date that lost its form: "46086", a day as Excel counts them, and "20260305". */
bool read_date_number(struct str text, struct date *ret);
/* "$ 1.250.000", "1,250.50", "COP 300000", "-12 %": digits with marks and a currency, no more. */
bool looks_like_amount(struct str text);
/* What anybody reads as a sum, also beside words: "1.500,50", "S/ 120", "300 mil pesos", "1.5M". A
 * date is none, nor a word without a figure. */
bool reads_as_amount(struct arena *arena, struct str text);
bool looks_like_email(struct str text);
/* "America/Bogota" */
bool looks_like_zone(struct str text);
/* "Colombia", "México", "Brasil", "CO", "COL": the ISO code, static; STR_NONE: none we know. */
struct str read_country(struct arena *arena, struct str text);

#endif
