/* database/mongodb/event_log.c - the port event_log: readers with a cursor each. */
#include "base/strbuf.h"
#include "database/mongodb/object.h"

enum { EVENTS_MOST = 1000 };

static int64_t bounded(int64_t most)
{
    return most < 1 ? 1 : most > EVENTS_MOST ? EVENTS_MOST : most;
}

static struct str cursor_key(const char *consumer)
{
    return str_from_c(consumer);
}

static enum err read_cursor(struct session *s, const char *consumer, int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str cursor;

    put_str(&filter, "_id", cursor_key(consumer));
    TRY(document_one(s, "event_cursors", &filter, NULL, &cursor));
    *ret = document_i64(cursor, "seq");
    return ERR_OK;
}

static enum err collect(struct session *s, const bson_t *filter, int64_t most,
                        struct event_list *ret)
{
    CLEANUP(bson_destroy) bson_t sort = BSON_INITIALIZER;
    struct event_list list = { 0 };
    struct documents found;

    bson_append_int32(&sort, "_id", -1, 1);
    TRY(documents_find(s, event_record.name, filter, &sort, bounded(most), &found));
    for (size_t i = 0; i < found.n; i++) {
        struct event event = { 0 };

        record_read(s->arena, &event_record, &event, found.items[i]);
        event_list_add(&list, s->arena, event);
    }
    *ret = list;
    return ERR_OK;
}

static enum err log_read(void *self, struct scope *scope, const char *consumer, int64_t most,
                         struct event_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    int64_t seq;

    TRY(read_cursor(&s, consumer, &seq));
    put_compare(&filter, "_id", "$gt", seq);
    return collect(&s, &filter, most, ret);
}

static enum err log_page(void *self, struct scope *scope, int64_t after, int64_t most,
                         struct event_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", scope->account.v);
    put_compare(&filter, "_id", "$gt", after);
    return collect(&s, &filter, most, ret);
}

static enum err log_advance(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER, higher = BSON_INITIALIZER;

    put_str(&filter, "_id", cursor_key(consumer));
    put_i64(&higher, "seq", seq);
    put_document(&update, "$max", &higher);
    return document_put(&s, "event_cursors", &filter, &update);
}

static enum err log_bury(void *self, struct scope *scope, const char *consumer,
                         const struct event *event, struct str reason)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    struct str id = str_format(scope->arena, "%s:%lld", consumer, (long long)event->seq);
    bson_t set, inner;

    put_str(&filter, "_id", id);
    bson_append_document_begin(&update, "$set", -1, &set);
    put_str(&set, "consumer", str_from_c(consumer));
    put_i64(&set, "seq", event->seq);
    put_id(&set, "account", event->account.v);
    put_str(&set, "reason", reason);
    put_i64(&set, "at", scope->now.unix_ms);
    bson_append_document_begin(&set, "event", -1, &inner);
    record_put(&inner, &event_record, event);
    bson_append_document_end(&set, &inner);
    bson_append_document_end(&update, &set);
    return document_put(&s, "dead_events", &filter, &update);
}

static enum err log_dead(void *self, struct scope *scope, const char *consumer, int64_t after,
                         int64_t most, struct dead_event_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found;

    put_str(&filter, "consumer", str_from_c(consumer));
    put_compare(&filter, "seq", "$gt", after);
    bson_append_int32(&sort, "seq", -1, 1);
    TRY(documents_find(&s, "dead_events", &filter, &sort, bounded(most), &found));
    *ret =
        (struct dead_event_list){ ARENA_ARRAY(scope->arena, struct dead_event, found.n), found.n };
    for (size_t i = 0; i < found.n; i++) {
        struct dead_event *dead = &ret->items[i];

        dead->reason = document_str(found.items[i], "reason");
        dead->at = (struct instant){ document_i64(found.items[i], "at") };
        record_read(scope->arena, &event_record, &dead->event,
                    document_inside(found.items[i], "event"));
    }
    return ERR_OK;
}

static enum err log_unbury(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    bool removed;

    put_str(&filter, "_id", str_format(scope->arena, "%s:%lld", consumer, (long long)seq));
    return document_remove(&s, "dead_events", &filter, &removed);
}

static enum err log_dead_count(void *self, struct scope *scope, const char *consumer, int64_t *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_str(&filter, "consumer", str_from_c(consumer));
    return documents_count(&s, "dead_events", &filter, 0, ret);
}

static enum err log_lag(void *self, struct scope *scope, const char *consumer, int64_t *events)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER, opts = BSON_INITIALIZER;
    struct str newest;
    int64_t seq;
    bson_t sort;

    TRY(read_cursor(&s, consumer, &seq));
    bson_append_document_begin(&opts, "sort", -1, &sort);
    bson_append_int32(&sort, "_id", -1, -1);
    bson_append_document_end(&opts, &sort);
    TRY(document_one(&s, event_record.name, &all, &opts, &newest));
    *events = document_i64(newest, "_id") - seq;
    return ERR_OK;
}

struct event_log mongodb_event_log(struct mongodb_store *store)
{
    static const struct event_log_ops ops = {
        .read = log_read,
        .advance = log_advance,
        .bury = log_bury,
        .dead = log_dead,
        .unbury = log_unbury,
        .dead_count = log_dead_count,
        .lag = log_lag,
        .page = log_page,
    };

    return (struct event_log){ &ops, store };
}
