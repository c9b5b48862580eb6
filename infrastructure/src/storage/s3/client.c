/* storage/s3/client.c - libcurl with a pool of handles; the signature is ours. */
#include "storage/s3/client.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/checked.h"
#include "codec/crypto.h"

enum { POOL = 16, BODY_MOST = 1 << 20, BACKOFF_MS = 200, BACKOFF_MOST_MS = 5000 };

struct s3_client {
    struct s3_config config;
    struct s3_signer signer;
    struct str host; /* as it is signed */

    pthread_mutex_t lock; /* guards the pool */
    CURL *pool[POOL];
    size_t n;
};

/* "127.0.0.1:9000"; a scheme's own port is not sent, so it is not signed either. */
static struct str host_of(struct str endpoint)
{
    bool tls = str_starts(endpoint, STR("https://"));
    struct str rest = str_slice(endpoint, tls ? 8 : 7, endpoint.n);
    struct str host = str_cut(&rest, '/');
    struct str port = tls ? STR(":443") : STR(":80");

    return str_ends(host, port) ? str_slice(host, 0, host.n - port.n) : host;
}

struct s3_client *s3_client_new(const struct s3_config *config)
{
    struct s3_client *client = calloc(1, sizeof *client);

    if (client == NULL)
        abort();
    client->config = *config;
    client->signer =
        (struct s3_signer){ config->key, config->secret, config->token, config->region };
    client->host = host_of(config->endpoint);
    pthread_mutex_init(&client->lock, NULL);
    return client;
}

void s3_client_free(struct s3_client *client)
{
    if (client == NULL)
        return;
    while (client->n > 0)
        curl_easy_cleanup(client->pool[--client->n]);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

static CURL *lease(struct s3_client *client)
{
    CURL *easy = NULL;

    pthread_mutex_lock(&client->lock);
    if (client->n > 0)
        easy = client->pool[--client->n];
    pthread_mutex_unlock(&client->lock);
    if (easy == NULL)
        easy = curl_easy_init();
    if (easy == NULL)
        abort(); /* out of memory */
    return easy;
}

static void hand_back(struct s3_client *client, CURL *easy)
{
    curl_easy_reset(easy); /* connections stay */
    pthread_mutex_lock(&client->lock);
    if (client->n < POOL) {
        client->pool[client->n++] = easy;
        easy = NULL;
    }
    pthread_mutex_unlock(&client->lock);
    if (easy != NULL)
        curl_easy_cleanup(easy);
}

/* -- one try -- */

struct reception {
    CURL *easy;
    const struct s3_call *call;
    struct strbuf body;
    bool enough;
};

static size_t receive(char *bytes, size_t size, size_t count, void *self)
{
    struct reception *r = self;
    long status = 0;

    curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
    if (r->call->sink == NULL || status < 200 || status > 299) {
        strbuf_add(&r->body, (struct str){ bytes, size * count });
        return strbuf_ok(&r->body) ? size * count : 0;
    }
    r->enough = !r->call->sink(r->call->to, bytes, size * count);
    return r->enough ? 0 : size * count;
}

static void add_line(struct curl_slist **lines, struct arena *arena, struct str name,
                     struct str value)
{
    /* curl takes "Name;" for a header without a value */
    const char *line =
        str_format(arena, value.n > 0 ? "%.*s: %.*s" : "%.*s;", STR_ARG(name), STR_ARG(value)).p;

    *lines = curl_slist_append(*lines, line);
}

static struct curl_slist *headers_of(struct arena *arena, const struct s3_request *request,
                                     struct str authorization)
{
    struct curl_slist *lines = NULL;

    for (size_t i = 0; i < request->headers.n; i++)
        add_line(&lines, arena, request->headers.items[i].name, request->headers.items[i].value);
    add_line(&lines, arena, STR("Authorization"), authorization);
    lines = curl_slist_append(lines, "Content-Type: application/octet-stream");
    return curl_slist_append(lines, "Expect:");
}

static void set_options(struct s3_client *client, CURL *easy, const struct s3_call *call)
{
    const struct s3_config *config = &client->config;

    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)config->connect.ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     (long)max_i64(config->stalled.ms / MS_PER_SECOND, 1));
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    if (strcmp(call->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (strcmp(call->method, "PUT") == 0 || strcmp(call->method, "POST") == 0) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.n);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->body.n > 0 ? call->body.p : "");
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
}

static struct str header_of(CURL *easy, struct arena *arena, const char *name)
{
    struct curl_header *header;

    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return STR_NONE;
    return str_copy(arena, str_from_c(header->value));
}

static struct s3_answer read_answer(struct reception *r, struct arena *arena, CURLcode code)
{
    struct s3_answer answer = { .status = 0 };
    long status = 0;

    if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && r->enough)) {
        answer.code = str_from_c(curl_easy_strerror(code));
        return answer;
    }
    curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = status;
    answer.body = strbuf_str(&r->body);
    answer.etag = header_of(r->easy, arena, "ETag");
    answer.mark = header_of(r->easy, arena, "x-amz-meta-mark");
    if (status > 299 || s3_element(answer.body, "Error").p != NULL)
        answer.code = s3_element(answer.body, "Code");
    return answer;
}

