/* database/mongodb/wallets.c - one conditional write a movement. */
#include "database/mongodb/wallets.h"

#include <assert.h>
#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "database/mongodb/object.h"

static struct str wallet_id(const struct account_id *account)
{
    return (struct str){ (const char *)account->v.bytes, sizeof account->v.bytes };
}

/* Ids end in random bits. */
static pthread_mutex_t *turn_of(struct session *s, struct account_id account)
{
    return &s->store->wallet_turns[account.v.bytes[15] % WALLET_TURNS];
}

void wallet_turn_begin(struct session *s, struct account_id account)
{
    pthread_mutex_lock(turn_of(s, account));
}

void wallet_turn_end(struct session *s, struct account_id account)
{
    pthread_mutex_unlock(turn_of(s, account));
}

struct str hold_key(struct arena *arena, struct str tag)
{
    return str_format(arena, "h:%.*s", STR_ARG(tag));
}

struct str close_key(struct arena *arena, struct str tag)
{
    return str_format(arena, "s:%.*s", STR_ARG(tag));
}

enum err wallet_load(struct session *s, struct account_id account, struct wallet *ret, bool *found)
{
    struct str document;

    TRY(document_by_id(s, wallet_record.name, wallet_id(&account), &document));
    *found = document.p != NULL;
    if (!*found)
        return ERR_OK;
    TRY(outbox_carry_out(s, wallet_record.name, document));
    *ret = *(struct wallet *)object_read(s, store_plan(s->store, &wallet_record), document);
    return ERR_OK;
}

enum err wallet_line(struct session *s, struct account_id account, struct str key,
                     struct entry **ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str document;

    put_key(&filter, "account", account.v);
    put_str(&filter, "key", key);
    TRY(document_one(s, entry_record.name, &filter, NULL, &document));
    *ret =
        document.p == NULL ? NULL : object_read(s, store_plan(s->store, &entry_record), document);
    return ERR_OK;
}

enum err wallet_lines(struct session *s, struct account_id account, const struct str *keys,
                      size_t n, struct line_list *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct documents found;

    *ret = (struct line_list){ NULL, 0 };
    if (n == 0)
        return ERR_OK;
    put_key(&filter, "account", account.v);
    put_any_of(&filter, "key", keys, n, put_str);
    TRY(documents_find(s, entry_record.name, &filter, NULL, 0, &found));
    ret->items = ARENA_ARRAY(s->arena, struct entry *, found.n);
    for (size_t i = 0; i < found.n; i++)
        ret->items[ret->n++] = object_read(s, store_plan(s->store, &entry_record), found.items[i]);
    return ERR_OK;
}

struct entry *line_with(const struct line_list *lines, struct str key)
{
    for (size_t i = 0; i < lines->n; i++)
        if (str_eq(lines->items[i]->key, key))
            return lines->items[i];
    return NULL;
}

static void chain(struct session *s, struct wallet *now, struct entry *line, struct outbox *out)
{
    bson_t item, inner;

    assert(line->seq == now->seq);
    line->id = entry_id_of(line->seq);
    line->actor = scope_actor(s->scope);
    line->hash = sha256_chained(s->arena, now->head, entry_canonical(s->arena, line));
    now->head = line->hash;
    outbox_open(out, "entry", &item);
    bson_append_document_begin(&item, "e", -1, &inner);
    record_put(&inner, &entry_record, line);
    bson_append_document_end(&item, &inner);
    outbox_close(out, &item);
}

enum err entry_carry_out(struct session *s, const struct outbox_item *items, size_t n)
{
    const struct record_plan *plan = store_plan(s->store, &entry_record);
    const bson_t **docs = ARENA_ARRAY(s->arena, const bson_t *, n);
    bson_t **made = ARENA_ARRAY(s->arena, bson_t *, n);

    for (size_t i = 0; i < n; i++) {
        struct entry *line = ARENA_NEW(s->arena, struct entry);

        record_read(s->arena, &entry_record, line, document_inside(items[i].item, "e"));
        docs[i] = made[i] = bson_new();
        put_bytes(made[i], "_id", object_key(s, plan, line));
        object_put(s, made[i], plan, line);
    }
    enum err err = documents_add_missing(s, entry_record.name, docs, n, NULL);
    for (size_t i = 0; i < n; i++)
        bson_destroy(made[i]);
    return err;
}

void wallet_note(struct session *s, struct wallet *now, struct entry *line,
                 const struct event_list *events, struct outbox *out)
{
    if (line != NULL)
        chain(s, now, line, out);
    outbox_events(s, out, events, now->account.v, now->version);
    assert(wallet_is_sound(now));
}

enum err wallet_put(struct session *s, int64_t was, const struct wallet *now,
                    const struct outbox *out, struct str *written)
{
    const struct record_plan *plan = store_plan(s->store, &wallet_record);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t set = BSON_INITIALIZER, whole = BSON_INITIALIZER;
    bool matched;

    put_bytes(&filter, "_id", wallet_id(&now->account));
    put_i64(&filter, "version", was);
    object_put(s, &set, plan, now);
    outbox_put(s, &set, out);
    put_document(&update, "$set", &set);
    TRY(document_change(s, wallet_record.name, &filter, &update, &matched));
    put_bytes(&whole, "_id", wallet_id(&now->account));
    bson_concat(&whole, &set);
    *written = matched ? str_copy(s->arena, bson_bytes(&whole)) : STR_NONE;
    return ERR_OK;
}

enum err wallet_write(struct session *s, int64_t was, struct wallet *now, struct entry *line,
                      const struct event_list *events, struct str *written)
{
    CLEANUP(outbox_release) struct outbox out = outbox_init();

    wallet_note(s, now, line, events, &out);
    return wallet_put(s, was, now, &out, written);
}

static enum err try_to_release(struct session *s, struct account_id account, struct str tag,
                               struct instant at, bool *done)
{
    const struct str keys[] = { close_key(s->arena, tag), hold_key(s->arena, tag) };
    struct entry *held, *closed, line = { 0 };
    struct line_list lines;
    struct str written;
    struct wallet w;
    bool found;

    TRY(wallet_load(s, account, &w, &found));
    TRY(wallet_lines(s, account, keys, ARRAY_LEN(keys), &lines));
    closed = line_with(&lines, keys[0]);
    held = line_with(&lines, keys[1]);
    *done = !found || closed != NULL || held == NULL;
    if (*done)
        return ERR_OK;
    int64_t was = w.version;
    TRY(wallet_release(&w, AMOUNT(held->held, held->unit), tag, &line, s->arena, s->error));
    line.campaign = held->campaign;
    line.call = held->call;
    line.at = at;
    TRY(wallet_write(s, was, &w, &line, NULL, &written));
    *done = written.p != NULL;
    return *done ? outbox_carry_out(s, wallet_record.name, written) : ERR_OK;
}

enum err wallet_release_tag(struct session *s, struct account_id account, struct str tag,
                            struct instant at)
{
    bool done = false;

    for (int tries = 0; tries < WALLET_TRIES && !done; tries++) {
        wait_for_turn(s, tries);
        wallet_turn_begin(s, account);
        enum err err = try_to_release(s, account, tag, at, &done);
        wallet_turn_end(s, account);
        TRY(err);
    }
    return done ? ERR_OK : FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
}

enum err release_carry_out(struct session *s, const struct outbox_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(wallet_release_tag(s, (struct account_id){ document_id(items[i].document, "account") },
                               str_copy(s->arena, document_str(items[i].item, "tag")),
                               (struct instant){ document_i64(items[i].item, "at") }));
    return ERR_OK;
}
