/* infrastructure/src/system/master_key.c - the key file: read, or made once. */
#include "infrastructure/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"

enum { OPEN_TO_OTHERS = 077, WRITTEN_BY_OTHERS = 022 };

static enum err cannot(const char *slug, enum err code, struct str path, struct error *error)
{
    return error_set(error, code, slug, __FILE__, __LINE__,
                     (struct param[ERROR_PARAMS]){ P_STR("path", path) });
}

/* Ours is for us alone. What a supervisor or an orchestrator puts before us is another's, and its
 * mode is what lets us read it; nobody may write it but its owner. */
static bool is_open(const struct stat *s)
{
    return (s->st_mode & (s->st_uid == geteuid() ? OPEN_TO_OTHERS : WRITTEN_BY_OTHERS)) != 0;
}

/* A name may be a link, as those of Secrets that Kubernetes mounts; what it leads to is judged. */
static enum err read_key(const char *file, struct str path, unsigned char *ret, bool *absent,
                         struct error *error)
{
    unsigned char bytes[MASTER_KEY_BYTES + 1];
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    struct stat s;
    ssize_t n;

    *absent = fd < 0 && errno == ENOENT;
    if (fd < 0)
        return cannot("key.cannot_read", ERR_UNAVAILABLE, path, error);
    n = fstat(fd, &s) == 0 ? read(fd, bytes, sizeof bytes) : -1;
    close(fd);
    if (n < 0)
        return cannot("key.cannot_read", ERR_UNAVAILABLE, path, error);
    if (is_open(&s))
        return cannot("key.open_to_others", ERR_PRECONDITION, path, error);
    if (n != MASTER_KEY_BYTES)
        return cannot("key.damaged", ERR_PRECONDITION, path, error);
    memcpy(ret, bytes, MASTER_KEY_BYTES);
    explicit_bzero(bytes, sizeof bytes);
    return ERR_OK;
}

static bool sync_folder_of(struct arena *arena, struct str path)
{
    size_t cut = path.n;
    int fd;
    bool ok;

    while (cut > 0 && path.p[cut - 1] != '/')
        cut--;
    fd = open(cut > 0 ? str_c(arena, str_slice(path, 0, cut)) : ".",
              O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Written beside its place and linked into it: whoever comes first, the file is whole. */
static bool make_key(struct arena *arena, const char *file, struct str path, struct random random)
{
    char *temporary = str_c(arena, str_format(arena, "%s.new-XXXXXX", file));
    unsigned char bytes[MASTER_KEY_BYTES];
    int fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    bool ok;

    if (fd < 0)
        return false;
    VIA(random, bytes, bytes, sizeof bytes);
    ok = write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes && fsync(fd) == 0;
    explicit_bzero(bytes, sizeof bytes);
    ok = close(fd) == 0 && ok;
    ok = ok && (link(temporary, file) == 0 || errno == EEXIST) && sync_folder_of(arena, path);
    unlink(temporary);
    return ok;
}

enum err master_key_read(struct str path, unsigned char ret[MASTER_KEY_BYTES], struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    bool absent;
    enum err err = read_key(str_c(&arena, path), path, ret, &absent, error);

    if (err == ERR_OK || !absent)
        return err;
    error_clear(error);
    return cannot("key.missing", ERR_NOT_FOUND, path, error);
}

enum err master_key_load(struct str path, struct random random, unsigned char ret[MASTER_KEY_BYTES],
                         struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *file = str_c(&arena, path);
    bool absent;
    enum err err = read_key(file, path, ret, &absent, error);

    if (err == ERR_OK || !absent)
        return err;
    if (!make_key(&arena, file, path, random))
        return cannot("key.cannot_read", ERR_UNAVAILABLE, path, error);
    return read_key(file, path, ret, &absent, error);
}
