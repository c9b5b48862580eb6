/* spreadsheet/cell_text.h - what a stored value reads as: numbers, dates, escapes. */
#ifndef SPREADSHEET_CELL_TEXT_H
#define SPREADSHEET_CELL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Room for every number's text. */
enum { NUMBER_TEXT = 40 };

/* What a number format makes of a number. */
enum number_style { STYLE_NUMBER = 1, STYLE_DATE, STYLE_TIME, STYLE_ELAPSED };

/* The style of a format's code ("dd/mm/yyyy", "[h]:mm", "0.00 \"dias\""), or of a built-in id. */
enum number_style number_style_of_code(struct str code);
enum number_style number_style_of_builtin(int64_t id);

/* The shortest decimal that gives the same number back: "12.5", whole numbers and all below 1e21
 * without exponent. The text is stored by whoever wrote the file ("1.25E+1"); a text that is no
 * finite number gives false. *ret is a view of `text`, or in the arena. */
bool number_text(struct str text, struct arena *arena, struct str *ret);
struct str number_text_of(double number, struct arena *arena);
bool number_value(struct str text, double *ret);

/* A serial day as its style shows it: "2026-11-25", "2026-11-25T18:30:00"; a time of day or a
 * length is "18:30:00" and *is_date says false. False: no such day. */
bool serial_text(double serial, bool epoch_1904, enum number_style style, struct arena *arena,
                 struct str *ret, bool *is_date);
/* A cell of type "d": ISO 8601 without zone, in the same two forms. */
bool iso_date_text(struct str text, struct arena *arena, struct str *ret, bool *is_date);

/* "1.23457E+12": a number that a program showed and no longer knew. */
bool text_lost_digits(struct str text);

/* _xHHHH_, as Open XML writes characters that XML has no room for; in place, returns the length. */
size_t xstring_decode(char *p, size_t n);

/* Writes c as UTF-8, at most 4 bytes; returns how many. */
size_t utf8_put(char *p, uint32_t c);

#endif
