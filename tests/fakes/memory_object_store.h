/* tests/fakes/memory_object_store.h - objects in memory; paths that are asked for are real files in
 * a folder of its own, which goes with it. One thread. */
#ifndef FAKES_MEMORY_OBJECT_STORE_H
#define FAKES_MEMORY_OBJECT_STORE_H

#include "domain/gateways/object_store.h"

struct memory_object {
    struct str key, bytes;
};
struct memory_objects {
    struct arena arena;
    struct memory_object *items;
    size_t n, capacity;
    char folder[64]; /* empty until a path is asked for */
    unsigned files;  /* made in it */
    enum err fail_next;
};

struct memory_objects *memory_objects_new(void);
void memory_objects_free(struct memory_objects *objects);
struct object_store memory_object_store(struct memory_objects *objects);

#endif
