/* storage/s3/client.h - one signed request and its answer, repeated as long as it may help. */
#ifndef STORAGE_S3_CLIENT_H
#define STORAGE_S3_CLIENT_H

#include "infrastructure/s3.h"
#include "storage/s3/signing.h"

struct s3_client;

/* Takes what an answer of 2xx carries; false: no more is wanted, and the request ends well. */
typedef bool s3_sink(void *to, const char *bytes, size_t n);

struct s3_call {
    const char *method;
    struct str key; /* STR_NONE: the bucket itself */
    struct s3_pairs query, headers;
    struct str body;
    s3_sink *sink;             /* NULL: the body stands in the answer */
    void (*restart)(void *to); /* before each try */
    void *to;
    bool once; /* no repetition */
};
struct s3_answer {
    int64_t status;        /* 0: none came */
    struct str code;       /* of an error: "NoSuchKey"; of status 0: what curl says */
    struct str body;       /* without a sink */
    struct str etag, mark; /* x-amz-meta-mark */
};

struct s3_client *s3_client_new(const struct s3_config *config);
void s3_client_free(struct s3_client *client);
/* Whatever comes of it; the texts live in the arena. */
struct s3_answer s3_send(struct s3_client *client, struct arena *arena, const struct s3_call *call);
/* Bucket, prefix and key, encoded. */
struct str s3_object_path(struct s3_client *client, struct arena *arena, struct str key);
/* The whole address of a link. */
struct str s3_link(struct s3_client *client, struct arena *arena, struct s3_request *request,
                   int64_t seconds);
/* What stands between <name> and </name>; STR_NONE: nothing does. */
struct str s3_element(struct str xml, const char *name);

/* ERR_NOT_FOUND "object.not_found", ERR_UNAVAILABLE "object.unavailable" {reason}. */
enum err s3_failed(const struct s3_answer *answer, struct error *error);

#endif
