/* storage/local/local_storage.h - the inside of the local object store. */
#ifndef STORAGE_LOCAL_STORAGE_H
#define STORAGE_LOCAL_STORAGE_H

#include "infrastructure/storage.h"

struct local_storage {
    struct random random;
    char *root;  /* absolute: paths that are given out stay right when the process moves */
    int objects; /* descriptors of the two folders: no path is followed beyond them */
    int scratch;
};

enum { FILE_NAME_BYTES = 48 };

enum err object_bad_key(struct error *error);
/* What errno says, as ours: no space, not found, away. */
enum err object_errno(struct error *error);
/* A fresh name in scratch/. */
void object_scratch_name(struct local_storage *storage, char ret[FILE_NAME_BYTES]);
/* Opens the folder of the key (the objects' own for a key of one part), and makes it if `make`.
 * *name points to the last part, in `key`, which is NUL-terminated. */
enum err object_open_folder(struct local_storage *storage, const char *key, bool make, int *ret,
                            const char **name, struct error *error) MUST_USE;
void cleanup_descriptor(int *fd);

#endif
