/* storage/local/keys.c - from keys to files. Every step goes by openat() without following links,
 * so that no key, and no link that somebody laid, leads out of the folder. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/local/local_storage.h"

void cleanup_descriptor(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

enum err object_bad_key(struct error *error)
{
    return FAIL(error, ERR_INVALID, "object.bad_key");
}

enum err object_errno(struct error *error)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return FAIL(error, ERR_NOT_FOUND, "object.not_found");
    case EEXIST:
        return FAIL(error, ERR_EXISTS, "object.exists");
    case ENOSPC:
    case EDQUOT:
        return FAIL(error, ERR_EXHAUSTED, "object.no_space");
    default:
        return FAIL_WITH(error, ERR_UNAVAILABLE, "object.unavailable",
                         P_STR("reason", str_from_c(strerrordesc_np(errno))));
    }
}

void object_scratch_name(struct local_storage *storage, char ret[FILE_NAME_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[16];

    VIA(storage->random, bytes, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret[2 * sizeof bytes] = '\0';
}

/* A new folder is durable before anything is put into it. */
static int make_folder(int parent, const char *name)
{
    if (mkdirat(parent, name, 0700) == 0)
        return fsync(parent);
    return errno == EEXIST ? 0 : -1;
}

enum err object_open_folder(struct local_storage *storage, const char *key, bool make, int *ret,
                            const char **name, struct error *error)
{
    int folder = fcntl(storage->objects, F_DUPFD_CLOEXEC, 0);
    char part[NAME_MAX + 1];
    const char *slash;

    while (folder >= 0 && (slash = strchr(key, '/')) != NULL) {
        int parent = folder;

        memcpy(part, key, (size_t)(slash - key));
        part[slash - key] = '\0';
        if (make && make_folder(parent, part) != 0)
            folder = -1;
        else
            folder = openat(parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(parent);
        key = slash + 1;
    }
    if (folder < 0)
        return object_errno(error);
    *ret = folder;
    *name = key;
    return ERR_OK;
}
