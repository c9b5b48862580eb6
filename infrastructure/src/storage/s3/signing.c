/* storage/s3/signing.c - canonical request, text to sign, key of the day, signature. */
#include "storage/s3/signing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "codec/crypto.h"
#include "codec/query_string.h"

enum { CANONICAL_MOST = 64 * 1024, MOMENT = 16, DAY = 8 };
#define ALGORITHM "AWS4-HMAC-SHA256"

void s3_pairs_add(struct s3_pairs *pairs, struct str name, struct str value)
{
    assert(pairs->n < PAIRS_MOST);
    pairs->items[pairs->n++] = (struct s3_pair){ name, value };
}

static int by_name_then_value(const void *a, const void *b)
{
    const struct s3_pair *x = a, *y = b;
    int order = str_cmp(x->name, y->name);

    return order != 0 ? order : str_cmp(x->value, y->value);
}

struct str s3_path(struct arena *arena, struct str bucket, struct str key)
{
    struct strbuf path = strbuf_init(arena, CANONICAL_MOST);

    strbuf_add_char(&path, '/');
    strbuf_add(&path, percent_encode(arena, bucket));
    while (key.p != NULL) {
        strbuf_add_char(&path, '/');
        strbuf_add(&path, percent_encode(arena, str_cut(&key, '/')));
    }
    return strbuf_str(&path);
}

struct str s3_query(struct arena *arena, const struct s3_pairs *query)
{
    struct strbuf text = strbuf_init(arena, CANONICAL_MOST);
    struct s3_pairs encoded = { .n = query->n };

    for (size_t i = 0; i < query->n; i++)
        encoded.items[i] = (struct s3_pair){ percent_encode(arena, query->items[i].name),
                                             percent_encode(arena, query->items[i].value) };
    if (encoded.n > 0)
        qsort(encoded.items, encoded.n, sizeof encoded.items[0], by_name_then_value);
    for (size_t i = 0; i < encoded.n; i++)
        strbuf_addf(&text, "%s%.*s=%.*s", i > 0 ? "&" : "", STR_ARG(encoded.items[i].name),
                    STR_ARG(encoded.items[i].value));
    return strbuf_str(&text);
}

/* "20260102T030405Z" */
static struct str moment_of(struct arena *arena, struct instant now)
{
    char text[INSTANT_TEXT]; /* 2026-01-02T03:04:05.678Z */
    struct strbuf moment = strbuf_init(arena, MOMENT);

    instant_text(now, text);
    for (size_t i = 0; i < sizeof text && text[i] != '.'; i++)
        if (text[i] != '-' && text[i] != ':')
            strbuf_add_char(&moment, text[i]);
    strbuf_add_char(&moment, 'Z');
    return strbuf_str(&moment);
}

static struct str scope_of(struct arena *arena, const struct s3_signer *signer, struct str moment)
{
    return str_format(arena, "%.*s/%.*s/s3/aws4_request", DAY, moment.p, STR_ARG(signer->region));
}

/* "host;x-amz-date": of sorted headers. */
static struct str signed_names(struct arena *arena, const struct s3_pairs *headers)
{
    struct strbuf names = strbuf_init(arena, CANONICAL_MOST);

    for (size_t i = 0; i < headers->n; i++)
        strbuf_addf(&names, "%s%.*s", i > 0 ? ";" : "", STR_ARG(headers->items[i].name));
    return strbuf_str(&names);
}

static struct str canonical(struct arena *arena, const struct s3_request *request,
                            const struct s3_pairs *headers, struct str payload)
{
    struct strbuf text = strbuf_init(arena, CANONICAL_MOST);
    struct str query = s3_query(arena, &request->query), names = signed_names(arena, headers);

    strbuf_addf(&text, "%s\n%.*s\n%.*s\n", request->method, STR_ARG(request->path), STR_ARG(query));
    for (size_t i = 0; i < headers->n; i++) {
        struct str value = str_trim(headers->items[i].value);

        strbuf_addf(&text, "%.*s:%.*s\n", STR_ARG(headers->items[i].name), STR_ARG(value));
    }
    strbuf_addf(&text, "\n%.*s\n%.*s", STR_ARG(names), STR_ARG(payload));
    return strbuf_str(&text);
}

