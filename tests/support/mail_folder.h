/* tests/support/mail_folder.h - a folder of .eml files, in the order of their names. */
#ifndef SUPPORT_MAIL_FOLDER_H
#define SUPPORT_MAIL_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "support/expect.h"

static inline int mail_file_is(const struct dirent *entry)
{
    return str_ends(str_from_c(entry->d_name), STR(".eml"));
}

/* How many there are; *nth, unless NULL, is the whole text of the i-th. */
static inline size_t mail_folder_read(const char *folder, struct arena *arena, size_t i,
                                      struct str *nth)
{
    enum { MOST = 1 << 20 };
    struct dirent **entries;
    int n = scandir(folder, &entries, mail_file_is, alphasort);

    assert_true(n >= 0);
    if (nth != NULL) {
        char *text = arena_alloc(arena, MOST);

        assert_true(i < (size_t)n);
        CLEANUP(cleanup_file)
        FILE *file = fopen(str_format(arena, "%s/%s", folder, entries[i]->d_name).p, "r");
        assert_non_null(file);
        *nth = (struct str){ text, fread(text, 1, MOST, file) };
    }
    for (int k = 0; k < n; k++)
        free(entries[k]);
    free(entries);
    return (size_t)n;
}

#endif
