/* tests/fakes/memory_sheets.h - sheets without files: what a test wrote down is read, and what is
 * written is kept. A row is one text, its cells divided by '|'. One thread. */
#ifndef FAKES_MEMORY_SHEETS_H
#define FAKES_MEMORY_SHEETS_H

#include "domain/gateways/sheet_reader.h"
#include "domain/gateways/sheet_writer.h"

struct written_sheet {
    struct str path, name;
    enum sheet_format format;
    struct str headers;
    struct str *rows;
    size_t n;
    bool closed, abandoned;
};
struct memory_sheets {
    struct arena arena;
    /* every file reads as these; the first is row 1, an empty one is left out */
    const struct str *rows;
    size_t n;
    size_t fail_at;    /* with fail: after so many rows of a whole reading, not of a look */
    enum err fail;     /* ERR_OK: it does not */
    const char *slug;  /* of fail */
    enum err fail_row; /* what the next row written fails with */
    struct param facts[ERROR_PARAMS]; /* what the sentence of either names */

    struct written_sheet written[8]; /* oldest first */
    size_t written_n;
};

void memory_sheets_begin(struct memory_sheets *sheets);
void memory_sheets_end(struct memory_sheets *sheets);
struct sheet_reader memory_sheet_reader(struct memory_sheets *sheets);
struct sheet_writer memory_sheet_writer(struct memory_sheets *sheets);

#endif
