/* documents.h - agents, LLMs and phone numbers: kept as the objects that were sent, since every
 * setting comes back in the answers. Not for several threads: the world's lock guards them. */
#ifndef SIMULATOR_DOCUMENTS_H
#define SIMULATOR_DOCUMENTS_H

#include <stdio.h>

#include "base/arena.h"
#include "base/enum_names.h"
#include "base/error.h"
#include "base/time.h"
#include "codec/json.h"

enum document_kind { DOCUMENT_AGENT = 1, DOCUMENT_LLM, DOCUMENT_NUMBER };
ENUM_NAMES_DECLARE(document_kind)

struct document {
    struct arena arena; /* of this version */
    enum document_kind kind;
    struct str id;
    int64_t version;
    struct instant modified_at;
    const struct json *fields;
};

struct documents {
    struct document **items; /* in order of birth */
    size_t n, capacity;
    FILE *state; /* NULL: not kept */
};

/* Reads what the file has and adds to it from then on. Empty: nothing is kept. ERR_INVALID
 * "simulator.bad_state" {file}; ERR_UNAVAILABLE "simulator.cannot_open" {file}. */
enum err documents_open(struct str file, struct documents *ret, struct error *error) MUST_USE;
void documents_close(struct documents *docs);
struct document *document_find(const struct documents *docs, enum document_kind kind,
                               struct str id);
/* Creates it, or lays the members of `fields` over those that it has. */
struct document *document_put(struct documents *docs, enum document_kind kind, struct str id,
                              struct instant now, const struct json *fields);
void document_delete(struct documents *docs, struct document *doc);
/* As an answer shows it. */
void document_print(struct json_writer *w, const struct document *doc);

/* A copy that lives in another arena. */
const struct json *json_clone(struct arena *arena, const struct json *node);

#endif
