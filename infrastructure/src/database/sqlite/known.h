/* database/sqlite/known.h - what was read lately of the few records that every request asks for,
 * kept beside the connections: who a key or a session is, and whose. Nothing here is older than the
 * last commit that touched its table: each commit tells which it wrote, before anybody hears that
 * it is durable. It works because one process holds the store. */
#ifndef SQLITE_KNOWN_H
#define SQLITE_KNOWN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/field.h"

enum { KNOWN_TABLES = 4, KNOWN_KEY_MOST = 128 };

struct known;

struct known *known_new(void);
void known_free(struct known *known); /* NULL is allowed */

/* Bit of a table by its name; 0: it is not kept here. */
unsigned known_bit(const char *table);

/* What is asked: by whose name a record was looked up. */
struct known_ask {
    const struct record *record;
    unsigned bit;                      /* 0: nothing is kept, all below does nothing */
    unsigned char key[KNOWN_KEY_MOST]; /* its first n bytes */
    size_t n;
    uint64_t generation; /* of the table when the asking began */
};
/* parts: what tells this asking from all others of the record. Before the store is read. */
struct known_ask known_ask(const struct known *known, const struct record *record,
                           const struct str *parts, size_t n);
/* A copy in the arena; false: it is not known. */
bool known_take(struct known *known, const struct known_ask *ask, struct arena *arena, void **ret);
/* What the store answered. */
void known_keep(struct known *known, const struct known_ask *ask, const void *object);
/* A commit wrote these tables. */
void known_forget(struct known *known, unsigned bits);

#endif
