/* storage/s3/writing.c - what fits into one part is one request; the rest goes up part by part and
 * appears when the last is in. A mark in the metadata says whose write it was, when the answer to
 * one is lost and its repetition is told that there is an object already. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "codec/crypto.h"
#include "storage/digest.h"
#include "storage/file_source.h"
#include "storage/s3/s3_storage.h"

enum { MARK_BYTES = 16, PARTS_MOST = 10000, LIST_MOST = 4 << 20 };

struct writing {
    struct s3_storage *storage;
    struct arena *arena;
    struct str key, mark, upload;
    char *part; /* the part being filled, part_bytes long */
    size_t filled;
    struct digest digest;
    int64_t bytes, most;
    int parts;
    struct strbuf list; /* of the parts that are up */
    struct error *error;
};

static enum err object_exists(struct error *error)
{
    return FAIL(error, ERR_EXISTS, "object.exists");
}

/* ERR_NOT_FOUND: there is none. */
static enum err look(struct writing *w, struct s3_answer *ret)
{
    struct s3_call call = { .method = "HEAD", .key = w->key };

    *ret = s3_send(w->storage->client, w->arena, &call);
    return ret->status == 200 ? ERR_OK : s3_failed(ret, w->error);
}

/* Somebody's object is there: ours, if an earlier try got through without an answer. Tries are not
 * counted: curl repeats by itself what dies on a connection that was used before. */
static enum err whose(struct writing *w)
{
    struct s3_answer there;

    TRY(look(w, &there));
    return str_eq(there.mark, w->mark) ? ERR_OK : object_exists(w->error);
}

static enum err put_whole(struct writing *w)
{
    struct s3_call call = { .method = "PUT", .key = w->key, .body = { w->part, w->filled } };
    struct s3_answer answer;

    s3_pairs_add(&call.headers, STR("if-none-match"), STR("*"));
    s3_pairs_add(&call.headers, STR("x-amz-meta-mark"), w->mark);
    answer = s3_send(w->storage->client, w->arena, &call);
    if (answer.status == 412)
        return whose(w);
    return answer.status == 200 ? ERR_OK : s3_failed(&answer, w->error);
}

/* -- in parts -- */

static enum err begin_parts(struct writing *w)
{
    struct s3_call call = { .method = "POST", .key = w->key };
    struct s3_answer answer;
    struct str upload;

    s3_pairs_add(&call.query, STR("uploads"), STR(""));
    s3_pairs_add(&call.headers, STR("x-amz-meta-mark"), w->mark);
    answer = s3_send(w->storage->client, w->arena, &call);
    upload = s3_element(answer.body, "UploadId");
    if (answer.status != 200 || upload.n == 0)
        return s3_failed(&answer, w->error);
    w->upload = upload;
    return ERR_OK;
}

static enum err put_part(struct writing *w)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct s3_call call = { .method = "PUT", .key = w->key, .body = { w->part, w->filled } };
    struct s3_answer answer;

    if (w->upload.p == NULL)
        TRY(begin_parts(w));
    if (++w->parts > PARTS_MOST)
        return FAIL_WITH(w->error, ERR_EXHAUSTED, "object.too_large",
                         P_I64("limit", PARTS_MOST * w->storage->config.part_bytes));
    s3_pairs_add(&call.query, STR("partNumber"), str_format(&arena, "%d", w->parts));
    s3_pairs_add(&call.query, STR("uploadId"), w->upload);
    answer = s3_send(w->storage->client, &arena, &call);
    if (answer.status != 200 || answer.etag.n == 0)
        return s3_failed(&answer, w->error);
    strbuf_addf(&w->list, "<Part><PartNumber>%d</PartNumber><ETag>%.*s</ETag></Part>", w->parts,
                STR_ARG(answer.etag));
    w->filled = 0;
    return ERR_OK;
}

static enum err complete(struct writing *w)
{
    struct s3_call call = { .method = "POST", .key = w->key };
    struct s3_answer answer;

