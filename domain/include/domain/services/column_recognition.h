/* domain/services/column_recognition.h - which column of a sheet is what, by header and by content,
 * in Spanish, English and Portuguese; and where the header is. */
#ifndef DOMAIN_SERVICES_COLUMN_RECOGNITION_H
#define DOMAIN_SERVICES_COLUMN_RECOGNITION_H

#include "domain/gateways/phone_numbering.h"
#include "domain/gateways/sheet_reader.h"
#include "domain/models/batch.h"

enum { RECOGNITION_ROWS = 50 };

/* The first rows of a sheet, kept. */
struct sample_row {
    int64_t row; /* 1-based */
    const struct cell *cells;
    size_t n;
};
struct recognition {
    int64_t header_row; /* 0: the sheet has no header */
    struct column *columns;
    size_t n;
};

/* header_row 0: to be found. Several phone columns are possible: all COLUMN_PHONE, in order of
 * trial. No phone column found: ERR_INVALID "columns.no_phone", with ret filled all the same. */
enum err recognise_columns(struct arena *arena, const struct sample_row *rows, size_t n,
                           int64_t header_row, struct phone_numbering phones, struct str country,
                           struct recognition *ret, struct error *error) MUST_USE;
/* Lower case, accents and punctuation gone, blanks to one '_': the name scripts use. */
struct str variable_name(struct arena *arena, struct str header);

#endif
