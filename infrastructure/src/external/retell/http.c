/* external/retell/http.c - one request and answer, repeated with full jitter within a budget. */
#include "external/retell/http.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "base/checked.h"
#include "base/strbuf.h"
#include "external/retell/post_outcome.h"

enum {
    POOL = 32,
    /* Repetitions are at most a tenth of the requests: each request earns one, a repetition
     * costs ten. */
    BUDGET_MOST = 200,
    BUDGET_COST = 10
};

struct http_client {
    struct retell_settings settings;
    struct clock clock;
    struct random random;

    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t stopped;
    CURL *pool[POOL];
    size_t n;
    int64_t budget;
    bool stopping;
};

struct http_client *http_client_new(const struct retell_settings *settings, struct clock clock,
                                    struct random random)
{
    struct http_client *client = calloc(1, sizeof *client);
    pthread_condattr_t attributes;

    if (client == NULL)
        return NULL;
    *client = (struct http_client){
        .settings = *settings, .clock = clock, .random = random, .budget = BUDGET_MOST
    };
    pthread_mutex_init(&client->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&client->stopped, &attributes);
    pthread_condattr_destroy(&attributes);
    return client;
}

void http_client_stop(struct http_client *client)
{
    pthread_mutex_lock(&client->lock);
    client->stopping = true;
    pthread_cond_broadcast(&client->stopped);
    pthread_mutex_unlock(&client->lock);
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    while (client->n > 0)
        curl_easy_cleanup(client->pool[--client->n]);
    pthread_cond_destroy(&client->stopped);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

static CURL *lease(struct http_client *client)
{
    CURL *easy = NULL;

    pthread_mutex_lock(&client->lock);
    if (client->n > 0)
        easy = client->pool[--client->n];
    client->budget = min_i64(client->budget + 1, BUDGET_MOST);
    pthread_mutex_unlock(&client->lock);
    return easy != NULL ? easy : curl_easy_init();
}

static void hand_back(struct http_client *client, CURL *easy)
{
    bool kept = false;

    curl_easy_reset(easy); /* the key goes; connections stay */
    pthread_mutex_lock(&client->lock);
    if (client->n < POOL) {
        client->pool[client->n++] = easy;
        kept = true;
    }
    pthread_mutex_unlock(&client->lock);
    if (!kept)
        curl_easy_cleanup(easy);
}

static size_t keep_answer(char *bytes, size_t size, size_t count, void *self)
{
    struct strbuf *answer = self;

    strbuf_add(answer, (struct str){ bytes, size * count });
    return strbuf_ok(answer) ? size * count : 0;
}

static struct curl_slist *headers_of(struct arena *arena, const struct http_request *request)
{
    struct curl_slist *headers =
        curl_slist_append(NULL, str_c(arena, str_format(arena, "Authorization: Bearer %.*s",
                                                        STR_ARG(request->connection->api_key))));

    headers = curl_slist_append(headers, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Accept: application/json");
    return curl_slist_append(headers, "Expect:");
}

static void prepare(struct http_client *client, CURL *easy, struct arena *arena,
                    const struct http_request *request, struct strbuf *answer)
{
    const struct retell_settings *settings = &client->settings;
    struct str base = request->connection->base_url;

    while (str_ends(base, STR("/")))
        base.n--;
    curl_easy_setopt(
        easy, CURLOPT_URL,
        str_c(arena, str_format(arena, "%.*s%.*s", STR_ARG(base), STR_ARG(request->path))));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->read_connect_ms.ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)settings->read_ms.ms);
    if (settings->ca_file.n > 0)
        curl_easy_setopt(easy, CURLOPT_CAINFO, str_c(arena, settings->ca_file));
    if (request->body.p != NULL) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.p);
    }
    /* curl repeats by itself what dies on a connection that was used before */
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->repeatable ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
}

void provider_answered(struct metrics *metrics, int64_t status)
{
    const char *labels = status == 0                      ? "result=\"unanswered\""
                         : status == 408 || status == 429 ? "result=\"limited\""
                         : status >= 500                  ? "result=\"failed\""
                         : status >= 400                  ? "result=\"refused\""
                                                          : "result=\"ok\"";

    metric_add(metrics_counter(metrics, "provider_requests_total",
                               "Requests to the provider, by what came of them.", labels),
               1);
}

