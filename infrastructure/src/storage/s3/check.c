/* storage/s3/check.c - what is wrong with a bucket, in words that name a setting. */
#include "codec/crypto.h"
#include "storage/s3/s3_storage.h"

enum { NAME_BYTES = 12, HTTP_INSUFFICIENT_STORAGE = 507 };

static enum err explain(struct s3_storage *storage, const struct s3_answer *answer,
                        struct error *error)
{
    const struct s3_config *c = &storage->config;

    if (answer->status == 0)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.unreachable", P_STR("url", c->endpoint),
                         P_STR("reason", answer->code));
    if (str_eq(answer->code, STR("NoSuchBucket")) || answer->status == 404)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.no_bucket", P_STR("bucket", c->bucket));
    if (str_eq(answer->code, STR("RequestTimeTooSkewed")))
        return FAIL(error, ERR_UNAVAILABLE, "s3.clock_skewed");
    if (answer->status == 301 || answer->status == 307 ||
        str_eq(answer->code, STR("AuthorizationHeaderMalformed")))
        return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.wrong_region", P_STR("region", c->region));
    if (answer->status == 401 || answer->status == 403)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.refused",
                         P_STR("reason", answer->code.n > 0 ? answer->code : STR("403")));
    if (answer->status == HTTP_INSUFFICIENT_STORAGE)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.full", P_STR("bucket", c->bucket));
    return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.failed", P_STR("url", c->endpoint),
                     P_I64("status", answer->status), P_STR("reason", answer->code));
}

static struct s3_answer write_probe(struct s3_storage *storage, struct arena *arena, struct str key)
{
    struct s3_call call = { .method = "PUT", .key = key, .body = STR("x") };

    s3_pairs_add(&call.headers, STR("if-none-match"), STR("*"));
    return s3_send(storage->client, arena, &call);
}

static enum err probe(struct s3_storage *storage, struct arena *arena, struct str key,
                      struct error *error)
{
    struct s3_answer answer = write_probe(storage, arena, key);

    if (answer.status != 200 && answer.status != 412) /* 412: a try of ours got through */
        return explain(storage, &answer, error);
    answer = write_probe(storage, arena, key);
    if (answer.status == 412)
        return ERR_OK;
    if (answer.status != 200)
        return explain(storage, &answer, error);
    return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.writes_over",
                     P_STR("bucket", storage->config.bucket));
}

enum err s3_storage_check(struct s3_storage *storage, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct s3_call list = { .method = "GET", .once = true };
    unsigned char name[NAME_BYTES];
    struct s3_answer answer;
    struct str key, random;
    enum err err;

    s3_pairs_add(&list.query, STR("list-type"), STR("2"));
    s3_pairs_add(&list.query, STR("max-keys"), STR("1"));
    answer = s3_send(storage->client, &arena, &list);
    if (answer.status != 200)
        return explain(storage, &answer, error);
    VIA(storage->config.random, bytes, name, sizeof name);
    random = hex_print(&arena, (struct str){ (const char *)name, sizeof name });
    key = str_format(&arena, "check/%.*s", STR_ARG(random));
    err = probe(storage, &arena, key, error);
    if (VIA(s3_object_store(storage), remove, key, NULL) != ERR_OK && err == ERR_OK)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "s3.refused", P_STR("reason", STR("DELETE")));
    return err;
}
