/* storage/file_source.h - a file as the source of what is stored. */
#ifndef STORAGE_FILE_SOURCE_H
#define STORAGE_FILE_SOURCE_H

#include <stddef.h>

#include "base/error.h"

struct file_source {
    int fd;                               /* the caller's, who closes it */
    enum err (*why)(struct error *error); /* what errno says, as the store tells it */
    struct error *error;
};

/* An object_source whose `from` is a file_source. */
enum err file_source_read(void *from, void *buffer, size_t n, size_t *got);

#endif
