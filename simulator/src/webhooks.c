/* webhooks.c - the queue of deliveries and the threads that post them with libcurl. */
#include "webhooks.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "call_json.h"
#include "put.h"
#include "simulator/signature.h"
#include "world.h"

enum { THREADS = 24, EVENTS_MOST = 3, TRIES_MOST = 4, PAYLOAD_MOST = 16 << 20 };

struct delivery {
    struct delivery *next;   /* in the queue */
    struct delivery *newer;  /* in the list of all, so that none is lost at the end */
    struct delivery **owner; /* what points to it in that list */
    struct call *call;
    enum webhook_event events[EVENTS_MOST];
    size_t n;
    int tries;
};

/* One thread, with a handle that keeps its connections. */
struct poster {
    struct webhooks *hooks;
    pthread_t thread;
    CURLM *multi; /* because it can be woken to stop */
    CURL *curl;
};

struct webhooks {
    struct world *world;
    struct poster posters[THREADS];
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t wake;
    bool stopping;
    struct delivery *first, **last;
    struct delivery *all;
};

static void enqueue(struct webhooks *hooks, struct delivery *d)
{
    pthread_mutex_lock(&hooks->lock);
    d->next = NULL;
    *hooks->last = d;
    hooks->last = &d->next;
    pthread_cond_signal(&hooks->wake);
    pthread_mutex_unlock(&hooks->lock);
}

static struct delivery *delivery_new(struct webhooks *hooks, struct call *call,
                                     const enum webhook_event *events, size_t n, int tries)
{
    struct delivery *d = calloc(1, sizeof *d);

    if (d == NULL)
        abort();
    d->call = call;
    d->n = n;
    d->tries = tries;
    for (size_t i = 0; i < n; i++)
        d->events[i] = events[i];
    pthread_mutex_lock(&hooks->lock);
    d->newer = hooks->all;
    d->owner = &hooks->all;
    if (d->newer != NULL)
        d->newer->owner = &d->newer;
    hooks->all = d;
    pthread_mutex_unlock(&hooks->lock);
    return d;
}

static void delivery_free(struct webhooks *hooks, struct delivery *d)
{
    pthread_mutex_lock(&hooks->lock);
    *d->owner = d->newer;
    if (d->newer != NULL)
        d->newer->owner = d->owner;
    pthread_mutex_unlock(&hooks->lock);
    free(d);
}

static struct delivery *dequeue(struct webhooks *hooks)
{
    struct delivery *d = NULL;

    pthread_mutex_lock(&hooks->lock);
    while (!hooks->stopping && hooks->first == NULL)
        pthread_cond_wait(&hooks->wake, &hooks->lock);
    if (!hooks->stopping) {
        d = hooks->first;
        hooks->first = d->next;
        if (hooks->first == NULL)
            hooks->last = &hooks->first;
    }
    pthread_mutex_unlock(&hooks->lock);
    return d;
}

static const char *event_name(enum webhook_event event)
{
    switch (event) {
    case WEBHOOK_STARTED:
        return "call_started";
    case WEBHOOK_ENDED:
        return "call_ended";
    case WEBHOOK_ANALYZED:
        return "call_analyzed";
    }
    return "call_unknown";
}

static bool wanted(const struct call *call, const char *name)
{
    if (json_kind(call->webhook_events) != JSON_ARRAY)
        return true;
    for (const struct json *e = json_first(call->webhook_events); e != NULL; e = json_next(e))
        if (str_eq_c(json_str(e), name))
            return true;
    return false;
}

static enum call_phase phase_of(enum webhook_event event)
{
    switch (event) {
    case WEBHOOK_STARTED:
        return CALL_ONGOING;
    case WEBHOOK_ENDED:
        return CALL_ENDED;
    case WEBHOOK_ANALYZED:
        return CALL_ANALYZED;
    }
    return CALL_REGISTERED;
}

/* The call as it stood at the event, whatever happened since. */
static struct str payload(struct webhooks *hooks, struct arena *arena, struct call *call,
                          enum webhook_event event, const char *name)
{
    struct strbuf out = strbuf_init(arena, PAYLOAD_MOST);
    struct json_writer w = json_writer_init(&out);
    struct call then;

    pthread_mutex_lock(&hooks->world->lock);
    then = *call;
    pthread_mutex_unlock(&hooks->world->lock);
    then.phase = phase_of(event);
    json_open(&w, '{');
    put_c(&w, "event", name);
    json_put_name(&w, STR("call"));
    call_put_json(&w, hooks->world, &then, CALL_WHOLE);
    json_close(&w, '}');
    return strbuf_str(&out);
}

static size_t throw_away(char *bytes, size_t size, size_t n, void *self)
{
    (void)bytes;
    (void)self;
    return size * n;
}

static bool must_stop(struct webhooks *hooks)
{
    bool stopping;

    pthread_mutex_lock(&hooks->lock);
    stopping = hooks->stopping;
    pthread_mutex_unlock(&hooks->lock);
    return stopping;
}

static void set_options(CURL *curl, const struct call *call, struct arena *arena, struct str body)
{
    curl_easy_reset(curl); /* keeps the connections */
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, call->webhook_url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->webhook_timeout_ms);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.p);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, throw_away);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "retell-simulator");
}

