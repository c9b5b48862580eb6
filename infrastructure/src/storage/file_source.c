/* storage/file_source.c - see file_source.h. */
#include "storage/file_source.h"

#include <errno.h>
#include <unistd.h>

enum err file_source_read(void *from, void *buffer, size_t n, size_t *got)
{
    const struct file_source *file = from;
    ssize_t read_n;

    do
        read_n = read(file->fd, buffer, n);
    while (read_n < 0 && errno == EINTR);
    if (read_n < 0)
        return file->why(file->error);
    *got = (size_t)read_n;
    return ERR_OK;
}