    call.body = str_format(w->arena, "<CompleteMultipartUpload>%.*s</CompleteMultipartUpload>",
                           STR_ARG(strbuf_str(&w->list)));
    s3_pairs_add(&call.query, STR("uploadId"), w->upload);
    s3_pairs_add(&call.headers, STR("if-none-match"), STR("*"));
    answer = s3_send(w->storage->client, w->arena, &call);
    if (answer.status == 412 || str_eq(answer.code, STR("NoSuchUpload")))
        return whose(w);
    return answer.status == 200 && answer.code.n == 0 ? ERR_OK : s3_failed(&answer, w->error);
}

/* What nobody will complete is paid for until it is given up. */
static void give_up(struct writing *w)
{
    struct s3_call call = { .method = "DELETE", .key = w->key };

    if (w->upload.p == NULL)
        return;
    s3_pairs_add(&call.query, STR("uploadId"), w->upload);
    s3_send(w->storage->client, w->arena, &call);
}

/* -- the stream -- */

static enum err take(struct writing *w, size_t got)
{
    if ((int64_t)got > w->most - w->bytes)
        return FAIL_WITH(w->error, ERR_EXHAUSTED, "object.too_large", P_I64("limit", w->most));
    digest_add(&w->digest, w->part + w->filled, got);
    w->bytes += (int64_t)got;
    w->filled += got;
    return ERR_OK;
}

static enum err stream(struct writing *w, object_source *source, void *from)
{
    size_t room = (size_t)w->storage->config.part_bytes, got;

    for (;;) {
        if (w->filled == room)
            TRY(put_part(w));
        TRY(source(from, w->part + w->filled, room - w->filled, &got));
        if (got == 0)
            break;
        TRY(take(w, got));
    }
    if (w->upload.p == NULL)
        return put_whole(w);
    if (w->filled > 0)
        TRY(put_part(w));
    return complete(w);
}

/* Nobody uploads gigabytes to hear at the end that the key is taken; and a store that does not obey
 * If-None-Match is asked at least once. */
static enum err must_be_free(struct writing *w)
{
    struct s3_answer there;
    enum err err = look(w, &there);

    if (err == ERR_OK)
        return object_exists(w->error);
    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(w->error);
    return ERR_OK;
}

static struct str new_mark(struct s3_storage *storage, struct arena *arena)
{
    unsigned char bytes[MARK_BYTES];

    VIA(storage->config.random, bytes, bytes, sizeof bytes);
    return hex_print(arena, (struct str){ (const char *)bytes, sizeof bytes });
}

enum err s3_put(void *self, struct arena *arena, struct str key, object_source *source, void *from,
                int64_t most, struct object_info *ret, struct error *error)
{
    struct s3_storage *storage = self;
    CLEANUP(arena_release) struct arena own = arena_init();
    CLEANUP(cleanup_free) char *part = NULL;
    struct error ignored = { .arena = &own };
    struct writing w = { .storage = storage,
                         .arena = &own,
                         .key = key,
                         .mark = new_mark(storage, &own),
                         .list = strbuf_init(&own, LIST_MOST),
                         .most = most,
                         .error = error != NULL ? error : &ignored };
    enum err err;

    if (!object_key_is_valid(key))
        return s3_bad_key(error);
    TRY(must_be_free(&w));
    w.part = part = malloc((size_t)storage->config.part_bytes);
    if (part == NULL)
        abort();
    digest_begin(&w.digest);
    err = stream(&w, source, from);
    if (err == ERR_OK)
        *ret = (struct object_info){ w.bytes, digest_hex(&w.digest, arena) };
    else
        give_up(&w);
    digest_end(&w.digest);
    return err;
}

/* A scratch file did its work; another is its owner's. */
enum err s3_put_file(void *self, struct arena *arena, struct str key, struct str path,
                     struct object_info *ret, struct error *error)
{
    CLEANUP(arena_release) struct arena own = arena_init();
    const struct s3_storage *storage = self;
    const char *name = str_c(&own, path);
    CLEANUP(cleanup_fd) int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct file_source source = { fd, s3_errno, error };

    if (!object_key_is_valid(key))
        return s3_bad_key(error);
    if (fd < 0)
        return errno == ENOENT ? FAIL(error, ERR_NOT_FOUND, "object.not_found") : s3_errno(error);
    TRY(s3_put(self, arena, key, file_source_read, &source, INT64_MAX, ret, error));
    if (str_starts(path, str_format(&own, "%.*s/s3-", STR_ARG(storage->config.scratch_folder))))
        unlink(name);
    return ERR_OK;
}
