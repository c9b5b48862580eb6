/* storage/local/writing.c - an object is written beside, made durable, then linked under its name:
 * it is there whole or not at all, and never over another. */
#include "storage/local/writing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/file_source.h"

enum { PIECE = 256 * 1024 };

/* A file in scratch/ that goes away unless it was linked; it goes away then too, its object stays.
 */
struct draft {
    struct local_storage *storage;
    char name[FILE_NAME_BYTES];
    int fd;
};

static void draft_end(struct draft *draft)
{
    if (draft->fd < 0)
        return;
    close(draft->fd);
    unlinkat(draft->storage->scratch, draft->name, 0);
}

static enum err draft_open(struct local_storage *storage, struct draft *ret, struct error *error)
{
    ret->storage = storage;
    object_scratch_name(storage, ret->name);
    ret->fd = openat(storage->scratch, ret->name,
                     O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return ret->fd < 0 ? object_errno(error) : ERR_OK;
}

static enum err write_all(int fd, const char *bytes, size_t n, struct error *error)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return object_errno(error);
        bytes += written;
        n -= (size_t)written;
    }
    return ERR_OK;
}

/* Draws the source to its end, into the file and the digest. */
static enum err fill(int fd, object_source *source, void *from, int64_t most, struct digest *digest,
                     int64_t *bytes, struct arena *arena, struct error *error)
{
    char *buffer = arena_alloc(arena, PIECE);
    size_t got;

    for (*bytes = 0;; *bytes += (int64_t)got) {
        TRY(source(from, buffer, PIECE, &got));
        if (got == 0)
            return ERR_OK;
        if ((int64_t)got > most - *bytes)
            return FAIL_WITH(error, ERR_EXHAUSTED, "object.too_large", P_I64("limit", most));
        digest_add(digest, buffer, got);
        TRY(write_all(fd, buffer, got, error));
    }
}

/* The name, in one step. linkat() refuses one that is taken. */
static enum err publish(struct local_storage *storage, const char *draft, const char *key,
                        struct error *error)
{
    CLEANUP(cleanup_descriptor) int folder = -1;
    const char *name;

    TRY(object_open_folder(storage, key, true, &folder, &name, error));
    if (linkat(storage->scratch, draft, folder, name, 0) != 0 || fsync(folder) != 0)
        return object_errno(error);
    return ERR_OK;
}

enum err local_put(void *self, struct arena *arena, struct str key, object_source *source,
                   void *from, int64_t most, struct object_info *ret, struct error *error)
{
    CLEANUP(draft_end) struct draft draft = { .fd = -1 };
    CLEANUP(digest_end) struct digest digest = { 0 };
    CLEANUP(arena_release) struct arena buffers = arena_init();
    int64_t bytes;

    if (!object_key_is_valid(key))
        return object_bad_key(error);
    TRY(draft_open(self, &draft, error));
    digest_begin(&digest);
    TRY(fill(draft.fd, source, from, most, &digest, &bytes, &buffers, error));
    if (fsync(draft.fd) != 0)
        return object_errno(error);
    TRY(publish(self, draft.name, str_c(&buffers, key), error));
    *ret = (struct object_info){ bytes, digest_hex(&digest, arena) };
    return ERR_OK;
}

/* The name in scratch/ if the path is one that scratch() gave; NULL: a file from elsewhere. */
static const char *scratch_name(const struct local_storage *storage, const char *path)
{
    size_t n = strlen(storage->root);
    static const char folder[] = "/scratch/";

    if (strncmp(path, storage->root, n) != 0 || strncmp(path + n, folder, sizeof folder - 1) != 0)
        return NULL;
    path += n + sizeof folder - 1;
    return strchr(path, '/') == NULL ? path : NULL;
}

/* Reads through it for the digest; a scratch file is then moved, another is copied. */
static enum err digest_file(int fd, struct arena *buffers, struct object_info *ret,
                            struct arena *arena, struct error *error)
{
    CLEANUP(digest_end) struct digest digest = { 0 };
    char *buffer = arena_alloc(buffers, PIECE);
    struct file_source file = { fd, object_errno, error };
    int64_t bytes = 0;
    size_t got;

    digest_begin(&digest);
    for (;; bytes += (int64_t)got) {
        TRY(file_source_read(&file, buffer, PIECE, &got));
        if (got == 0)
            break;
        digest_add(&digest, buffer, got);
    }
    *ret = (struct object_info){ bytes, digest_hex(&digest, arena) };
    return ERR_OK;
}

enum err local_put_file(void *self, struct arena *arena, struct str key, struct str path,
                        struct object_info *ret, struct error *error)
{
    CLEANUP(arena_release) struct arena buffers = arena_init();
    struct local_storage *storage = self;
    const char *file = str_c(&buffers, path), *name = scratch_name(storage, file);
    CLEANUP(cleanup_descriptor) int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct file_source source = { fd, object_errno, error };
    struct object_info info;

    if (!object_key_is_valid(key))
        return object_bad_key(error);
    if (fd < 0)
        return object_errno(error);
    if (name == NULL)
        return local_put(self, arena, key, file_source_read, &source, INT64_MAX, ret, error);
    TRY(digest_file(fd, &buffers, &info, arena, error));
    if (fsync(fd) != 0)
        return object_errno(error);
    TRY(publish(storage, name, str_c(&buffers, key), error));
    unlinkat(storage->scratch, name, 0);
    *ret = info;
    return ERR_OK;
}
