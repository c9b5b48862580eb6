/* storage/s3/signing.h - signature version 4, in the header and in a link. Pure: time is given. */
#ifndef STORAGE_S3_SIGNING_H
#define STORAGE_S3_SIGNING_H

#include "base/strbuf.h"
#include "base/time.h"

enum { PAIRS_MOST = 12 };

struct s3_pair {
    struct str name, value;
};
struct s3_pairs {
    struct s3_pair items[PAIRS_MOST];
    size_t n;
};
void s3_pairs_add(struct s3_pairs *pairs, struct str name, struct str value);

struct s3_signer {
    struct str key, secret, token, region;
};
struct s3_request {
    const char *method;
    struct str host;         /* with its port, unless that is the scheme's own */
    struct str path;         /* encoded: s3_path() */
    struct s3_pairs query;   /* as they are: encoded and sorted here */
    struct s3_pairs headers; /* lower-case names, without host; all of them are signed */
    struct str payload;      /* SHA-256 of the body, hexadecimal */
};

/* "/bucket/key", each part encoded once. */
struct str s3_path(struct arena *arena, struct str bucket, struct str key);
/* "a=1&b=2" as it is signed and sent; empty: no query. */
struct str s3_query(struct arena *arena, const struct s3_pairs *query);
/* Adds x-amz-date, x-amz-content-sha256 and the token to the headers; returns the value of
 * Authorization. */
struct str s3_sign(struct arena *arena, const struct s3_signer *signer, struct s3_request *request,
                   struct instant now);
/* "/bucket/key?…&X-Amz-Signature=…": good for so many seconds from now. */
struct str s3_presign(struct arena *arena, const struct s3_signer *signer,
                      struct s3_request *request, struct instant now, int64_t seconds);

#endif