static void chain(unsigned char key[SHA256_BYTES], struct str part)
{
    unsigned char made[SHA256_BYTES];

    hmac_sha256((struct str){ (const char *)key, SHA256_BYTES }, &part, 1, made);
    memcpy(key, made, sizeof made);
}

static struct str signature_of(struct arena *arena, const struct s3_signer *signer,
                               struct str moment, struct str request)
{
    struct str secret = str_format(arena, "AWS4%.*s", STR_ARG(signer->secret));
    struct str day = str_slice(moment, 0, DAY), scope = scope_of(arena, signer, moment);
    unsigned char key[SHA256_BYTES], digest[SHA256_BYTES];
    struct str hash, text;

    sha256(request, digest);
    hash = hex_print(arena, (struct str){ (const char *)digest, sizeof digest });
    text = str_format(arena, ALGORITHM "\n%.*s\n%.*s\n%.*s", STR_ARG(moment), STR_ARG(scope),
                      STR_ARG(hash));
    hmac_sha256(secret, &day, 1, key);
    chain(key, signer->region);
    chain(key, STR("s3"));
    chain(key, STR("aws4_request"));
    chain(key, text);
    return hex_print(arena, (struct str){ (const char *)key, sizeof key });
}

struct str s3_sign(struct arena *arena, const struct s3_signer *signer, struct s3_request *request,
                   struct instant now)
{
    struct str moment = moment_of(arena, now), scope = scope_of(arena, signer, moment);
    struct str names, signature;
    struct s3_pairs all;

    s3_pairs_add(&request->headers, STR("x-amz-date"), moment);
    s3_pairs_add(&request->headers, STR("x-amz-content-sha256"), request->payload);
    if (signer->token.n > 0)
        s3_pairs_add(&request->headers, STR("x-amz-security-token"), signer->token);
    all = request->headers;
    s3_pairs_add(&all, STR("host"), request->host);
    qsort(all.items, all.n, sizeof all.items[0], by_name_then_value);
    names = signed_names(arena, &all);
    signature =
        signature_of(arena, signer, moment, canonical(arena, request, &all, request->payload));
    return str_format(arena, ALGORITHM " Credential=%.*s/%.*s, SignedHeaders=%.*s, Signature=%.*s",
                      STR_ARG(signer->key), STR_ARG(scope), STR_ARG(names), STR_ARG(signature));
}

struct str s3_presign(struct arena *arena, const struct s3_signer *signer,
                      struct s3_request *request, struct instant now, int64_t seconds)
{
    struct str moment = moment_of(arena, now), scope = scope_of(arena, signer, moment);
    struct s3_pairs host = { .items = { { STR("host"), request->host } }, .n = 1 };
    struct s3_pairs *query = &request->query;
    struct str signature, signed_query;

    s3_pairs_add(query, STR("X-Amz-Algorithm"), STR(ALGORITHM));
    s3_pairs_add(query, STR("X-Amz-Credential"),
                 str_format(arena, "%.*s/%.*s", STR_ARG(signer->key), STR_ARG(scope)));
    s3_pairs_add(query, STR("X-Amz-Date"), moment);
    s3_pairs_add(query, STR("X-Amz-Expires"), str_format(arena, "%lld", (long long)seconds));
    s3_pairs_add(query, STR("X-Amz-SignedHeaders"), STR("host"));
    if (signer->token.n > 0)
        s3_pairs_add(query, STR("X-Amz-Security-Token"), signer->token);
    signed_query = s3_query(arena, query);
    signature = signature_of(arena, signer, moment,
                             canonical(arena, request, &host, STR("UNSIGNED-PAYLOAD")));
    return str_format(arena, "%.*s?%.*s&X-Amz-Signature=%.*s", STR_ARG(request->path),
                      STR_ARG(signed_query), STR_ARG(signature));
}
