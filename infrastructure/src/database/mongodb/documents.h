/* database/mongodb/documents.h - one document at a time: the only file that asks the server for
 * reads and writes. A document that was read is its bytes in the session's arena; STR_NONE: there
 * is none. Errors of the server: ERR_UNAVAILABLE "store.unavailable"; whether a write was done is
 * not known then, and everything here may be repeated. */
#ifndef MONGODB_DOCUMENTS_H
#define MONGODB_DOCUMENTS_H

#include "database/mongodb/store.h"

/* -- making -- */

void put_id(bson_t *doc, const char *name, struct id128 id);  /* none is null */
void put_key(bson_t *doc, const char *name, struct id128 id); /* none is sixteen zeros */
void put_i64(bson_t *doc, const char *name, int64_t value);
void put_bool(bson_t *doc, const char *name, bool value);
void put_str(bson_t *doc, const char *name, struct str value);   /* STR_NONE is null */
void put_bytes(bson_t *doc, const char *name, struct str value); /* STR_NONE is null */
/* That `name` is one of these, each written by `put`. */
void put_any_of(bson_t *filter, const char *name, const struct str *values, size_t n,
                void (*put)(bson_t *doc, const char *name, struct str value));
/* That _id is that of one of these documents, whatever it is made of. */
void put_any_id(bson_t *filter, const struct str *documents, size_t n);
void put_document(bson_t *doc, const char *name, const bson_t *value);
/* {name: {op: value}} */
void put_compare(bson_t *doc, const char *name, const char *op, int64_t value);
/* account and id: the _id of most documents. */
struct str record_key(struct arena *arena, struct id128 account, struct id128 id);

/* -- reading what was read -- */

bool document_find(struct str document, const char *name, bson_iter_t *ret);
int64_t document_i64(struct str document, const char *name); /* 0: none */
struct str document_str(struct str document, const char *name);
struct str document_bytes(struct str document, const char *name);
struct str document_inside(struct str document, const char *name); /* of a document or an array */
struct id128 document_id(struct str document, const char *name);
bool document_bool(struct str document, const char *name);
struct str bson_bytes(const bson_t *doc); /* a view */
/* A view as a bson_t; the bytes are the server's, so they are sound. */
void bson_view(bson_t *ret, struct str document);

/* -- asking -- */

enum err document_by_id(struct session *s, const char *collection, struct str id,
                        struct str *ret) MUST_USE;
/* The first that the filter finds. opts: sort, projection, hint; may be NULL. */
enum err document_one(struct session *s, const char *collection, const bson_t *filter,
                      const bson_t *opts, struct str *ret) MUST_USE;

struct documents {
    struct str *items;
    size_t n, capacity;
};
/* At most `limit` (0: all) in the order of `sort`, a document, NULL: any. */
enum err documents_find(struct session *s, const char *collection, const bson_t *filter,
                        const bson_t *sort, int64_t limit, struct documents *ret) MUST_USE;
enum err documents_aggregate(struct session *s, const char *collection, const bson_t *pipeline,
                             struct documents *ret) MUST_USE;
enum err documents_count(struct session *s, const char *collection, const bson_t *filter,
                         int64_t limit, int64_t *ret) MUST_USE;

/* -- writing: majority, journaled -- */

/* *added false: a unique value of it is there already. */
enum err document_add(struct session *s, const char *collection, const bson_t *doc,
                      bool *added) MUST_USE;
/* In order; *added: how many went in before one whose unique value was there, or n. */
enum err documents_add(struct session *s, const char *collection, const bson_t *const *docs,
                       size_t n, size_t *added) MUST_USE;
/* In any order; those that are there already are passed over. added: which went in; may be NULL. */
enum err documents_add_missing(struct session *s, const char *collection, const bson_t *const *docs,
                               size_t n, bool *added) MUST_USE;
/* One document that fits the filter; *matched false: none did. */
enum err document_change(struct session *s, const char *collection, const bson_t *filter,
                         const bson_t *update, bool *matched) MUST_USE;
/* The same; makes it if there is none. The filter is of equalities, on _id. */
enum err document_put(struct session *s, const char *collection, const bson_t *filter,
                      const bson_t *update) MUST_USE;
enum err document_remove(struct session *s, const char *collection, const bson_t *filter,
                         bool *removed) MUST_USE;
enum err documents_remove(struct session *s, const char *collection, const bson_t *filter,
                          int64_t *removed) MUST_USE;

/* -- many in one command -- */

/* New fields of one document, on condition of its version. */
struct change {
    struct str id;
    int64_t was;
    bson_t *set;  /* the caller's */
    bool written; /* false: it has another version */
};
/* Each by itself, in any order: some may be written and others not. An answer that says only how
 * many leaves a second question, by a mark that the write left; one that was written over in that
 * moment counts as not written, so a step that is asked again must know itself. */
enum err documents_change(struct session *s, const char *collection, struct change *changes,
                          size_t n) MUST_USE;
/* The same where nobody asks which were written. */
enum err documents_change_some(struct session *s, const char *collection, struct change *changes,
                               size_t n) MUST_USE;
/* Updates of one document each, in any order; those that are not there are passed over. */
enum err documents_update(struct session *s, const char *collection, bson_t *const *filters,
                          bson_t *const *updates, size_t n) MUST_USE;
/* Those of these ids that are there, in any order. */
enum err documents_by_ids(struct session *s, const char *collection, const struct str *ids,
                          size_t n, struct documents *ret) MUST_USE;
/* The one of them that has this id; STR_NONE: none has. */
struct str documents_with(const struct documents *found, struct str id);

/* Somebody was faster at a document: before the next try, a moment by chance, longer with each, so
 * that many who want the same one get it one after the other. */
void wait_for_turn(struct session *s, int tries);

/* What the server said, for the log, and ERR_UNAVAILABLE. */
enum err server_failed(struct session *s, const char *collection, const bson_error_t *why) MUST_USE;

#endif
