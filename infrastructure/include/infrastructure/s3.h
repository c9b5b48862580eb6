/* infrastructure/s3.h - files in a bucket of any store that speaks the S3 API. */
#ifndef INFRASTRUCTURE_S3_H
#define INFRASTRUCTURE_S3_H

#include "domain/gateways/clock.h"
#include "domain/gateways/object_store.h"
#include "domain/gateways/random.h"

/* An object is PUT once with If-None-Match; one that is larger than a part goes up in parts, from
 * memory, and appears when the last is in. Every request is signed here (signature version 4, path
 * style). What may be repeated is repeated with jitter; an answer that was lost is made out by a
 * mark in the object's metadata, so that a repeated write does not take itself for another's.
 * Besides the errors of the port: ERR_UNAVAILABLE "object.unavailable" {reason}. Safe from any
 * thread.
 *
 * A process that is killed leaves the parts of an upload behind: a lifecycle rule of the bucket
 * (AbortIncompleteMultipartUpload) removes them. */
struct s3_config {
    struct str endpoint; /* "https://s3.us-east-1.amazonaws.com": no path */
    struct str region, bucket;
    struct str prefix; /* before every key, "speechai/": several installations in one bucket */
    struct str key, secret, token; /* token: of temporary credentials; empty: none */
    struct str ca_file;            /* empty: the system's certificates */
    struct str scratch_folder;     /* of this host: files being written or read by programs;
                                    * empty: none, for a check alone */
    struct clock clock;
    struct random random;
    int64_t part_bytes;      /* 0: S3_PART_BYTES. S3 itself takes no less than 5 MiB */
    int64_t retries;         /* of what may be repeated */
    struct duration connect; /* for a connection */
    struct duration stalled; /* a transfer in which nothing moves for so long has failed */
    struct duration backoff; /* before the first repetition; 0: 200 ms */
};
enum { S3_PART_BYTES = 8 << 20, S3_LINK_MOST_S = 604800 };

struct s3_storage;

/* Asks nothing of the server: s3_storage_check() does. ERR_INVALID "s3.bad_endpoint" {url};
 * ERR_UNAVAILABLE "data.no_folder" {path}. */
enum err s3_storage_open(const struct s3_config *config, struct s3_storage **ret,
                         struct error *error) MUST_USE;
/* NULL is fine. */
void s3_storage_free(struct s3_storage *storage);
struct object_store s3_object_store(struct s3_storage *storage);

/* Whether it can be used: ERR_UNAVAILABLE "s3.unreachable" {url, reason} | "s3.no_bucket" {bucket}
 * | "s3.refused" {reason} | "s3.wrong_region" {region} | "s3.clock_skewed" | "s3.writes_over"
 * {bucket}: it does not obey If-None-Match, so that two writers of one key would not notice. Writes
 * and removes one small object. */
enum err s3_storage_check(struct s3_storage *storage, struct error *error) MUST_USE;

#endif
