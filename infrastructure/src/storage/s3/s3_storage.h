/* storage/s3/s3_storage.h - the inside of the S3 object store. */
#ifndef STORAGE_S3_STORAGE_H
#define STORAGE_S3_STORAGE_H

#include "storage/s3/client.h"

struct s3_storage {
    struct arena arena; /* the texts of the configuration */
    struct s3_config config;
    struct s3_client *client;
};

enum err s3_bad_key(struct error *error);

enum err s3_put(void *self, struct arena *arena, struct str key, object_source *source, void *from,
                int64_t most, struct object_info *ret, struct error *error) MUST_USE;
enum err s3_put_file(void *self, struct arena *arena, struct str key, struct str path,
                     struct object_info *ret, struct error *error) MUST_USE;
enum err s3_errno(struct error *error);

#endif
