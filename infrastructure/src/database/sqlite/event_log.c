/* database/sqlite/event_log.c - the port event_log: readers with a cursor each. */
#include "base/strbuf.h"
#include "codec/json_record.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"

enum { EVENTS_MOST = 1000, EVENT_TEXT = 1 << 20 };

static const struct statement read_events =
    STATEMENT("SELECT {events} FROM events WHERE seq > coalesce((SELECT seq FROM event_cursors"
              " WHERE consumer = ?1), 0) ORDER BY seq LIMIT ?2");
static const struct statement page_events =
    STATEMENT("SELECT {events} FROM events WHERE account = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
static const struct statement advance_cursor =
    STATEMENT("INSERT INTO event_cursors (consumer, seq) VALUES (?1, ?2) ON CONFLICT (consumer) DO"
              " UPDATE SET seq = max(seq, excluded.seq)");
static const struct statement bury_event =
    STATEMENT("INSERT INTO dead_events (consumer, seq, account, reason, at, event) VALUES (?1, ?2,"
              " ?3, ?4, ?5, ?6) ON CONFLICT (consumer, seq) DO UPDATE SET reason ="
              " excluded.reason, at = excluded.at");
static const struct statement read_dead_events =
    STATEMENT("SELECT reason, at, event FROM dead_events WHERE consumer = ?1 AND seq > ?2 ORDER BY"
              " seq LIMIT ?3");
static const struct statement unbury_event =
    STATEMENT("DELETE FROM dead_events WHERE consumer = ?1 AND seq = ?2");
static const struct statement count_dead_events =
    STATEMENT("SELECT count(*) FROM dead_events WHERE consumer = ?1");
static const struct statement measure_lag =
    STATEMENT("SELECT coalesce((SELECT max(seq) FROM events), 0) - coalesce((SELECT seq FROM"
              " event_cursors WHERE consumer = ?1), 0)");

static int64_t bounded(int64_t most)
{
    return most < 1 ? 1 : most > EVENTS_MOST ? EVENTS_MOST : most;
}

static enum err collect(sqlite3_stmt *stmt, struct connection *conn, struct scope *scope,
                        struct event_list *ret)
{
    struct event_list list = { NULL, 0, 0 };
    void *event;
    bool row;

    for (;;) {
        TRY(statement_step(stmt, &row, &scope->error));
        if (!row)
            break;
        TRY(row_read_whole(stmt, 0, conn, &event_record, scope->arena, &event, &scope->error));
        event_list_add(&list, scope->arena, *(struct event *)event);
    }
    *ret = list;
    return ERR_OK;
}

static enum err log_read(void *self, struct scope *scope, const char *consumer, int64_t most,
                         struct event_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &read_events);

    bind_c(read, 1, consumer);
    bind_i64(read, 2, bounded(most));
    return collect(read, reader, scope, ret);
}

static enum err log_page(void *self, struct scope *scope, int64_t after, int64_t most,
                         struct event_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *page = statement_begin(reader, &page_events);

    bind_id(page, 1, &scope->account.v);
    bind_i64(page, 2, after);
    bind_i64(page, 3, bounded(most));
    return collect(page, reader, scope, ret);
}

struct advance {
    const char *consumer;
    int64_t seq;
};

static enum err do_advance(struct tx *tx, void *context)
{
    const struct advance *a = context;
    CLEANUP(statement_end) sqlite3_stmt *advance = statement_begin(tx->conn, &advance_cursor);

    bind_c(advance, 1, a->consumer);
    bind_i64(advance, 2, a->seq);
    return statement_run(advance, tx->error);
}

static enum err log_advance(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    return store_write(self, do_advance, &(struct advance){ consumer, seq }, &scope->error);
}

struct burial {
    const struct scope *scope;
    const char *consumer;
    const struct event *event;
    struct str reason;
};

static enum err do_bury(struct tx *tx, void *context)
{
    const struct burial *b = context;
    struct strbuf text = strbuf_init(tx->arena, EVENT_TEXT);
    struct json_writer writer = json_writer_init(&text);
    CLEANUP(statement_end) sqlite3_stmt *bury = statement_begin(tx->conn, &bury_event);

    json_put_record(&writer, &event_record, b->event, 0);
    bind_c(bury, 1, b->consumer);
    bind_i64(bury, 2, b->event->seq);
    bind_id(bury, 3, &b->event->account.v);
    bind_str(bury, 4, b->reason);
    bind_i64(bury, 5, b->scope->now.unix_ms);
    bind_str(bury, 6, strbuf_str(&text));
    return statement_run(bury, tx->error);
}

static enum err log_bury(void *self, struct scope *scope, const char *consumer,
                         const struct event *event, struct str reason)
{
    struct burial burial = { scope, consumer, event, reason };

    return store_write(self, do_bury, &burial, &scope->error);
}

static enum err read_dead(sqlite3_stmt *stmt, struct scope *scope, struct dead_event *ret)
{
    const struct json *node;

    ret->reason = column_str(stmt, 0, scope->arena);
    ret->at = (struct instant){ column_i64(stmt, 1) };
    ret->event = (struct event){ 0 };
    TRY(json_parse(scope->arena, column_str(stmt, 2, scope->arena), NULL, &node, &scope->error));
    TRY(json_read_record(node, &event_record, JSON_FROM_STORE, &ret->event, scope->arena,
                         &scope->error));
    return ERR_OK;
}

static enum err log_dead(void *self, struct scope *scope, const char *consumer, int64_t after,
                         int64_t most, struct dead_event_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &read_dead_events);
    bool row;

    most = bounded(most);
    *ret =
        (struct dead_event_list){ ARENA_ARRAY(scope->arena, struct dead_event, (size_t)most), 0 };
    bind_c(read, 1, consumer);
    bind_i64(read, 2, after);
    bind_i64(read, 3, most);
    for (;;) {
        TRY(statement_step(read, &row, &scope->error));
        if (!row)
            return ERR_OK;
        TRY(read_dead(read, scope, &ret->items[ret->n]));
        ret->n++;
    }
}

static enum err do_unbury(struct tx *tx, void *context)
{
    const struct advance *a = context;
    CLEANUP(statement_end) sqlite3_stmt *unbury = statement_begin(tx->conn, &unbury_event);

    bind_c(unbury, 1, a->consumer);
    bind_i64(unbury, 2, a->seq);
    return statement_run(unbury, tx->error);
}

static enum err log_unbury(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    return store_write(self, do_unbury, &(struct advance){ consumer, seq }, &scope->error);
}

static enum err log_dead_count(void *self, struct scope *scope, const char *consumer, int64_t *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *count = statement_begin(reader, &count_dead_events);
    bool row;

    bind_c(count, 1, consumer);
    TRY(statement_step(count, &row, &scope->error));
    *ret = column_i64(count, 0);
    return ERR_OK;
}

static enum err log_lag(void *self, struct scope *scope, const char *consumer, int64_t *events)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *lag = statement_begin(reader, &measure_lag);
    bool row;

    bind_c(lag, 1, consumer);
    TRY(statement_step(lag, &row, &scope->error));
    *events = column_i64(lag, 0);
    return ERR_OK;
}

struct event_log sqlite_event_log(struct sqlite_store *store)
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

static const struct statement *const statements[] = { &read_events,    &page_events,
                                                      &advance_cursor, &bury_event,
                                                      &measure_lag,    &read_dead_events,
                                                      &unbury_event,   &count_dead_events };
const struct store_part event_log_part = { .name = "event_log",
                                           .statements = statements,
                                           .n_statements = ARRAY_LEN(statements) };
