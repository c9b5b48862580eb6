/* storage/local/local_storage.c - opening, reading, scratch files, removing. */
#include "storage/local/local_storage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "storage/local/writing.h"

/* -- reading -- */

static enum err open_object(struct local_storage *storage, struct str key, int *ret,
                            struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(cleanup_descriptor) int folder = -1;
    const char *name;

    if (!object_key_is_valid(key))
        return object_bad_key(error);
    TRY(object_open_folder(storage, str_c(&arena, key), false, &folder, &name, error));
    *ret = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return *ret < 0 ? object_errno(error) : ERR_OK;
}

static enum err local_read(void *self, struct str key, int64_t offset, void *buffer, size_t n,
                           size_t *got, struct error *error)
{
    CLEANUP(cleanup_descriptor) int fd = -1;
    size_t filled = 0;

    TRY(open_object(self, key, &fd, error));
    while (filled < n) {
        ssize_t read_n =
            pread(fd, (char *)buffer + filled, n - filled, (off_t)(offset + (int64_t)filled));

        if (read_n < 0 && errno == EINTR)
            continue;
        if (read_n < 0)
            return object_errno(error);
        if (read_n == 0)
            break;
        filled += (size_t)read_n;
    }
    *got = filled;
    return ERR_OK;
}

/* The object itself: it is written once, so a reader may have it. */
static enum err local_path(void *self, struct arena *arena, struct str key, struct str *ret,
                           struct error *error)
{
    const struct local_storage *storage = self;
    CLEANUP(cleanup_descriptor) int fd = -1;

    TRY(open_object(self, key, &fd, error));
    *ret = str_format(arena, "%s/objects/%.*s", storage->root, STR_ARG(key));
    return ERR_OK;
}

static void local_release_path(void *self, struct str path)
{
    (void)self; /* nothing was copied */
    (void)path;
}

/* -- writing -- */

static enum err local_scratch(void *self, struct arena *arena, struct str *ret, struct error *error)
{
    struct local_storage *storage = self;
    char name[FILE_NAME_BYTES];
    CLEANUP(cleanup_descriptor) int fd = -1;

    object_scratch_name(storage, name);
    fd = openat(storage->scratch, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return object_errno(error);
    *ret = str_format(arena, "%s/scratch/%s", storage->root, name);
    return ERR_OK;
}

static enum err local_remove(void *self, struct str key, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(cleanup_descriptor) int folder = -1;
    const char *name;
    enum err err;

    if (!object_key_is_valid(key))
        return object_bad_key(error);
    err = object_open_folder(self, str_c(&arena, key), false, &folder, &name, error);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (unlinkat(folder, name, 0) != 0 && errno != ENOENT)
        return object_errno(error);
    return fsync(folder) != 0 ? object_errno(error) : ERR_OK;
}

/* A folder has no address. */
static enum err local_link(void *self, struct arena *arena, struct str key, struct str name,
                           struct duration life, struct str *ret, struct error *error)
{
    (void)self;
    (void)arena;
    (void)name;
    (void)life;
    if (!object_key_is_valid(key))
        return object_bad_key(error);
    *ret = STR_NONE;
    return ERR_OK;
}

struct object_store local_object_store(struct local_storage *storage)
{
    static const struct object_store_ops ops = {
        .put = local_put,
        .put_file = local_put_file,
        .read = local_read,
        .local_path = local_path,
        .release_path = local_release_path,
        .scratch = local_scratch,
        .remove = local_remove,
        .link = local_link,
    };

    return (struct object_store){ &ops, storage };
}

/* -- opening -- */

static void cleanup_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static bool is_older(int folder, const char *name, int64_t ms)
{
    struct stat status;
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           (now.tv_sec - status.st_mtim.tv_sec) * 1000 >= ms;
}

enum err local_storage_sweep(struct local_storage *storage, int64_t older_than_ms,
                             struct error *error)
{
    int fd = openat(storage->scratch, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(cleanup_folder) DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    if (folder == NULL)
        return object_errno(error);
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.' && is_older(storage->scratch, entry->d_name, older_than_ms))
            unlinkat(storage->scratch, entry->d_name, 0);
    return ERR_OK;
}

static enum err open_folder(const char *root, const char *name, int *ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *path = str_format(&arena, "%s/%s", root, name).p;

    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return object_errno(error);
    *ret = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return *ret < 0 ? object_errno(error) : ERR_OK;
}

static enum err open_root(struct local_storage *storage, struct str root, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *path = str_c(&arena, root);

    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return object_errno(error);
    storage->root = realpath(path, NULL);
    if (storage->root == NULL)
        return object_errno(error);
    TRY(open_folder(storage->root, "objects", &storage->objects, error));
    return open_folder(storage->root, "scratch", &storage->scratch, error);
}

enum err local_storage_open(struct str root, struct random random, struct local_storage **ret,
                            struct error *error)
{
    struct local_storage *storage = calloc(1, sizeof *storage);
    enum err err;

    if (storage == NULL)
        abort();
    *storage = (struct local_storage){ .random = random, .objects = -1, .scratch = -1 };
    err = open_root(storage, root, error);
    if (err != ERR_OK) {
        local_storage_free(storage);
        return err;
    }
    *ret = storage;
    return ERR_OK;
}

void local_storage_free(struct local_storage *storage)
{
    if (storage == NULL)
        return;
    cleanup_descriptor(&storage->objects);
    cleanup_descriptor(&storage->scratch);
    free(storage->root);
    free(storage);
}
