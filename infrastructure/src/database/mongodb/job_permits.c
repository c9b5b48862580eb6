/* database/mongodb/job_permits.c - see job_permits.h. */
#include "database/mongodb/job_permits.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/crash.h"

enum { PATIENCE = 30, MARK_BYTES = 16, LATE_MS = PERMIT_MS * 3 / 4 };

struct beginning {
    struct session *s;
    struct begin *begins;
    size_t n;
    struct rooms rooms;
    struct str mark; /* of our permits */
    unsigned char mark_bytes[MARK_BYTES];
    int64_t taken_at; /* by the server's clock */
};

static void find_rooms(struct beginning *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct begin *begin = &b->begins[i];

        begin->rooms[ROOM_CAMPAIGN] =
            rooms_add(&b->rooms, ROOM_CAMPAIGN, begin->j->before.campaign.v);
        begin->rooms[ROOM_ACCOUNT] = rooms_add(&b->rooms, ROOM_ACCOUNT, b->rooms.account.v);
        begin->rooms[ROOM_CONNECTION] =
            rooms_add(&b->rooms, ROOM_CONNECTION, begin->step->intent.connection.v);
    }
}

/* -- what can be said without a permit -- */

static enum err permit(const struct beginning *b, const struct begin *begin,
                       struct dialing_room room, struct error *error)
{
    const struct gate gate = gate_of(begin->rooms[ROOM_CAMPAIGN]->document);

    room.account_active = b->rooms.account_active;
    room.account_most = begin->rooms[ROOM_ACCOUNT]->most;
    room.connection_stopped = begin->rooms[ROOM_CONNECTION]->stopped;
    room.connection_most = begin->rooms[ROOM_CONNECTION]->most;
    return gate_permit(&gate, &room, error);
}

static void orchestrate(struct begin *begin)
{
    const struct gate gate = gate_of(begin->rooms[ROOM_CAMPAIGN]->document);
    struct job_doc *j = begin->j;

    begin->err = orchestrate_begin(&j->d, begin->step, &gate, &j->fx, &begin->error);
}

static enum err ask_budget(struct beginning *b, struct begin *begin)
{
    struct room *room = begin->rooms[ROOM_CAMPAIGN];
    const struct opt_i64 asked = begin->step->calls_most, now = room->calls_most;
    int64_t most = min_i64(asked.has ? asked.v : INT64_MAX, now.has ? now.v : INT64_MAX);
    struct dialing_room full = { .calls_left = { .has = true } };

    if (!room->budget.has && !asked.has && !budget_is_counted(room->document)) {
        begin->err = FAIL(&begin->error, ERR_PRECONDITION, "policy.stale");
        return ERR_OK;
    }
    if (!room->budget.has)
        room->budget = budget_read(b->s, begin->step, room->document, b->n);
    TRY(budget_take(begin->j, most, &room->budget, &full.calls_left.v));
    begin->err = permit(b, begin, full, &begin->error);
    return ERR_OK;
}

/* What changes from here on is seen by the last look. */
static enum err decision_still(struct begin *begin)
{
    const struct decided_by now = { begin->rooms[ROOM_CAMPAIGN]->version,
                                    begin->rooms[ROOM_ACCOUNT]->version };

    return decision_holds(&begin->step->at.decided_by, &now, &begin->error);
}

/* A repetition has its permit already, and who may not be called is told so. */
static enum err ask_first(struct beginning *b, struct begin *begin)
{
    begin->error.arena = b->s->arena;
    if (!begin_asks_permit(&begin->j->before, begin->step)) {
        orchestrate(begin);
        return ERR_OK;
    }
    begin->err = permit(b, begin, (struct dialing_room){ 0 }, &begin->error);
    if (begin->err == ERR_OK)
        begin->err = decision_still(begin);
    if (begin->err == ERR_OK &&
        (begin->step->calls_most.has || begin->rooms[ROOM_CAMPAIGN]->calls_most.has))
        TRY(ask_budget(b, begin));
    begin->asks = begin->err == ERR_OK;
    return ERR_OK;
}

/* -- putting permits into the lists -- */

static struct str permit_tag(const struct begin *begin)
{
    return begin->j->before.attempt.tag;
}

static size_t askers_of(const struct beginning *b, const struct room *room)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        n += b->begins[i].asks && b->begins[i].rooms[room->kind] == room;
    return n;
}

static void put_permits(struct beginning *b, const struct room *room, bson_t *update)
{
    bson_t push, permits, each, item;
    uint32_t n = 0;

    bson_append_document_begin(update, "$push", -1, &push);
    bson_append_document_begin(&push, "permits", -1, &permits);
    bson_append_array_begin(&permits, "$each", -1, &each);
    for (size_t i = 0; i < b->n; i++) {
        const struct begin *begin = &b->begins[i];
        const char *name;
        char text[16];

        if (!begin->asks || begin->rooms[room->kind] != room)
            continue;
        bson_uint32_to_string(n++, &name, text, sizeof text);
        bson_append_document_begin(&each, name, -1, &item);
        put_str(&item, "tag", permit_tag(begin));
        put_i64(&item, "until", b->taken_at + PERMIT_MS);
        put_bytes(&item, "mark", b->mark);
        bson_append_document_end(&each, &item);
    }
    bson_append_array_end(&permits, &each);
    bson_append_document_end(&push, &permits);
    bson_append_document_end(update, &push);
}

