/* domain/gateways/object_store.h - files by key: sheets, reports, exports, recordings. Keys begin
 * with the account. A key is written once. */
#ifndef DOMAIN_GATEWAYS_OBJECT_STORE_H
#define DOMAIN_GATEWAYS_OBJECT_STORE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"
#include "base/time.h"

enum { OBJECT_KEY_MOST = 512, OBJECT_PARTS_MOST = 16, OBJECT_PART_MOST = 255 };

/* Parts of A-Z a-z 0-9 . _ - between single '/', the first of them the account; no part begins with
 * '.'. */
bool object_key_is_valid(struct str key);

/* Fills up to n bytes; *got 0: the end. */
typedef enum err object_source(void *from, void *buffer, size_t n, size_t *got);

struct object_info {
    int64_t bytes;
    struct str sha256; /* hexadecimal */
};

struct object_store_ops {
    /* ERR_EXISTS "object.exists"; ERR_EXHAUSTED "object.too_large" {limit} | "object.no_space";
     * nothing is left behind of a put that fails. most: bytes. A key that leads elsewhere is
     * ERR_INVALID "object.bad_key", here and below. */
    enum err (*put)(void *self, struct arena *arena, struct str key, object_source *source,
                    void *from, int64_t most, struct object_info *ret,
                    struct error *error) MUST_USE;
    /* Puts an existing local file, which is moved or copied. */
    enum err (*put_file)(void *self, struct arena *arena, struct str key, struct str path,
                         struct object_info *ret, struct error *error) MUST_USE;
    /* ERR_NOT_FOUND "object.not_found". Reads a range: at most n bytes from offset. */
    enum err (*read)(void *self, struct str key, int64_t offset, void *buffer, size_t n,
                     size_t *got, struct error *error) MUST_USE;
    /* A path at which a local program may read it until release_path(). */
    enum err (*local_path)(void *self, struct arena *arena, struct str key, struct str *ret,
                           struct error *error) MUST_USE;
    void (*release_path)(void *self, struct str path);
    /* An empty local file to be written and then given to put_file(). */
    enum err (*scratch)(void *self, struct arena *arena, struct str *ret,
                        struct error *error) MUST_USE;
    enum err (*remove)(void *self, struct str key,
                       struct error *error) MUST_USE; /* absent: ERR_OK */
    /* An address at which whoever has it may fetch the object for so long, under that file name;
     * *ret is STR_NONE where the store has no addresses. It does not ask whether the object is
     * there. */
    enum err (*link)(void *self, struct arena *arena, struct str key, struct str name,
                     struct duration life, struct str *ret, struct error *error) MUST_USE;
};
struct object_store {
    const struct object_store_ops *ops;
    void *self;
};

#endif