static struct str hash_of(struct arena *arena, struct str body)
{
    unsigned char digest[SHA256_BYTES];

    sha256(body, digest);
    return hex_print(arena, (struct str){ (const char *)digest, sizeof digest });
}

struct str s3_object_path(struct s3_client *client, struct arena *arena, struct str key)
{
    if (key.p != NULL && client->config.prefix.n > 0)
        key = str_format(arena, "%.*s%.*s", STR_ARG(client->config.prefix), STR_ARG(key));
    return s3_path(arena, client->config.bucket, key);
}

static struct s3_answer try_once(struct s3_client *client, struct arena *arena,
                                 const struct s3_call *call, struct str payload)
{
    struct s3_request request = { .method = call->method,
                                  .host = client->host,
                                  .path = s3_object_path(client, arena, call->key),
                                  .query = call->query,
                                  .headers = call->headers,
                                  .payload = payload };
    struct str authorization =
        s3_sign(arena, &client->signer, &request, VIA0(client->config.clock, wall));
    struct str query = s3_query(arena, &request.query), ca = client->config.ca_file;
    struct curl_slist *lines = headers_of(arena, &request, authorization);
    struct reception reception = { lease(client), call, strbuf_init(arena, BODY_MOST), false };
    struct s3_answer answer;
    CURL *easy = reception.easy;

    set_options(client, easy, call);
    curl_easy_setopt(easy, CURLOPT_URL,
                     str_format(arena, "%.*s%.*s%s%.*s", STR_ARG(client->config.endpoint),
                                STR_ARG(request.path), query.n > 0 ? "?" : "", STR_ARG(query))
                         .p);
    if (ca.n > 0)
        curl_easy_setopt(easy, CURLOPT_CAINFO, str_c(arena, ca));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reception);
    if (call->restart != NULL)
        call->restart(call->to);
    answer = read_answer(&reception, arena, curl_easy_perform(easy));
    curl_slist_free_all(lines);
    hand_back(client, easy);
    return answer;
}

/* -- repetition -- */

static bool may_pass(const struct s3_answer *answer)
{
    return answer->status == 0 || answer->status == 408 || answer->status == 429 ||
           answer->status >= 500 || str_eq(answer->code, STR("ConditionalRequestConflict")) ||
           str_eq(answer->code, STR("RequestTimeout")) ||
           (answer->status < 300 && answer->code.n > 0); /* an error inside a 200 */
}

/* Full jitter. */
static void rest(struct s3_client *client, int64_t tries)
{
    int64_t range = client->config.backoff.ms > 0 ? client->config.backoff.ms : BACKOFF_MS;
    uint32_t chance;

    for (; tries > 1 && range < BACKOFF_MOST_MS; tries--)
        range *= 2;
    range = min_i64(range, BACKOFF_MOST_MS);
    VIA(client->config.random, bytes, &chance, sizeof chance);
    VIA(client->config.clock, wait, (struct duration){ (int64_t)(chance % (uint64_t)(range + 1)) });
}

struct s3_answer s3_send(struct s3_client *client, struct arena *arena, const struct s3_call *call)
{
    struct str payload = hash_of(arena, call->body);
    struct s3_answer answer;

    for (int64_t tries = 1;; tries++) {
        answer = try_once(client, arena, call, payload);
        if (!may_pass(&answer) || call->once || tries > client->config.retries)
            return answer;
        rest(client, tries);
    }
}

struct str s3_link(struct s3_client *client, struct arena *arena, struct s3_request *request,
                   int64_t seconds)
{
    struct instant now = VIA0(client->config.clock, wall);
    struct str link;

    request->host = client->host;
    link = s3_presign(arena, &client->signer, request, now, seconds);
    return str_format(arena, "%.*s%.*s", STR_ARG(client->config.endpoint), STR_ARG(link));
}

struct str s3_element(struct str xml, const char *name)
{
    char open[64], close[64];
    size_t from, to;

    snprintf(open, sizeof open, "<%s>", name);
    snprintf(close, sizeof close, "</%s>", name);
    from = str_find(xml, str_from_c(open));
    if (from == SIZE_MAX)
        return STR_NONE;
    xml = str_slice(xml, from + strlen(open), xml.n);
    to = str_find(xml, str_from_c(close));
    return to == SIZE_MAX ? STR_NONE : str_slice(xml, 0, to);
}

enum err s3_failed(const struct s3_answer *answer, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    /* HEAD has no body: its 404 says no more than that */
    if (answer->status == 404 && (answer->code.n == 0 || str_eq(answer->code, STR("NoSuchKey"))))
        return FAIL(error, ERR_NOT_FOUND, "object.not_found");
    return FAIL_WITH(error, ERR_UNAVAILABLE, "object.unavailable",
                     P_STR("reason", answer->code.n > 0 ? answer->code
                                                        : str_format(&arena, "status %lld",
                                                                     (long long)answer->status)));
}
