/* database/mongodb/job_gate.c - the gate of a campaign, permits, the durable intent, and the last
 * look.
 *
 * A permit is taken before the intent and given back after it: by a write of the room's document
 * (the campaign's, the account's, the connection's) on condition of its version, after counting the
 * calls that are on and the permits of others. So two who ask at once cannot both have the last
 * place. A permit of a process that died ends by itself. */
#include "base/crash.h"
#include "database/mongodb/causal.h"
#include "database/mongodb/counts.h"
#include "database/mongodb/job_budget.h"
#include "database/mongodb/phone_lists.h"
#include "domain/models/account.h"
#include "domain/models/connection.h"
#include "domain/models/person.h"

enum { ROOMS = 3, PATIENCE = 30 };

static const char collection[] = "gates";
static const struct id128 nobody;

/* -- the gate -- */

static struct gate gate_of(struct str document)
{
    struct gate gate = { .state = GATE_CLOSED };

    if (document.p != NULL && gate_state_parse(document_str(document, "state"), &gate.state)) {
        gate.epoch = document_i64(document, "epoch");
        gate.max_active = document_i64(document, "max_active");
    }
    return gate;
}

enum err gate_read(struct session *s, struct account_id account, struct campaign_id campaign,
                   struct gate *ret)
{
    struct str document;

    TRY(document_by_id(s, collection, record_key(s->arena, account.v, campaign.v), &document));
    *ret = gate_of(document);
    return ERR_OK;
}

enum err jobs_set_gate(void *self, struct scope *scope, struct account_id account,
                       struct campaign_id campaign, enum gate_state state, int64_t max_active)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bson_t inner;

    put_bytes(&filter, "_id", record_key(s.arena, account.v, campaign.v));
    bson_append_document_begin(&update, "$set", -1, &inner);
    put_str(&inner, "state", gate_state_name(state));
    put_i64(&inner, "max_active", max_active);
    bson_append_document_end(&update, &inner);
    bson_append_document_begin(&update, "$inc", -1, &inner);
    put_i64(&inner, "epoch", state == GATE_CLOSED);
    put_i64(&inner, "version", 1);
    bson_append_document_end(&update, &inner);
    TRY(document_put(&s, collection, &filter, &update));
    if (state == GATE_CLOSED)
        CRASH("K19");
    return ERR_OK;
}

/* -- rooms -- */

struct room {
    struct str key, document;
    int64_t most;         /* 0: no limit, and no permit is needed */
    int64_t active;       /* calls that are on, and permits */
    int64_t permits;      /* of others */
    struct budget budget; /* of the campaign's */
    bool taken;
};

static bool is_asked(const struct room *room)
{
    return room->most > 0 || room->budget.has;
}

static struct str item_at(const bson_iter_t *at)
{
    const uint8_t *bytes;
    uint32_t n;

    bson_iter_document(at, &n, &bytes);
    return (struct str){ (const char *)bytes, n };
}

/* Permits of others that have not ended, into `ret` too if it is given. */
static int64_t live_permits(struct str document, struct str tag, int64_t now, bson_t *ret)
{
    struct str list = document_inside(document, "permits");
    bson_iter_t at;
    uint32_t n = 0;

    if (list.p == NULL || !bson_iter_init_from_data(&at, (const uint8_t *)list.p, list.n))
        return 0;
    while (bson_iter_next(&at)) {
        struct str item = item_at(&at);
        const char *name;
        char text[16];
        bson_t view;

        if (document_i64(item, "until") <= now || str_eq(document_str(item, "tag"), tag))
            continue;
        bson_uint32_to_string(n++, &name, text, sizeof text);
        bson_view(&view, item);
        if (ret != NULL)
            put_document(ret, name, &view);
    }
    return n;
}

/* Calls that are on by the filter's other conditions; more than `most` need not be told apart. */
static enum err count_active(struct session *s, bson_t *filter, int64_t most, int64_t *ret)
{
    put_active(filter);
    return documents_count(s, job_record.name, filter, most + 1, ret);
}

