/* v1/csv_lines.h - lists as CSV files that are written while they are sent: one of millions of
 * lines takes no more memory than a page of it. */
#ifndef V1_CSV_LINES_H
#define V1_CSV_LINES_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "v1/handlers.h"

/* Quoted; what a spreadsheet would take for a formula is made a text. first: of its line. */
void csv_put(struct strbuf *b, struct str text, bool first);

struct csv_file {
    const char *name;
    const struct record *record; /* of the items; its filters are the file's */
    const char *titles;          /* "seq,created_at" */
    size_t page_bytes;           /* that a page's lines never exceed */
    enum err (*list)(const struct ports *ports, struct scope *scope, const struct page_query *query,
                     struct page *ret) MUST_USE;
    void (*put_cells)(struct strbuf *b, struct arena *arena, const void *item);
};
/* Answers with the file, of the items that the request's filters choose. Its first page is read
 * before anything is sent: what is wrong with the question is an honest refusal. */
enum err response_csv(struct request *req, struct response *res,
                      const struct csv_file *file) MUST_USE;

#endif
