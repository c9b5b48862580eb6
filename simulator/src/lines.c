/* lines.c - reads what is whole, cuts off what is not. */
#include "lines.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"

static bool read_lines(FILE *file, bool (*read)(void *self, struct str line), void *self)
{
    CLEANUP(cleanup_free) char *line = NULL;
    size_t capacity = 0;
    off_t whole = 0;
    ssize_t n;

    while ((n = getline(&line, &capacity, file)) > 0 && line[n - 1] == '\n') {
        if (!read(self, (struct str){ line, (size_t)n - 1 }))
            return false;
        whole += n;
    }
    return ftruncate(fileno(file), whole) == 0;
}

enum err lines_open(struct str file, bool (*read)(void *self, struct str line), void *self,
                    FILE **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    FILE *opened;

    *ret = NULL;
    if (file.n == 0)
        return ERR_OK;
    opened = fopen(str_c(&arena, file), "a+e");
    if (opened == NULL)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "simulator.cannot_open", P_STR("file", file));
    rewind(opened);
    if (!read_lines(opened, read, self)) {
        fclose(opened);
        return FAIL_WITH(error, ERR_INVALID, "simulator.bad_state", P_STR("file", file));
    }
    *ret = opened;
    return ERR_OK;
}