static enum err read_rooms(struct session *s, struct room *rooms)
{
    struct str keys[ROOMS];
    struct documents found;
    size_t n = 0;

    for (size_t i = 0; i < ROOMS; i++)
        if (is_asked(&rooms[i]))
            keys[n++] = rooms[i].key;
    TRY(documents_by_ids(s, collection, keys, n, &found));
    for (size_t i = 0; i < ROOMS; i++)
        for (size_t k = 0; k < found.n; k++)
            if (str_eq(document_bytes(found.items[k], "_id"), rooms[i].key))
                rooms[i].document = found.items[k];
    return ERR_OK;
}

/* The document was read before, the calls are counted after it: what turns from a permit into a
 * call meanwhile is counted twice, and never not at all. */
static enum err look_into(struct session *s, struct room *room, struct str tag, bson_t *filter)
{
    int64_t active;

    if (room->most <= 0)
        return ERR_OK;
    TRY(count_active(s, filter, room->most, &active));
    room->permits = live_permits(room->document, tag, server_now(s).unix_ms, NULL);
    room->active = active + room->permits;
    return ERR_OK;
}

static enum err look_at_campaign(struct job_doc *j, struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", j->account.v);
    put_key(&filter, "campaign", j->before.campaign.v);
    return look_into(j->s, room, j->before.attempt.tag, &filter);
}

static enum err look_at_account(struct job_doc *j, struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", j->account.v);
    return look_into(j->s, room, j->before.attempt.tag, &filter);
}

static enum err look_at_connection(struct job_doc *j, struct connection_id connection,
                                   struct room *room)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_id(&filter, "attempt.connection", connection.v);
    return look_into(j->s, room, j->before.attempt.tag, &filter);
}

/* Takes the permit if the document is as it was read. */
static enum err take_permit(struct job_doc *j, struct room *room)
{
    struct session *s = j->s;
    CLEANUP(bson_destroy) bson_t permits = BSON_INITIALIZER, filter = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t update = BSON_INITIALIZER, fields = BSON_INITIALIZER;
    int64_t now = server_now(s).unix_ms;
    char text[16];
    const char *name;
    bson_t own;

    int64_t n = live_permits(room->document, j->before.attempt.tag, now, &permits);
    bson_uint32_to_string((uint32_t)n, &name, text, sizeof text);
    bson_append_document_begin(&permits, name, -1, &own);
    put_str(&own, "tag", j->before.attempt.tag);
    put_i64(&own, "until", now + PERMIT_MS);
    bson_append_document_end(&permits, &own);
    bson_append_array(&fields, "permits", -1, &permits);
    budget_put(&room->budget, &fields);
    put_i64(&fields, "version", document_i64(room->document, "version") + 1);
    put_bytes(&filter, "_id", room->key);
    if (room->document.p == NULL) {
        bson_concat(&filter, &fields);
        return document_add(s, collection, &filter, &room->taken);
    }
    put_i64(&filter, "version", document_i64(room->document, "version"));
    put_document(&update, "$set", &fields);
    return document_change(s, collection, &filter, &update, &room->taken);
}

static void put_return(struct job_doc *j, const struct room *room, bson_t *filter, bson_t *update)
{
    bson_t pull, own;

    put_bytes(filter, "_id", room->key);
    bson_append_document_begin(update, "$pull", -1, &pull);
    bson_append_document_begin(&pull, "permits", -1, &own);
    put_str(&own, "tag", j->before.attempt.tag);
    bson_append_document_end(&pull, &own);
    bson_append_document_end(update, &pull);
    bson_append_document_begin(update, "$inc", -1, &own);
    put_i64(&own, "version", 1); /* who has read the permit must not write it back */
    bson_append_document_end(update, &own);
}

/* A permit that cannot be given back ends by itself. */
static void give_all_back(struct job_doc *j, const struct room *rooms)
{
    bson_t *filters[ROOMS], *updates[ROOMS];
    size_t n = 0;

    for (size_t i = 0; i < ROOMS; i++)
        if (rooms[i].taken) {
            filters[n] = bson_new();
            updates[n] = bson_new();
            put_return(j, &rooms[i], filters[n], updates[n]);
            n++;
        }
    if (documents_update(j->s, collection, filters, updates, n) != ERR_OK)
        error_clear(j->s->error);
    for (size_t i = 0; i < n; i++) {
        bson_destroy(filters[i]);
        bson_destroy(updates[i]);
    }
}

