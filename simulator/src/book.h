/* book.h - what truly happened, in order: the judge of every test. Lines of JSON that are only ever
 * added, in memory and in a file that is synced before the provider answers. */
#ifndef SIMULATOR_BOOK_H
#define SIMULATOR_BOOK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct book;

/* An empty file: in memory only. A file that is there is added to; its old lines are not shown.
 * ERR_UNAVAILABLE "simulator.cannot_open" {file}. */
enum err book_open(struct str file, struct book **ret, struct error *error) MUST_USE;
/* One line without its newline. durable: returns when it is on disk (many share one sync). A disk
 * that refuses ends the process: a judge without memory is none. */
void book_add(struct book *book, struct str line, bool durable);
/* The lines from number `from` on, as the members of a JSON array; *n is how many there are. */
struct str book_lines(struct book *book, struct arena *arena, int64_t from, int64_t *n);
void book_close(struct book *book);

#endif