/* The status; 0: there was no answer, or everything stops. */
static long perform(struct poster *poster)
{
    int running = 1, left;
    long status = 0;
    CURLMsg *message;

    curl_multi_add_handle(poster->multi, poster->curl);
    while (running > 0 && !must_stop(poster->hooks) &&
           curl_multi_perform(poster->multi, &running) == CURLM_OK && running > 0)
        curl_multi_poll(poster->multi, NULL, 0, 1000, NULL);
    message = curl_multi_info_read(poster->multi, &left);
    if (message != NULL && message->data.result == CURLE_OK)
        curl_easy_getinfo(poster->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(poster->multi, poster->curl);
    return status;
}

/* True: it was taken with 2xx. */
static bool post(struct poster *poster, const struct call *call, struct str body)
{
    struct webhooks *hooks = poster->hooks;
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str key =
        call->quirks.webhook_forged ? STR("key_of_somebody_else") : hooks->world->settings.api_key;
    struct str signature = webhook_signature(&arena, key, body, world_now(hooks->world));
    struct curl_slist *headers = NULL;
    long status;

    set_options(poster->curl, call, &arena, body);
    headers = curl_slist_append(headers, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    headers = curl_slist_append(
        headers, str_c(&arena, str_format(&arena, "x-retell-signature: %.*s", STR_ARG(signature))));
    curl_easy_setopt(poster->curl, CURLOPT_HTTPHEADER, headers);
    status = perform(poster);
    curl_slist_free_all(headers);
    return status >= 200 && status < 300;
}

static void note(struct webhooks *hooks, struct call *call, bool taken)
{
    struct world *world = hooks->world;

    pthread_mutex_lock(&world->lock);
    if (taken)
        world->webhooks_sent++;
    else
        world->webhooks_failed++;
    call->told++;
    pthread_cond_broadcast(&world->told);
    pthread_mutex_unlock(&world->lock);
}

static void post_event(struct poster *poster, const struct delivery *d, enum webhook_event event)
{
    struct webhooks *hooks = poster->hooks;
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *name = event_name(event);
    int times = d->call->quirks.webhook_twice ? 2 : 1;
    bool taken = true;
    struct str body;

    if (!wanted(d->call, name))
        return;
    body = payload(hooks, &arena, d->call, event, name);
    for (int i = 0; i < times; i++)
        taken = post(poster, d->call, body) && taken;
    if (event == WEBHOOK_ENDED && d->call->quirks.unknown_values)
        (void)post(poster, d->call, payload(hooks, &arena, d->call, event, "call_enriched"));
    note(hooks, d->call, taken);
    if (!taken && d->tries + 1 < TRIES_MOST)
        timetable_add(hooks->world->timetable,
                      steady_ms() + (hooks->world->settings.webhook_retry_ms << d->tries),
                      delivery_new(hooks, d->call, &event, 1, d->tries + 1), STEP_DELIVER);
}

static void *deliver_all(void *arg)
{
    struct poster *poster = arg;
    struct delivery *d;

    while ((d = dequeue(poster->hooks)) != NULL) {
        for (size_t i = 0; i < d->n; i++)
            post_event(poster, d, d->events[i]);
        delivery_free(poster->hooks, d);
    }
    return NULL;
}

struct webhooks *webhooks_new(struct world *world)
{
    struct webhooks *hooks = calloc(1, sizeof *hooks);

    if (hooks == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        abort();
    hooks->world = world;
    hooks->last = &hooks->first;
    pthread_mutex_init(&hooks->lock, NULL);
    pthread_cond_init(&hooks->wake, NULL);
    for (size_t i = 0; i < THREADS; i++) {
        struct poster *poster = &hooks->posters[i];

        *poster = (struct poster){ hooks, 0, curl_multi_init(), curl_easy_init() };
        if (poster->multi == NULL || poster->curl == NULL ||
            pthread_create(&poster->thread, NULL, deliver_all, poster) != 0)
            abort();
    }
    return hooks;
}

void webhooks_post(struct webhooks *hooks, struct call *call, const enum webhook_event *events,
                   size_t n)
{
    struct delivery *d;

    if (call->webhook_url.n == 0 || call->quirks.webhook_none)
        return;
    d = delivery_new(hooks, call, events, n, 0);
    if (call->quirks.webhook_delay_ms > 0)
        timetable_add(hooks->world->timetable, steady_ms() + call->quirks.webhook_delay_ms, d,
                      STEP_DELIVER);
    else
        enqueue(hooks, d);
}

void webhooks_deliver_again(struct webhooks *hooks, struct delivery *delivery)
{
    enqueue(hooks, delivery);
}

void webhooks_free(struct webhooks *hooks)
{
    if (hooks == NULL)
        return;
    pthread_mutex_lock(&hooks->lock);
    hooks->stopping = true;
    pthread_cond_broadcast(&hooks->wake);
    pthread_mutex_unlock(&hooks->lock);
    for (size_t i = 0; i < THREADS; i++) {
        struct poster *poster = &hooks->posters[i];

        curl_multi_wakeup(poster->multi);
        pthread_join(poster->thread, NULL);
        curl_easy_cleanup(poster->curl);
        curl_multi_cleanup(poster->multi);
    }
    while (hooks->all != NULL)
        delivery_free(hooks, hooks->all);
    pthread_mutex_destroy(&hooks->lock);
    pthread_cond_destroy(&hooks->wake);
    free(hooks);
    curl_global_cleanup();
}