/* All that have a limit, or none and j->again. */
static enum err take_all(struct job_doc *j, struct room *rooms)
{
    for (size_t i = 0; i < ROOMS; i++) {
        if (!is_asked(&rooms[i]))
            continue;
        TRY(take_permit(j, &rooms[i]));
        if (!rooms[i].taken) {
            j->again = true;
            give_all_back(j, rooms);
            return ERR_OK;
        }
    }
    return ERR_OK;
}

/* -- permit and intent -- */

/* The installation's, or the account's own. */
static enum err read_connection(struct session *s, struct account_id account,
                                struct connection_id connection, struct str *ret)
{
    const struct str keys[] = { record_key(s->arena, nobody, connection.v),
                                record_key(s->arena, account.v, connection.v) };
    struct documents found;

    TRY(documents_by_ids(s, connection_record.name, keys, ARRAY_LEN(keys), &found));
    *ret = found.n > 0 ? found.items[0] : STR_NONE;
    for (size_t i = 0; i < found.n; i++)
        if (str_eq(document_bytes(found.items[i], "_id"), keys[0]))
            *ret = found.items[i];
    return ERR_OK;
}

static enum err read_limits(struct job_doc *j, struct connection_id connection,
                            struct dialing_room *ret)
{
    struct session *s = j->s;
    struct dialing_room room = { 0 };
    struct str document;

    TRY(document_by_id(s, account_record.name, record_key(s->arena, j->account.v, j->account.v),
                       &document));
    room.account_active =
        str_eq(document_str(document, "status"), account_status_name(ACCOUNT_ACTIVE));
    room.account_most = document_i64(document, "max_active");
    TRY(read_connection(s, j->account, connection, &document));
    /* one that is not kept here has no limit of its own */
    room.connection_stopped = document_bool(document, "stopped");
    room.connection_most = document_i64(document, "max_active");
    *ret = room;
    return ERR_OK;
}

static enum err look_at_all(struct job_doc *j, const struct intent_step *step,
                            const struct gate *gate, struct dialing_room *room, struct room *rooms)
{
    TRY(read_limits(j, step->intent.connection, room));
    rooms[0].most = gate->max_active;
    rooms[0].budget.has = step->calls_most.has;
    rooms[1].most = room->account_most;
    rooms[2].most = room->connection_most;
    rooms[0].key = record_key(j->s->arena, j->account.v, j->before.campaign.v);
    rooms[1].key = record_key(j->s->arena, j->account.v, nobody);
    rooms[2].key = record_key(j->s->arena, nobody, step->intent.connection.v);
    TRY(read_rooms(j->s, rooms));
    room->calls_left.has = step->calls_most.has;
    TRY(budget_read(j, step, rooms[0].document, &rooms[0].budget, &room->calls_left.v));
    TRY(look_at_campaign(j, &rooms[0]));
    TRY(look_at_account(j, &rooms[1]));
    TRY(look_at_connection(j, step->intent.connection, &rooms[2]));
    room->campaign_active_calls = rooms[0].active;
    room->account_active_calls = rooms[1].active;
    room->connection_active_calls = rooms[2].active;
    return ERR_OK;
}

/* With its permits; the intent is stored here, so that they can be given back after it. */
static enum err begin_with_permits(struct job_doc *j, struct intent_step *step,
                                   const struct gate *gate, struct room *rooms, struct error *error,
                                   enum err *broken)
{
    CRASH("K5");
    enum err err = orchestrate_begin(&j->d, step, gate, &j->fx, error);
    if (err == ERR_OK)
        *broken = job_doc_save(j);
    j->fx = (struct effects){ 0 }; /* saved, or not to be */
    give_all_back(j, rooms);
    return *broken != ERR_OK ? *broken : err;
}

