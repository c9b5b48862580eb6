/* storage/local/writing.h - the slots put and put_file. */
#ifndef STORAGE_LOCAL_WRITING_H
#define STORAGE_LOCAL_WRITING_H

#include "storage/local/local_storage.h"

enum err local_put(void *self, struct arena *arena, struct str key, object_source *source,
                   void *from, int64_t most, struct object_info *ret, struct error *error) MUST_USE;
enum err local_put_file(void *self, struct arena *arena, struct str key, struct str path,
                        struct object_info *ret, struct error *error) MUST_USE;

#endif
