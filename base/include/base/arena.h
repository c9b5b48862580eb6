/* base/arena.h - memory of one request, message or page: taken piece by piece, given back at once.
 * Out of memory ends the process; limits at the edges keep that rare. One thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes handed out since the last reset */
};

struct arena arena_init(void);
/* Zeroed and aligned for anything. n may be 0. */
void *arena_alloc(struct arena *arena, size_t n);
/* n * size bytes; an overflow ends the process. */
void *arena_array(struct arena *arena, size_t n, size_t size);
/* Forgets everything, keeps the first block for the next round. */
void arena_reset(struct arena *arena);
/* Frees everything; the arena may be used again. Fits CLEANUP(). */
void arena_release(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_array((arena), (n), sizeof(type)))

#endif
