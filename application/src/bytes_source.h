/* application/src/bytes_source.h - what is in memory, as the object store takes it. */
#ifndef APPLICATION_BYTES_SOURCE_H
#define APPLICATION_BYTES_SOURCE_H

#include "domain/gateways/object_store.h"

struct bytes_source {
    struct str left;
};
/* An object_source; self: a struct bytes_source. */
enum err bytes_source_read(void *self, void *buffer, size_t n, size_t *got);

#endif
