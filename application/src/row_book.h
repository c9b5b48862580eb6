/* application/src/row_book.h - the rows of one batch of which something is to be said: kept as the
 * sheet is read, so that people can see them one by one, and mend them. */
#ifndef APPLICATION_ROW_BOOK_H
#define APPLICATION_ROW_BOOK_H

#include "application/ports.h"
#include "domain/models/batch_row.h"

struct row_book {
    const struct ports *ports;
    const struct batch *batch;
    struct str language;
    struct batch_row *fixes; /* by persons, in the order of rows */
    size_t n, at;
    int64_t kept;            /* so far */
    struct batch_row **page; /* of the page under way, in its arena */
    size_t page_n, page_room;
};

/* A reading begins: what the one before kept is gone, but for what people wrote. */
enum err row_book_open(struct row_book *book, struct scope *scope) MUST_USE;
/* What a person wrote into this row; NULL: nothing. Rows are asked for in their order. */
struct batch_row *row_book_fix(struct row_book *book, int64_t row);
/* The row, its cells and what is said of it; beyond BATCH_ROWS_KEPT only fixes are kept. */
void row_book_add(struct row_book *book, struct scope *page, struct batch_row *fix, int64_t row,
                  const struct cell *cells, size_t n, const struct row_result *result);
/* Writes those of this page, whose arena ends. */
enum err row_book_flush(struct row_book *book, struct scope *page) MUST_USE;

/* What is said of a row, as sentences. */
void row_remarks(const struct ports *ports, struct arena *arena, struct str language,
                 const struct row_result *result, struct batch_row *ret);
/* What is said of a kept row, with what its sentences name: its cells are looked at again. */
struct row_note *row_notes_again(const struct ports *ports, struct arena *arena,
                                 const struct batch *batch, const struct batch_row *row);
/* The row's sentences in another language than they were kept in. */
void row_say_again(const struct ports *ports, struct arena *arena, struct str language,
                   const struct batch *batch, struct batch_row *row);
/* Every row of the batch that is kept, fixes or not. */
enum err row_book_remove(const struct ports *ports, struct scope *scope,
                         struct batch_id batch) MUST_USE;

#endif
