/* base/arena.c - blocks that double, newest first; nothing is freed before all is. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *older;
    size_t size, at;
    _Alignas(ALIGN) char bytes[];
};

_Noreturn static void die(void)
{
    fputs("out of memory\n", stderr);
    abort();
}

struct arena arena_init(void)
{
    return (struct arena){ NULL, 0 };
}

static struct arena_block *add_block(struct arena *arena, size_t n)
{
    size_t size = arena->blocks == NULL ? FIRST_BLOCK : arena->blocks->size * 2;
    struct arena_block *block;

    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < n)
        size = n;
    if (size > SIZE_MAX - sizeof *block || (block = malloc(sizeof *block + size)) == NULL)
        die();
    *block = (struct arena_block){ .older = arena->blocks, .size = size };
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t n)
{
    struct arena_block *block = arena->blocks;
    void *ret;

    if (n > SIZE_MAX - ALIGN)
        die();
    n = (n + ALIGN - 1) / ALIGN * ALIGN;
    if (block == NULL || block->size - block->at < n)
        block = add_block(arena, n);
    ret = block->bytes + block->at;
    block->at += n;
    arena->used += n;
    memset(ret, 0, n);
    return ret;
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes))
        die();
    return arena_alloc(arena, bytes);
}

static void free_blocks(struct arena_block *block, const struct arena_block *until)
{
    while (block != until) {
        struct arena_block *older = block->older;

        free(block);
        block = older;
    }
}

/* Keeps the newest block, the largest of those that double: the next round needs no other. */
void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->blocks;

    arena->used = 0;
    if (kept == NULL)
        return;
    free_blocks(kept->older, NULL);
    kept->older = NULL;
    kept->at = 0;
    if (kept->size > LARGEST_BLOCK) {
        free(kept);
        arena->blocks = NULL;
    }
}

void arena_release(struct arena *arena)
{
    free_blocks(arena->blocks, NULL);
    *arena = arena_init();
}
