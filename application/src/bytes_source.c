/* application/src/bytes_source.c */
#include "bytes_source.h"

#include <string.h>

enum err bytes_source_read(void *self, void *buffer, size_t n, size_t *got)
{
    struct bytes_source *s = self;

    *got = n < s->left.n ? n : s->left.n;
    if (*got > 0)
        memcpy(buffer, s->left.p, *got);
    s->left = str_slice(s->left, *got, s->left.n);
    return ERR_OK;
}