static bool is_final(int64_t status)
{
    return status != 0 && status != 408 && status != 429 && status < 500;
}

/* One try. status 0: no whole answer. wait: what the provider asked for, or 0. */
static void try_once(struct http_client *client, struct arena *arena,
                     const struct http_request *request, struct http_answer *ret,
                     struct duration *wait)
{
    CURL *easy = lease(client);
    struct strbuf answer = strbuf_init(arena, READ_MOST);
    struct curl_slist *headers = headers_of(arena, request);
    struct curl_header *after;
    long status = 0;

    *ret = (struct http_answer){ .status = 0 };
    *wait = (struct duration){ 0 };
    if (easy != NULL && headers != NULL) {
        prepare(client, easy, arena, request, &answer);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        if (curl_easy_perform(easy) == CURLE_OK)
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        *ret = (struct http_answer){ status, strbuf_str(&answer) };
        if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1, &after) == CURLHE_OK &&
            !retry_after_read(str_from_c(after->value), VIA0(client->clock, wall), wait))
            *wait = (struct duration){ 0 };
    }
    if (headers != NULL)
        explicit_bzero(headers->data, strlen(headers->data));
    curl_slist_free_all(headers);
    if (easy != NULL)
        hand_back(client, easy);
}

/* random(0, min(cap, base * 2^n)), but never less than the provider asked for. */
static struct duration pause_before(struct http_client *client, int64_t n, struct duration asked)
{
    int64_t most = client->settings.backoff_most_ms.ms, range = client->settings.backoff_ms.ms;
    uint32_t chance;

    for (; n > 0 && range < most; n--)
        range *= 2;
    range = min_i64(range, most);
    VIA(client->random, bytes, &chance, sizeof chance);
    return (struct duration){ max_i64((int64_t)(chance % (uint64_t)(range + 1)), asked.ms) };
}

/* False: no more tries, the budget is spent or we are stopping. */
static bool wait_to_repeat(struct http_client *client, struct duration pause)
{
    struct timespec until;
    bool may;

    if (pause.ms > client->settings.backoff_most_ms.ms) /* the caller has better to do */
        return false;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += pause.ms / 1000;
    until.tv_nsec += pause.ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&client->lock);
    may = client->budget >= BUDGET_COST;
    client->budget -= may ? BUDGET_COST : 0;
    while (may && !client->stopping &&
           pthread_cond_timedwait(&client->stopped, &client->lock, &until) == 0)
        ;
    may = may && !client->stopping;
    pthread_mutex_unlock(&client->lock);
    return may;
}

enum err http_send(struct http_client *client, struct arena *arena,
                   const struct http_request *request, struct http_answer *ret, struct error *error)
{
    struct http_answer answer;
    struct duration wait;

    for (int64_t n = 0;; n++) {
        try_once(client, arena, request, &answer, &wait);
        provider_answered(client->settings.metrics, answer.status);
        if (is_final(answer.status)) {
            *ret = answer;
            return ERR_OK;
        }
        if (!request->repeatable || n >= client->settings.retries ||
            !wait_to_repeat(client, pause_before(client, n, wait)))
            break;
    }
    if (answer.status == 0)
        return FAIL(error, ERR_UNAVAILABLE, "voice.unreachable");
    return FAIL_WITH(error, ERR_UNAVAILABLE, "voice.unavailable", P_I64("status", answer.status));
}

enum err http_check(const struct http_answer *got, struct error *error)
{
    if (got->status >= 200 && got->status <= 299)
        return ERR_OK;
    switch (got->status) {
    case 401:
    case 403:
        return FAIL(error, ERR_UNAUTHENTICATED, "voice.key_refused");
    case 402:
        return FAIL(error, ERR_PRECONDITION, "voice.payment_required");
    default:
        return FAIL_WITH(error, ERR_UNAVAILABLE, "voice.unexpected", P_I64("status", got->status));
    }
}
