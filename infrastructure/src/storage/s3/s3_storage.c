/* storage/s3/s3_storage.c - opening, reading, scratch files, links, removing. */
#include "storage/s3/s3_storage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/cleanup.h"
#include "codec/query_string.h"

enum { SCRATCH_LIFE_S = 24 * 3600 };

enum err s3_bad_key(struct error *error)
{
    return FAIL(error, ERR_INVALID, "object.bad_key");
}

enum err s3_errno(struct error *error)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return FAIL(error, ERR_EXHAUSTED, "object.no_space");
    return FAIL_WITH(error, ERR_UNAVAILABLE, "object.unavailable",
                     P_STR("reason", str_from_c(strerrordesc_np(errno))));
}

/* -- reading -- */

struct window {
    char *at;
    size_t room, got;
};

static bool fill_window(void *to, const char *bytes, size_t n)
{
    struct window *w = to;
    size_t taken = n < w->room - w->got ? n : w->room - w->got;

    memcpy(w->at + w->got, bytes, taken);
    w->got += taken;
    return taken == n;
}

static void restart_window(void *to)
{
    ((struct window *)to)->got = 0;
}

static enum err s3_read(void *self, struct str key, int64_t offset, void *buffer, size_t n,
                        size_t *got, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct s3_storage *storage = self;
    struct window window = { .at = buffer, .room = n };
    struct s3_call call = {
        .method = "GET", .key = key, .sink = fill_window, .restart = restart_window, .to = &window
    };
    struct s3_answer answer;

    if (!object_key_is_valid(key))
        return s3_bad_key(error);
    s3_pairs_add(&call.headers, STR("range"),
                 str_format(&arena, "bytes=%lld-%lld", (long long)offset,
                            (long long)(offset + max_i64((int64_t)n, 1) - 1)));
    answer = s3_send(storage->client, &arena, &call);
    if (answer.status == 416)
        window.got = 0; /* behind the end */
    else if (answer.status != 206 && !(answer.status == 200 && offset == 0))
        return s3_failed(&answer, error);
    *got = window.got;
    return ERR_OK;
}

/* -- files of this host -- */

static enum err open_scratch(struct s3_storage *storage, struct arena *arena, char **path, int *ret,
                             struct error *error)
{
    *path =
        str_c(arena, str_format(arena, "%.*s/s3-XXXXXX", STR_ARG(storage->config.scratch_folder)));
    *ret = mkostemp(*path, O_CLOEXEC);
    return *ret < 0 ? s3_errno(error) : ERR_OK;
}

static enum err s3_scratch(void *self, struct arena *arena, struct str *ret, struct error *error)
{
    CLEANUP(cleanup_fd) int fd = -1;
    char *path;

    TRY(open_scratch(self, arena, &path, &fd, error));
    *ret = str_from_c(path);
    return ERR_OK;
}

struct download {
    int fd;
    int error; /* errno of a write that failed */
};

static bool write_download(void *to, const char *bytes, size_t n)
{
    struct download *d = to;

    while (n > 0) {
        ssize_t written = write(d->fd, bytes, n);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            d->error = errno;
            return false;
        }
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

static void restart_download(void *to)
{
    struct download *d = to;

    d->error = 0;
    if (lseek(d->fd, 0, SEEK_SET) != 0 || ftruncate(d->fd, 0) != 0)
        d->error = errno;
}

static enum err fetch(struct s3_storage *storage, struct str key, int fd, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct download download = { fd, 0 };
    struct s3_call call = { .method = "GET",
                            .key = key,
                            .sink = write_download,
                            .restart = restart_download,
                            .to = &download };
    struct s3_answer answer = s3_send(storage->client, &arena, &call);

    if (answer.status != 200)
        return s3_failed(&answer, error);
    errno = download.error;
    return download.error != 0 ? s3_errno(error) : ERR_OK;
}

static enum err s3_local_path(void *self, struct arena *arena, struct str key, struct str *ret,
                              struct error *error)
{
    CLEANUP(cleanup_fd) int fd = -1;
    enum err err;
    char *path;

    if (!object_key_is_valid(key))
        return s3_bad_key(error);
    TRY(open_scratch(self, arena, &path, &fd, error));
    err = fetch(self, key, fd, error);
    if (err != ERR_OK) {
        unlink(path);
        return err;
    }
    *ret = str_from_c(path);
    return ERR_OK;
}

static void s3_release_path(void *self, struct str path)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    (void)self;
    unlink(str_c(&arena, path));
}