/* Who writes the whole list by its version must not miss what was put in, or taken out. */
static void put_next_version(bson_t *update)
{
    bson_t inc;

    bson_append_document_begin(update, "$inc", -1, &inc);
    put_i64(&inc, "version", 1);
    bson_append_document_end(update, &inc);
}

static void put_taking(struct beginning *b, const struct room *room, bson_t *update)
{
    bson_t set;

    if (room->most > 0)
        put_permits(b, room, update);
    if (room->budget.has) {
        bson_append_document_begin(update, "$set", -1, &set);
        budget_put(&room->budget, &set);
        bson_append_document_end(update, &set);
    } else if (room->forgets) {
        budget_forget(update);
    }
    put_next_version(update);
}

/* Somebody was faster: its calls are decided anew. */
static void ask_again(struct beginning *b, const struct room *room)
{
    for (size_t i = 0; i < b->n; i++) {
        struct begin *begin = &b->begins[i];

        if (begin->asks && begin->rooms[room->kind] == room) {
            begin->j->again = true;
            begin->asks = false;
        }
    }
}

static bool is_conditional(const struct room *room)
{
    return room->budget.has || room->forgets;
}

/* On condition of its version. */
static enum err take_budget(struct beginning *b, struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;

    put_bytes(&filter, "_id", room->key);
    put_i64(&filter, "version", document_i64(room->document, "version"));
    put_taking(b, room, &update);
    TRY(document_change(b->s, rooms_collection, &filter, &update, &matched));
    room->taken = matched && room->most > 0;
    if (!matched)
        ask_again(b, room);
    return ERR_OK;
}

static enum err take_first(struct beginning *b, struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;

    put_bytes(&filter, "_id", room->key);
    put_taking(b, room, &update);
    room->taken = true;
    return document_put(b->s, rooms_collection, &filter, &update);
}

/* In the order of their keys: a server that keeps locked what it has written until the command ends
 * must not be brought to wait in a circle. */
static int by_key(const void *a, const void *b)
{
    const struct room *const *one = a, *const *other = b;

    return memcmp((*one)->key.p, (*other)->key.p, (*one)->key.n);
}

typedef void room_update(struct beginning *b, const struct room *room, bson_t *update);

/* One command. */
static enum err update_rooms(struct beginning *b, struct room **rooms, size_t n, room_update *put)
{
    bson_t **filters = ARENA_ARRAY(b->s->arena, bson_t *, n);
    bson_t **updates = ARENA_ARRAY(b->s->arena, bson_t *, n);

    qsort(rooms, n, sizeof *rooms, by_key);
    for (size_t i = 0; i < n; i++) {
        filters[i] = bson_new();
        updates[i] = bson_new();
        put_bytes(filters[i], "_id", rooms[i]->key);
        put(b, rooms[i], updates[i]);
    }
    enum err err = documents_update(b->s, rooms_collection, filters, updates, n);
    for (size_t i = 0; i < n; i++) {
        bson_destroy(filters[i]);
        bson_destroy(updates[i]);
    }
    return err;
}

static enum err take_permits(struct beginning *b)
{
    struct room **known = ARENA_ARRAY(b->s->arena, struct room *, b->rooms.n);
    size_t n = 0;

    VIA(b->s->store->config.random, bytes, b->mark_bytes, sizeof b->mark_bytes);
    b->mark = (struct str){ (const char *)b->mark_bytes, sizeof b->mark_bytes };
    b->taken_at = server_now(b->s).unix_ms;
    for (size_t i = 0; i < b->rooms.n; i++)
        if (is_conditional(&b->rooms.items[i]) && askers_of(b, &b->rooms.items[i]) > 0)
            TRY(take_budget(b, &b->rooms.items[i]));
    for (size_t i = 0; i < b->rooms.n; i++) {
        struct room *room = &b->rooms.items[i];

        if (room->most <= 0 || is_conditional(room) || askers_of(b, room) == 0)
            continue;
        if (room->document.p == NULL) {
            TRY(take_first(b, room));
        } else {
            room->taken = true;
            known[n++] = room;
        }
    }
    return n == 0 ? ERR_OK : update_rooms(b, known, n, put_taking);
}

/* -- taking them out -- */

static void put_return(struct beginning *b, const struct room *room, bson_t *update)
{
    bson_t pull, own;

    (void)room;
    bson_append_document_begin(update, "$pull", -1, &pull);
    bson_append_document_begin(&pull, "permits", -1, &own);
    put_bytes(&own, "mark", b->mark);
    bson_append_document_end(&pull, &own);
    bson_append_document_end(update, &pull);
    put_next_version(update);
}

