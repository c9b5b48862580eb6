/* tests/support/a_folder.h - how a folder that a test made goes, with all that is in it. */
#ifndef SUPPORT_A_FOLDER_H
#define SUPPORT_A_FOLDER_H

#include <ftw.h>
#include <stdio.h>

static inline int folder_remove_one(const char *path, const struct stat *status, int kind,
                                    struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

/* Links in it are removed, not followed. */
static inline void folder_remove(const char *folder)
{
    enum { OPEN_FOLDERS = 16 };

    (void)nftw(folder, folder_remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

#endif
