/* database/mongodb/events.c - the log of events. The number of an event is its _id: to add one is
 * to take the number behind the newest, which only one can. So numbers have no gaps, and who has
 * read up to a number has missed nothing before it. */
#include "database/mongodb/events.h"

#include "base/strbuf.h"
#include "database/mongodb/object.h"

enum { TRIES = 1000, ALONE_ENOUGH = 4, FRESH_MS = 10000 };

static struct str fact_of(struct arena *arena, const struct event *event)
{
    struct str identity = event_identity(arena, event);
    char account[ID128_TEXT];

    id128_text(event->account.v, account);
    return str_format(arena, "%.*s:%.*s", ID128_TEXT, account, STR_ARG(identity));
}

static enum err read_newest(struct session *s, int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER, opts = BSON_INITIALIZER;
    struct str newest;
    bson_t sort;

    bson_append_document_begin(&opts, "sort", -1, &sort);
    bson_append_int32(&sort, "_id", -1, -1);
    bson_append_document_end(&opts, &sort);
    TRY(document_one(s, event_record.name, &all, &opts, &newest));
    *ret = document_i64(newest, "_id");
    return ERR_OK;
}

static enum err is_known(struct session *s, struct str fact, bool *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str found;

    put_str(&filter, "fact", fact);
    TRY(document_one(s, event_record.name, &filter, NULL, &found));
    *ret = found.p != NULL;
    return ERR_OK;
}

/* As many of them as find their numbers free, from the first on. */
static enum err add_some(struct session *s, struct event *events, size_t n, int64_t newest,
                         size_t *added)
{
    const bson_t **docs = ARENA_ARRAY(s->arena, const bson_t *, n);
    bson_t **made = ARENA_ARRAY(s->arena, bson_t *, n);

    for (size_t i = 0; i < n; i++) {
        events[i].seq = newest + 1 + (int64_t)i;
        docs[i] = made[i] = bson_new();
        put_i64(made[i], "_id", events[i].seq);
        put_str(made[i], "fact", fact_of(s->arena, &events[i]));
        record_put(made[i], &event_record, &events[i]);
    }
    enum err err = documents_add(s, event_record.name, docs, n, added);
    for (size_t i = 0; i < n; i++)
        bson_destroy(made[i]);
    return err;
}

static int64_t boot_ms(const struct mongodb_store *store)
{
    return VIA0(store->config.clock, boot).unix_ms;
}

static enum err look_for_newest(struct session *s)
{
    struct mongodb_store *store = s->store;
    int64_t was = store->last_seq;

    TRY(read_newest(s, &store->last_seq));
    store->last_seq_read = boot_ms(store);
    store->alone = store->last_seq == was ? store->alone + 1 : 0;
    return ERR_OK;
}

/* Who was alone with the log for a while tries the next number without a look: if another took it,
 * the server says so. But a number must not be used again, as everybody's cursor is behind it, and
 * old events are taken out: what was the newest is so no longer than it takes them to grow old. */
static bool knows_newest(const struct mongodb_store *store)
{
    return store->alone >= ALONE_ENOUGH && boot_ms(store) - store->last_seq_read < FRESH_MS;
}

/* Under log_mutex. */
static enum err add_all(struct session *s, struct event *events, size_t n)
{
    struct mongodb_store *store = s->store;
    size_t at = 0, added;
    bool known;

    if (!knows_newest(store))
        TRY(look_for_newest(s));
    for (int tries = 0; at < n; tries++) {
        if (tries == TRIES)
            return FAIL(s->error, ERR_UNAVAILABLE, "store.unavailable");
        TRY(add_some(s, events + at, n - at, store->last_seq, &added));
        at += added;
        store->last_seq += (int64_t)added;
        if (added > 0)
            store->last_seq_read = boot_ms(store);
        if (at == n)
            break;
        /* its number was taken, or it is there already */
        TRY(is_known(s, fact_of(s->arena, &events[at]), &known));
        at += known;
        TRY(look_for_newest(s));
    }
    return ERR_OK;
}

enum err events_add(struct session *s, struct event_list *events)
{
    if (events->n == 0)
        return ERR_OK;
    for (size_t i = 0; i < events->n; i++)
        TRY(audit_line_add(s, &events->items[i], fact_of(s->arena, &events->items[i])));
    pthread_mutex_lock(&s->store->log_mutex);
    enum err err = add_all(s, events->items, events->n);
    pthread_mutex_unlock(&s->store->log_mutex);
    return err;
}
