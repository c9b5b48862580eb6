/* services/column_evidence.h - what the cells of a column look like, in per cent of those filled.
 */
#ifndef SERVICES_COLUMN_EVIDENCE_H
#define SERVICES_COLUMN_EVIDENCE_H

#include "domain/gateways/phone_numbering.h"
#include "domain/services/column_recognition.h"

/* Enough cells to hold against a header. */
enum { EVIDENCE_ENOUGH = 3 };

struct column_evidence {
    int64_t filled;
    int64_t phones;   /* valid ones in the country, or in any with a plus */
    int64_t digits;   /* five digits or more */
    int64_t letters;  /* more letters than anything else */
    int64_t names;    /* two words or more, letters only */
    int64_t distinct; /* of the first cells */
    int64_t emails, dates, amounts, countries, zones;
};

struct evidence_source {
    struct arena *arena;
    const struct sample_row *rows; /* of data, without the header */
    size_t n;
    struct phone_numbering phones;
    struct str country;
};

struct column_evidence column_evidence(const struct evidence_source *source, size_t column);

/* A cell that no header is: a number, a date, an address, a phone. */
bool looks_like_data(struct arena *arena, const struct cell *cell, struct str country);

#endif
