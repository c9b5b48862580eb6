/* spreadsheet/source.h - the bytes of an uploaded file: read where they are wanted, never mapped,
 * so that a file which shrinks under us is an error and no signal. */
#ifndef SPREADSHEET_SOURCE_H
#define SPREADSHEET_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct source {
    int fd;                     /* used if bytes is NULL */
    const unsigned char *bytes; /* the whole file in memory: tests and fuzzing */
    int64_t size;
};

/* ERR_UNAVAILABLE "sheet.reader_failed": the descriptor tells no size. */
enum err source_from_fd(int fd, struct source *ret, struct error *error) MUST_USE;
/* Exactly n bytes from `at`. ERR_INVALID "sheet.truncated": the file ends before. */
enum err source_read(const struct source *source, int64_t at, void *to, size_t n,
                     struct error *error) MUST_USE;

#endif