static void put_clean(struct beginning *b, const struct room *room, bson_t *update)
{
    bson_t pull, old;

    (void)room;
    bson_append_document_begin(update, "$pull", -1, &pull);
    bson_append_document_begin(&pull, "permits", -1, &old);
    put_compare(&old, "until", "$lte", b->taken_at);
    bson_append_document_end(&pull, &old);
    bson_append_document_end(update, &pull);
    put_next_version(update);
}

/* A permit that cannot be given back ends by itself. */
static void give_back(struct beginning *b)
{
    struct room **some = ARENA_ARRAY(b->s->arena, struct room *, b->rooms.n);
    size_t n = 0, old = 0;

    for (size_t i = 0; i < b->rooms.n; i++)
        if (b->rooms.items[i].taken)
            some[n++] = &b->rooms.items[i];
    if (n > 0 && update_rooms(b, some, n, put_return) != ERR_OK)
        error_clear(b->s->error);
    for (size_t i = 0; i < n; i++)
        if (some[i]->has_expired)
            some[old++] = some[i];
    if (old > 0 && update_rooms(b, some, old, put_clean) != ERR_OK)
        error_clear(b->s->error);
}

/* -- who stands before whom -- */

static bool is_granted(const struct beginning *b, struct str tag)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->begins[i].granted && str_eq(permit_tag(&b->begins[i]), tag))
            return true;
    return false;
}

struct standing {
    bool found;     /* our own */
    int64_t before; /* permits that count */
    bool others;    /* of which some may yet leave */
};

static struct standing standing_in(const struct beginning *b, struct room *room, struct str tag)
{
    struct str list = document_inside(room->document, "permits");
    struct standing standing = { 0 };
    bson_iter_t at;

    if (list.p == NULL || !bson_iter_init_from_data(&at, (const uint8_t *)list.p, list.n))
        return standing;
    while (!standing.found && bson_iter_next(&at)) {
        const uint8_t *bytes;
        uint32_t n;

        bson_iter_document(&at, &n, &bytes);
        struct str item = { (const char *)bytes, n };
        bool ours = str_eq(document_bytes(item, "mark"), b->mark);
        bool same = str_eq(document_str(item, "tag"), tag);

        if (ours && same) {
            standing.found = true;
        } else if (document_i64(item, "until") <= b->taken_at) {
            room->has_expired = true;
        } else if (!same && (!ours || is_granted(b, document_str(item, "tag")))) {
            standing.before++;
            standing.others = standing.others || !ours;
        }
    }
    return standing;
}

/* It looks full, but a permit may be a call already, counted twice, or be given back in a moment;
 * or our own has nearly ended, or is not there. */
static void decide(struct beginning *b, struct begin *begin, bool late)
{
    struct dialing_room room = { 0 };
    int64_t *const active[ROOMS] = { &room.campaign_active_calls, &room.account_active_calls,
                                     &room.connection_active_calls };
    bool again = late, others = false;

    for (size_t i = 0; i < ROOMS; i++) {
        if (begin->rooms[i]->most <= 0)
            continue;
        struct standing standing = standing_in(b, begin->rooms[i], permit_tag(begin));
        *active[i] = begin->rooms[i]->active + standing.before;
        again = again || !standing.found;
        others = others || standing.others;
    }
    begin->asks = false;
    begin->err = permit(b, begin, room, &begin->error);
    if (again || (begin->err == ERR_EXHAUSTED && others && begin->j->tries < PATIENCE))
        begin->j->again = true;
    else if (begin->err == ERR_OK)
        orchestrate(begin);
    begin->granted = begin->err == ERR_OK && !begin->j->again;
}

static enum err decide_all(struct beginning *b)
{
    bool late = server_now(b->s).unix_ms - b->taken_at > LATE_MS;

    for (size_t i = 0; i < b->n; i++)
        if (b->begins[i].asks) {
            if (late && b->begins[i].j->tries >= PATIENCE)
                return FAIL(b->s->error, ERR_UNAVAILABLE, "store.busy");
            decide(b, &b->begins[i], late);
        }
    return ERR_OK;
}

/* -- all of it -- */

static enum err write_intents(struct beginning *b)
{
    struct job_doc **docs = ARENA_ARRAY(b->s->arena, struct job_doc *, b->n);

    for (size_t i = 0; i < b->n; i++)
        docs[i] = b->begins[i].j;
    return job_docs_write(b->s, docs, b->n);
}

static enum err begin_all(struct beginning *b)
{
    TRY(rooms_read(&b->rooms));
    for (size_t i = 0; i < b->n; i++)
        TRY(ask_first(b, &b->begins[i]));
    TRY(take_permits(b));
    TRY(rooms_read_taken(&b->rooms));
    CRASH("K5");
    TRY(decide_all(b));
    return write_intents(b);
}

enum err job_docs_begin(struct session *s, struct begin *begins, size_t n)
{
    struct beginning b = {
        .s = s, .begins = begins, .n = n, .rooms = rooms_init(s, begins[0].j->account, n)
    };

    find_rooms(&b);
    enum err err = begin_all(&b);
    give_back(&b);
    return err;
}
