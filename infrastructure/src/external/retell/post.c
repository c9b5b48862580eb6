/* external/retell/post.c - one POST, held back twice.
 *
 * curl connects and tells us (ask_to_send). The head goes out; the body waits until the asker says
 * that permit and intent are durable, then goes out but for its last bytes, which wait for one more
 * look. A no at either place, or a permit that grew old meanwhile, takes the POST back: the
 * connection is closed on an unfinished body, which nobody can act on. */
#include "external/retell/post.h"

#include <assert.h>
#include <string.h>

#include "external/retell/call_json.h"

static char *text_c(struct arena *arena, struct str a, struct str b)
{
    return str_c(arena, str_format(arena, "%.*s%.*s", STR_ARG(a), STR_ARG(b)));
}

void post_fill(struct post *post, const struct voice_order *order)
{
    struct arena *arena = &post->arena;
    struct str base = order->connection->base_url;

    while (str_ends(base, STR("/")))
        base.n--;
    post->url = text_c(arena, base, STR("/v2/create-phone-call"));
    post->body = order_write(arena, order);
    post->headers = curl_slist_append(
        NULL, text_c(arena, STR("Authorization: Bearer "), order->connection->api_key));
    post->headers = curl_slist_append(post->headers, "Content-Type: application/json");
    post->headers = curl_slist_append(post->headers, "Accept: application/json");
    post->headers = curl_slist_append(post->headers, "Expect:");
    post->answer = strbuf_init(arena, ANSWER_MOST);
    post->stage = POST_WAITING;
    assert(post->body.n > KEPT_BACK);
}

static void take_back(struct post *post, enum post_end why)
{
    if (post->taken_back == 0)
        post->taken_back = why;
}

/* The connection is up and nothing was sent. */
static int ask_to_send(void *self, char *remote, char *local, int remote_port, int local_port)
{
    struct post *post = self;

    (void)remote;
    (void)local;
    (void)remote_port;
    (void)local_port;
    if (post->stage != POST_WAITING) /* curl would send a second time: never */
        return CURL_PREREQFUNC_ABORT;
    post->stage = POST_ASKED_SEND;
    post->asked = true;
    post->asked_at = VIA0(post->clock, boot);
    post->asker.ops->may_send(post->asker.self, post->context, &post->question);
    return CURL_PREREQFUNC_OK;
}

static bool permit_is_old(const struct post *post)
{
    return instant_minus(VIA0(post->clock, boot), post->asked_at).ms > post->permit_ms.ms;
}

static size_t hold_on(struct post *post)
{
    post->paused = true;
    return CURL_READFUNC_PAUSE;
}

static size_t hand_over(struct post *post, char *buffer, size_t room, size_t until)
{
    size_t n = until - post->sent;

    if (n > room)
        n = room;
    memcpy(buffer, post->body.p + post->sent, n);
    post->sent += n;
    return n;
}

/* Hands the body to curl, as far as it may go. */
static size_t read_body(char *buffer, size_t size, size_t count, void *self)
{
    struct post *post = self;
    size_t room = size * count, end = post->body.n;

    if (post->taken_back != 0)
        return CURL_READFUNC_ABORT;
    if (post->stage == POST_ASKED_SEND || post->stage == POST_ASKED_ALLOWED)
        return hold_on(post);
    if (post->stage == POST_SENDING && post->sent < end - KEPT_BACK)
        return hand_over(post, buffer, room, end - KEPT_BACK);
    if (post->stage == POST_SENDING) {
        post->stage = POST_ASKED_ALLOWED;
        post->asked = true;
        post->asker.ops->still_allowed(post->asker.self, post->context, &post->question);
        return hold_on(post);
    }
    if (post->stage != POST_RELEASED) {
        take_back(post, POST_NOT_PERMITTED);
        return CURL_READFUNC_ABORT;
    }
    if (post->sent == end - KEPT_BACK && permit_is_old(post)) {
        take_back(post, POST_TOO_SLOW);
        return CURL_READFUNC_ABORT;
    }
    return hand_over(post, buffer, room, end);
}

static size_t write_answer(char *bytes, size_t size, size_t count, void *self)
{
    struct post *post = self;
    size_t n = size * count;

    strbuf_add(&post->answer, (struct str){ bytes, n });
    if (strbuf_ok(&post->answer))
        return n;
    post->oversized = true;
    return 0;
}

bool post_answered(struct post *post, bool yes)
{
    bool paused = post->paused;

    post->asked = false;
    post->paused = false;
    if (post->stage == POST_ASKED_SEND) {
        post->stage = POST_SENDING;
        if (!yes)
            take_back(post, POST_NOT_PERMITTED);
    } else {
        post->stage = POST_RELEASED;
        if (!yes)
            take_back(post, POST_NOT_ALLOWED);
    }
    return paused && !post->over;
}

bool post_prepare(struct post *post, const struct retell_settings *settings)
{
    CURL *easy = post->easy;

    if (easy == NULL)
        easy = post->easy = curl_easy_init();
    if (easy == NULL || post->headers == NULL)
        return false;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, post);
    curl_easy_setopt(easy, CURLOPT_URL, post->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
    /* A proxy could repeat what it was given; none is taken from the environment either. */
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    /* A re-used connection that dies before the first byte of the answer makes curl send the
     * request again by itself. A fresh one does not. */
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_ms.ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)settings->post_ms.ms);
    if (settings->ca_file.n > 0)
        curl_easy_setopt(easy, CURLOPT_CAINFO, str_c(&post->arena, settings->ca_file));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, post->headers);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.n);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, post);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, ask_to_send);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, post);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write_answer);
    return curl_easy_setopt(easy, CURLOPT_WRITEDATA, post) == CURLE_OK;
}

static enum post_end end_of(const struct post *post, CURLcode code)
{
    if (post->oversized)
        return POST_OVERSIZED;
    if (code == CURLE_OK)
        return POST_ANSWERED;
    if (post->taken_back != 0)
        return post->taken_back;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return post->stage == POST_WAITING ? POST_UNREACHED : POST_TIMED_OUT;
    return post->stage == POST_WAITING ? POST_UNREACHED : POST_BROKEN;
}

void post_conclude(struct post *post, CURLcode code)
{
    struct post_facts facts = {
        .end = end_of(post, code),
        .body_begun = post->sent > 0,
        .last_bytes = post->stage == POST_RELEASED && post->sent > post->body.n - KEPT_BACK,
        .body = strbuf_str(&post->answer),
        .now = VIA0(post->clock, wall),
    };
    struct curl_header *header;
    long status = 0;

    curl_easy_getinfo(post->easy, CURLINFO_RESPONSE_CODE, &status);
    facts.status = status;
    if (curl_easy_header(post->easy, "Retry-After", 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
        facts.retry_after = str_from_c(header->value);
    post_outcome(&post->arena, &facts, &post->result);
    post->over = true;
}

void post_clear(struct post *post)
{
    /* the key stands in the header, the person's number in the body */
    for (struct curl_slist *h = post->headers; h != NULL; h = h->next)
        explicit_bzero(h->data, strlen(h->data));
    curl_slist_free_all(post->headers);
    if (post->easy != NULL)
        curl_easy_reset(post->easy);
    arena_release(&post->arena);
    *post = (struct post){ .outbound = post->outbound, .easy = post->easy };
    post->arena = arena_init();
}
