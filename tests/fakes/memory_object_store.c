/* tests/fakes/memory_object_store.c - the port object_store over a list. */
#include "fakes/memory_object_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "codec/crypto.h"

enum { PIECE = 65536, BYTES_MOST = 1 << 30 };

struct memory_objects *memory_objects_new(void)
{
    struct memory_objects *objects = calloc(1, sizeof *objects);

    if (objects == NULL)
        abort();
    objects->arena = arena_init();
    return objects;
}

static void file_name(const struct memory_objects *objects, unsigned i, char ret[96])
{
    snprintf(ret, 96, "%s/%u", objects->folder, i);
}

void memory_objects_free(struct memory_objects *objects)
{
    char path[96];

    if (objects == NULL)
        return;
    for (unsigned i = 0; i < objects->files; i++) {
        file_name(objects, i, path);
        unlink(path);
    }
    if (objects->folder[0] != '\0')
        rmdir(objects->folder);
    arena_release(&objects->arena);
    free(objects);
}

static struct memory_object *find(struct memory_objects *objects, struct str key)
{
    for (size_t i = 0; i < objects->n; i++)
        if (str_eq(objects->items[i].key, key))
            return &objects->items[i];
    return NULL;
}

static enum err check_key(struct memory_objects *objects, struct str key,
                          struct memory_object **ret, struct error *error)
{
    if (!object_key_is_valid(key))
        return FAIL(error, ERR_INVALID, "object.bad_key");
    *ret = find(objects, key);
    return *ret != NULL ? ERR_OK : FAIL(error, ERR_NOT_FOUND, "object.not_found");
}

static void add(struct memory_objects *objects, struct str key, struct str bytes)
{
    if (objects->n == objects->capacity) {
        const struct memory_object *old = objects->items;

        objects->capacity = objects->capacity == 0 ? 16 : objects->capacity * 2;
        objects->items = ARENA_ARRAY(&objects->arena, struct memory_object, objects->capacity);
        for (size_t i = 0; i < objects->n; i++)
            objects->items[i] = old[i];
    }
    objects->items[objects->n++] =
        (struct memory_object){ str_copy(&objects->arena, key), str_copy(&objects->arena, bytes) };
}

static struct object_info info_of(struct arena *arena, struct str bytes)
{
    unsigned char digest[SHA256_BYTES];

    sha256(bytes, digest);
    return (struct object_info){
        (int64_t)bytes.n, hex_print(arena, (struct str){ (const char *)digest, sizeof digest })
    };
}

static enum err memory_put(void *self, struct arena *arena, struct str key, object_source *source,
                           void *from, int64_t most, struct object_info *ret, struct error *error)
{
    struct memory_objects *objects = self;
    struct strbuf bytes = strbuf_init(&objects->arena, BYTES_MOST);
    enum err failed = objects->fail_next;
    size_t got;

    objects->fail_next = ERR_OK;
    if (failed != ERR_OK)
        return FAIL(error, failed, "object.unavailable");
    if (!object_key_is_valid(key))
        return FAIL(error, ERR_INVALID, "object.bad_key");
    do {
        char *at = strbuf_reserve(&bytes, PIECE);

        TRY(source(from, at, PIECE, &got));
        strbuf_added(&bytes, got);
        if ((int64_t)bytes.n > most)
            return FAIL_WITH(error, ERR_EXHAUSTED, "object.too_large", P_I64("limit", most));
    } while (got > 0);
    if (find(objects, key) != NULL)
        return FAIL(error, ERR_EXISTS, "object.exists");
    add(objects, key, strbuf_str(&bytes));
    *ret = info_of(arena, strbuf_str(&bytes));
    return ERR_OK;
}

static enum err read_file(void *from, void *buffer, size_t n, size_t *got)
{
    *got = fread(buffer, 1, n, from);
    return ERR_OK;
}

static enum err memory_put_file(void *self, struct arena *arena, struct str key, struct str path,
                                struct object_info *ret, struct error *error)
{
    const char *name = str_c(arena, path);
    FILE *file = fopen(name, "rb");
    enum err err;

    if (file == NULL)
        return FAIL(error, ERR_NOT_FOUND, "object.not_found");
    err = memory_put(self, arena, key, read_file, file, INT64_MAX, ret, error);
    fclose(file);
    if (err == ERR_OK)
        unlink(name);
    return err;
}

static enum err memory_read(void *self, struct str key, int64_t offset, void *buffer, size_t n,
                            size_t *got, struct error *error)
{
    struct memory_object *object;
    struct str rest;

    TRY(check_key(self, key, &object, error));
    rest = str_slice(object->bytes, (size_t)offset, object->bytes.n);
    *got = rest.n < n ? rest.n : n;
    if (*got > 0)
        memcpy(buffer, rest.p, *got);
    return ERR_OK;
}

static struct str new_file(struct memory_objects *objects, struct arena *arena, struct str bytes)
{
    char path[96];
    FILE *file;

    if (objects->folder[0] == '\0') {
        strcpy(objects->folder, "/tmp/memory_objects.XXXXXX");
        if (mkdtemp(objects->folder) == NULL)
            abort();
    }
    file_name(objects, objects->files++, path);
    file = fopen(path, "wb");
    if (file == NULL || (bytes.n > 0 && fwrite(bytes.p, 1, bytes.n, file) != bytes.n))
        abort();
    fclose(file);
    return str_copy(arena, str_from_c(path));
}

static enum err memory_local_path(void *self, struct arena *arena, struct str key, struct str *ret,
                                  struct error *error)
{
    struct memory_object *object;

    TRY(check_key(self, key, &object, error));
    *ret = new_file(self, arena, object->bytes);
    return ERR_OK;
}

static void memory_release_path(void *self, struct str path)
{
    struct arena arena = arena_init();

    (void)self;
    unlink(str_c(&arena, path));
    arena_release(&arena);
}

static enum err memory_scratch(void *self, struct arena *arena, struct str *ret,
                               struct error *error)
{
    (void)error;
    *ret = new_file(self, arena, STR(""));
    return ERR_OK;
}

static enum err memory_remove(void *self, struct str key, struct error *error)
{
    struct memory_objects *objects = self;
    struct memory_object *object;
    enum err err = check_key(objects, key, &object, error);

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *object = objects->items[--objects->n];
    return ERR_OK;
}

static enum err memory_link(void *self, struct arena *arena, struct str key, struct str name,
                            struct duration life, struct str *ret, struct error *error)
{
    (void)self;
    (void)arena;
    (void)name;
    (void)life;
    if (!object_key_is_valid(key))
        return FAIL(error, ERR_INVALID, "object.bad_key");
    *ret = STR_NONE;
    return ERR_OK;
}

struct object_store memory_object_store(struct memory_objects *objects)
{
    static const struct object_store_ops ops = {
        .put = memory_put,
        .put_file = memory_put_file,
        .read = memory_read,
        .local_path = memory_local_path,
        .release_path = memory_release_path,
        .scratch = memory_scratch,
        .remove = memory_remove,
        .link = memory_link,
    };

    return (struct object_store){ &ops, objects };
}