/* -- the rest -- */

static enum err s3_remove(void *self, struct str key, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct s3_storage *storage = self;
    struct s3_call call = { .method = "DELETE", .key = key };
    struct s3_answer answer;

    if (!object_key_is_valid(key))
        return s3_bad_key(error);
    answer = s3_send(storage->client, &arena, &call);
    if (answer.status == 204 || answer.status == 200 || str_eq(answer.code, STR("NoSuchKey")))
        return ERR_OK;
    return s3_failed(&answer, error);
}

static enum err s3_object_link(void *self, struct arena *arena, struct str key, struct str name,
                               struct duration life, struct str *ret, struct error *error)
{
    const struct s3_storage *storage = self;
    struct s3_request request = { .method = "GET" };
    struct str encoded = percent_encode(arena, name);

    if (!object_key_is_valid(key))
        return s3_bad_key(error);
    request.path = s3_object_path(storage->client, arena, key);
    s3_pairs_add(&request.query, STR("response-content-disposition"),
                 str_format(arena, "attachment; filename*=UTF-8''%.*s", STR_ARG(encoded)));
    *ret = s3_link(storage->client, arena, &request,
                   clamp_i64(life.ms / MS_PER_SECOND, 1, S3_LINK_MOST_S));
    return ERR_OK;
}

struct object_store s3_object_store(struct s3_storage *storage)
{
    static const struct object_store_ops ops = {
        .put = s3_put,
        .put_file = s3_put_file,
        .read = s3_read,
        .local_path = s3_local_path,
        .release_path = s3_release_path,
        .scratch = s3_scratch,
        .remove = s3_remove,
        .link = s3_object_link,
    };

    return (struct object_store){ &ops, storage };
}

/* -- opening -- */

static void cleanup_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

/* What killed programs left behind. */
static void sweep(const char *path)
{
    CLEANUP(cleanup_folder) DIR *folder = opendir(path);
    const struct dirent *entry;
    struct stat status;
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (strncmp(entry->d_name, "s3-", 3) == 0 &&
            fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            now.tv_sec - status.st_mtim.tv_sec >= SCRATCH_LIFE_S)
            unlinkat(dirfd(folder), entry->d_name, 0);
}

static bool endpoint_is_plain(struct str url)
{
    size_t scheme = str_starts(url, STR("https://")) ? 8 : str_starts(url, STR("http://")) ? 7 : 0;

    return scheme > 0 && url.n > scheme &&
           str_find_char(str_slice(url, scheme, url.n), '/') == SIZE_MAX &&
           str_find_char(url, '@') == SIZE_MAX && str_find_char(url, '?') == SIZE_MAX;
}

static void keep_texts(struct s3_storage *storage)
{
    struct s3_config *c = &storage->config;
    struct str *texts[] = { &c->endpoint, &c->region,         &c->bucket, &c->key,   &c->secret,
                            &c->ca_file,  &c->scratch_folder, &c->token,  &c->prefix };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = str_copy(&storage->arena, *texts[i]);
}

enum err s3_storage_open(const struct s3_config *config, struct s3_storage **ret,
                         struct error *error)
{
    struct s3_storage *storage;
    struct str folder = config->scratch_folder;
    const char *path;

    if (!endpoint_is_plain(config->endpoint))
        return FAIL_WITH(error, ERR_INVALID, "s3.bad_endpoint", P_STR("url", config->endpoint));
    storage = calloc(1, sizeof *storage);
    if (storage == NULL)
        abort();
    *storage = (struct s3_storage){ .arena = arena_init(), .config = *config };
    if (storage->config.part_bytes == 0)
        storage->config.part_bytes = S3_PART_BYTES;
    keep_texts(storage);
    path = str_c(&storage->arena, folder);
    if (folder.n > 0 && mkdir(path, 0700) != 0 && errno != EEXIST) {
        s3_storage_free(storage);
        return FAIL_WITH(error, ERR_UNAVAILABLE, "data.no_folder", P_STR("path", folder));
    }
    if (folder.n > 0)
        sweep(path);
    storage->client = s3_client_new(&storage->config);
    *ret = storage;
    return ERR_OK;
}

void s3_storage_free(struct s3_storage *storage)
{
    if (storage == NULL)
        return;
    s3_client_free(storage->client);
    arena_release(&storage->arena);
    free(storage);
}
