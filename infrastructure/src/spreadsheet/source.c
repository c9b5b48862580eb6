/* spreadsheet/source.c - positioned reads that take no short answer. */
#include "spreadsheet/source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err source_from_fd(int fd, struct source *ret, struct error *error)
{
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
    *ret = (struct source){ .fd = fd, .size = status.st_size };
    return ERR_OK;
}

enum err source_read(const struct source *source, int64_t at, void *to, size_t n,
                     struct error *error)
{
    size_t done = 0;

    if (at < 0 || at > source->size || n > (uint64_t)(source->size - at))
        return FAIL(error, ERR_INVALID, "sheet.truncated");
    if (source->bytes != NULL) {
        memcpy(to, source->bytes + at, n);
        return ERR_OK;
    }
    while (done < n) {
        ssize_t got = pread(source->fd, (char *)to + done, n - done, (off_t)(at + (int64_t)done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
        if (got == 0)
            return FAIL(error, ERR_INVALID, "sheet.truncated");
        done += (size_t)got;
    }
    return ERR_OK;
}
