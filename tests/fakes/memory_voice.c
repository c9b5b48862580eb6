/* tests/fakes/memory_voice.c - the provider's book, kept by a test. */
#include "fakes/memory_voice.h"

#include <assert.h>
#include <string.h>

static const char letters[MEMORY_EVENTS + 1] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

struct str memory_voice_event(struct memory_voice *voice, enum voice_event_kind kind,
                              struct voice_call call)
{
    static const struct str names[] = { [VOICE_STARTED] = STR_INIT("call_started"),
                                        [VOICE_ENDED] = STR_INIT("call_ended"),
                                        [VOICE_ANALYZED] = STR_INIT("call_analyzed"),
                                        [VOICE_OTHER] = STR_INIT("transfer_started") };

    assert(voice->events_n < MEMORY_EVENTS);
    voice->events[voice->events_n] = (struct voice_event){ kind, names[kind], call };
    return (struct str){ &letters[voice->events_n++], 1 };
}

static void voice_place(void *self, const struct voice_order *order, struct voice_asker asker,
                        void *context)
{
    const struct placing_result nothing = { .placing = PLACING_NOT_SENT,
                                            .reason = STR("provider.unreached") };

    (void)self;
    (void)order;
    asker.ops->placed(asker.self, context, &nothing);
}

static void voice_answer(void *self, struct voice_question *question, bool yes)
{
    (void)self;
    (void)question;
    (void)yes;
}

static enum err is_there(const struct memory_voice *voice, struct error *error)
{
    return voice->away == ERR_OK ? ERR_OK : FAIL(error, voice->away, "voice.unavailable");
}

static enum err voice_get(void *self, struct arena *arena, const struct connection *connection,
                          struct str provider_call, struct voice_call *ret, struct error *error)
{
    const struct memory_voice *voice = self;

    (void)arena;
    (void)connection;
    TRY(is_there(voice, error));
    for (size_t i = 0; i < voice->calls; i++)
        if (str_eq(voice->book[i].provider_call, provider_call)) {
            *ret = voice->book[i];
            return ERR_OK;
        }
    return FAIL(error, ERR_NOT_FOUND, "voice.no_such_call");
}

/* Newest first; lists carry no transcripts. */
static struct voice_call_list list(const struct memory_voice *voice, struct arena *arena,
                                   struct str tag)
{
    struct voice_call_list ret = { ARENA_ARRAY(arena, struct voice_call, MEMORY_CALLS), 0 };

    for (size_t i = voice->calls; i > 0; i--)
        if (tag.p == NULL || str_eq(voice->book[i - 1].tag, tag)) {
            ret.items[ret.n] = voice->book[i - 1];
            ret.items[ret.n++].transcript = STR_NONE;
        }
    return ret;
}

static enum err voice_find(void *self, struct arena *arena, const struct connection *connection,
                           struct str tag, struct phone to, struct voice_call_list *ret,
                           struct error *error)
{
    (void)connection;
    (void)to;
    TRY(is_there(self, error));
    *ret = list(self, arena, tag);
    return ERR_OK;
}

static enum err voice_recent(void *self, struct arena *arena, const struct connection *connection,
                             int64_t most, struct voice_call_list *ret, struct error *error)
{
    (void)connection;
    TRY(is_there(self, error));
    *ret = list(self, arena, STR_NONE);
    ret->n = ret->n > (size_t)most ? (size_t)most : ret->n;
    return ERR_OK;
}

static enum err voice_stop(void *self, const struct connection *connection,
                           struct str provider_call, struct error *error)
{
    struct memory_voice *voice = self;

    (void)connection;
    TRY(is_there(voice, error));
    assert(voice->stopped_n < MEMORY_CALLS && provider_call.n <= MEMORY_CALL_ID);
    memcpy(voice->stopped_ids[voice->stopped_n], provider_call.p, provider_call.n);
    voice->stopped[voice->stopped_n] =
        (struct str){ voice->stopped_ids[voice->stopped_n], provider_call.n };
    voice->stopped_n++;
    return ERR_OK;
}

static enum err voice_concurrency(void *self, const struct connection *connection, int64_t *current,
                                  int64_t *limit, struct error *error)
{
    (void)connection;
    TRY(is_there(self, error));
    *current = 0;
    *limit = 20;
    return ERR_OK;
}

static enum err voice_set_up(void *self, struct arena *arena, struct connection *connection,
                             struct str webhook_url, struct str voice, struct error *error)
{
    (void)arena;
    (void)webhook_url;
    (void)voice;
    TRY(is_there(self, error));
    connection->llm = STR("llm_1");
    connection->agent = STR("agent_1");
    return ERR_OK;
}

static enum err voice_verify(void *self, const struct connection *connection, struct str signature,
                             struct str raw, struct instant now, struct error *error)
{
    (void)self;
    (void)connection;
    (void)raw;
    (void)now;
    return str_eq_c(signature, "good") ? ERR_OK
                                       : FAIL(error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
}

static enum err voice_read_event(void *self, struct arena *arena, struct str raw,
                                 struct voice_event *ret, struct error *error)
{
    const struct memory_voice *voice = self;

    (void)arena;
    for (size_t i = 0; i < voice->events_n; i++)
        if (raw.n == 1 && raw.p[0] == letters[i]) {
            *ret = voice->events[i];
            return ERR_OK;
        }
    return FAIL(error, ERR_INVALID, "webhook.malformed");
}

struct voice_gateway memory_voice_port(struct memory_voice *voice)
{
    static const struct voice_gateway_ops ops = {
        .place = voice_place,
        .answer = voice_answer,
        .get = voice_get,
        .find = voice_find,
        .recent = voice_recent,
        .stop = voice_stop,
        .concurrency = voice_concurrency,
        .set_up = voice_set_up,
        .verify = voice_verify,
        .read_event = voice_read_event,
    };

    return (struct voice_gateway){ &ops, voice };
}
