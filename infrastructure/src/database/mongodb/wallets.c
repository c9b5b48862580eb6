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
    TRY(outbox_carry_out(s, wallet_record.name, wallet_id(&account), document));
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

struct str line_hash(struct arena *arena, struct str previous, const struct entry *entry)
{
    struct str canonical = entry_canonical(arena, entry);
    char *both = arena_alloc(arena, previous.n + canonical.n);
    unsigned char hash[SHA256_BYTES];

    if (previous.n > 0)
        memcpy(both, previous.p, previous.n);
    memcpy(both + previous.n, canonical.p, canonical.n);
    sha256((struct str){ both, previous.n + canonical.n }, hash);
    return str_copy(arena, (struct str){ (const char *)hash, sizeof hash });
}

static void chain(struct session *s, struct wallet *now, struct entry *line, struct outbox *out)
{
    bson_t item, inner;

    assert(line->seq == now->seq);
    line->id = entry_id_of(line->seq);
    line->actor = scope_actor(s->scope);
    line->hash = line_hash(s->arena, now->head, line);
    now->head = line->hash;
    outbox_open(out, "entry", &item);
    bson_append_document_begin(&item, "e", -1, &inner);
    record_put(&inner, &entry_record, line);
    bson_append_document_end(&item, &inner);
    outbox_close(out, &item);
}

enum err entry_carry_out(struct session *s, struct str document, struct str item)
{
    const struct record_plan *plan = store_plan(s->store, &entry_record);
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    struct entry line = { 0 };
    bool added;

    (void)document;
    record_read(s->arena, &entry_record, &line, document_inside(item, "e"));
    put_bytes(&doc, "_id", object_key(s, plan, &line));
    object_put(s, &doc, plan, &line);
    return document_add(s, entry_record.name, &doc, &added);
}

enum err wallet_write(struct session *s, int64_t was, struct wallet *now, struct entry *line,
                      const struct event_list *events, bool *written)
{
    const struct record_plan *plan = store_plan(s->store, &wallet_record);
    CLEANUP(outbox_release) struct outbox out = outbox_init();
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER, set = BSON_INITIALIZER;

    if (line != NULL)
        chain(s, now, line, &out);
    outbox_events(s, &out, events, now->account.v, now->version);
    assert(wallet_is_sound(now));
    put_bytes(&filter, "_id", wallet_id(&now->account));
    put_i64(&filter, "version", was);
    object_put(s, &set, plan, now);
    outbox_put(s, &set, &out);
    put_document(&update, "$set", &set);
    return document_change(s, wallet_record.name, &filter, &update, written);
}

static enum err try_to_release(struct session *s, struct account_id account, struct str tag,
                               struct instant at, bool *done)
{
    struct entry *held, *closed, line = { 0 };
    struct wallet w;
    bool found;

    TRY(wallet_load(s, account, &w, &found));
    TRY(wallet_line(s, account, close_key(s->arena, tag), &closed));
    TRY(wallet_line(s, account, hold_key(s->arena, tag), &held));
    *done = !found || closed != NULL || held == NULL;
    if (*done)
        return ERR_OK;
    int64_t was = w.version;
    TRY(wallet_release(&w, AMOUNT(held->held, held->unit), tag, &line, s->arena, s->error));
    line.campaign = held->campaign;
    line.call = held->call;
    line.at = at;
    TRY(wallet_write(s, was, &w, &line, NULL, done));
    return *done ? outbox_carry_out_of(s, wallet_record.name, wallet_id(&account)) : ERR_OK;
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

enum err release_carry_out(struct session *s, struct str document, struct str item)
{
    return wallet_release_tag(s, (struct account_id){ document_id(document, "account") },
                              str_copy(s->arena, document_str(item, "tag")),
                              (struct instant){ document_i64(item, "at") });
}
