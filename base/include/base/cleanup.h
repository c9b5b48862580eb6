/* base/cleanup.h - handles of the C library that are released at the end of their block. */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_file(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
}
static inline void cleanup_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
static inline void cleanup_free(void *pointer)
{
    free(*(void **)pointer);
}

#endif