/* It looks full, but a permit may be a call already, counted twice, or be given back in a moment.
 */
static bool is_undecided(const struct job_doc *j, const struct room *rooms)
{
    bool permits = false;

    for (size_t i = 0; i < ROOMS; i++)
        permits = permits || rooms[i].permits > 0;
    return permits && j->tries < PATIENCE;
}

enum err job_doc_begin(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    struct intent_step *step = item;
    struct room rooms[ROOMS] = { 0 };
    struct dialing_room room;
    struct gate gate;

    *broken = gate_read(j->s, j->account, j->before.campaign, &gate);
    if (*broken != ERR_OK)
        return *broken;
    if (!begin_asks_permit(&j->before, step))
        return orchestrate_begin(&j->d, step, &gate, &j->fx, error);
    *broken = look_at_all(j, step, &gate, &room, rooms);
    if (*broken != ERR_OK)
        return *broken;
    enum err err = gate_permit(&gate, &room, error);
    bool is_spent = room.calls_left.has && room.calls_left.v <= 0;
    if (err == ERR_EXHAUSTED && !is_spent && is_undecided(j, rooms)) {
        j->again = true;
        return ERR_OK;
    }
    TRY(err);
    *broken = take_all(j, rooms);
    if (*broken != ERR_OK || j->again)
        return *broken;
    return begin_with_permits(j, step, &gate, rooms, error, broken);
}

enum err jobs_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n)
{
    return items_run(self, scope, STEP_BEGIN_DIALING, steps, n);
}

void jobs_begin_async(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                      struct step_waiter waiter)
{
    items_submit(self, scope, STEP_BEGIN_DIALING, steps, n, waiter);
}

/* -- the last look --
 *
 * The gate is read first, as it is at this moment: a pause that was answered by any host is seen,
 * on a primary of a moment ago, too; and so is a number that was put on a list (causal.h). */

static enum err phone_is_suppressed(struct job_doc *j, struct phone phone, bool *ret)
{
    const struct phone_hasher hasher = j->s->store->config.hasher;
    const struct job *job = j->d.job;
    struct str person;
    struct phone_hash_id own = VIA(hasher, account_hash, job->account, phone);
    struct phone_hash_id everywhere = VIA(hasher, global_hash, phone);
    TRY(document_by_id(j->s, person_record.name, record_key(j->s->arena, job->account.v, own.v),
                       &person));
    if (person.p != NULL &&
        person_is_suppressed(object_read(j->s, store_plan(j->s->store, &person_record), person),
                             j->s->scope->now)) {
        *ret = true;
        return ERR_OK;
    }
    return phone_is_listed_for_all(j->s, everywhere, ret);
}

/* The phones of a job are those of one person: that one of them was listed counts for all. */
static enum err is_suppressed(struct job_doc *j, bool *ret)
{
    const struct job *job = j->d.job;

    *ret = false;
    TRY(job_doc_unseal(j));
    for (size_t i = 0; i < job->phones.n && !*ret; i++)
        TRY(phone_is_suppressed(j, job->phones.items[i].phone, ret));
    return ERR_OK;
}

enum err job_doc_look(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct step *at = item;
    struct gate gate;
    struct str document;
    bool suppressed;

    *broken = document_by_id_now(
        j->s, collection, record_key(j->s->arena, j->account.v, j->before.campaign.v), &document);
    if (*broken != ERR_OK)
        return *broken;
    gate = gate_of(document);
    TRY(gate_still_open(&gate, j->d.job, at, error));
    *broken = is_suppressed(j, &suppressed);
    if (*broken != ERR_OK)
        return *broken;
    return suppressed ? FAIL(error, ERR_PRECONDITION, "person.suppressed") : ERR_OK;
}

enum err jobs_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    return items_run(self, scope, STEP_STILL_ALLOWED, steps, n);
}

void jobs_allowed_async(void *self, struct scope *scope, struct step *steps, size_t n,
                        struct step_waiter waiter)
{
    items_submit(self, scope, STEP_STILL_ALLOWED, steps, n, waiter);
}
