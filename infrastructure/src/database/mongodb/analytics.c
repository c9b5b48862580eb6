/* database/mongodb/analytics.c - the port analytics_reader: sums over what settled calls left, each
 * once (rollup_items), with nothing that is zero. */
#include "base/strbuf.h"
#include "database/mongodb/counts.h"
#include "database/mongodb/object.h"
#include "domain/models/batch.h"

/* Whose sums are asked for: those by outcome cost more than all the others together. */
static bool is_asked(const struct field *f, bool by_outcome)
{
    return !(f->flags & FIELD_KEY) &&
           (by_outcome || f->offset < offsetof(struct rollup, outcome_answered));
}

/* Rounds towards the past; instants before 1970 have no calls. */
static int64_t slot_of(struct instant at)
{
    return at.unix_ms < 0 ? 0 : at.unix_ms / ROLLUP_SLOT_MS;
}

/* The first slot behind what is asked for. */
static int64_t slot_behind(struct instant until)
{
    return slot_of((struct instant){ until.unix_ms - (until.unix_ms > INT64_MIN) }) + 1;
}

static void put_slots(bson_t *match, struct instant from, struct instant until)
{
    bson_t range;

    bson_append_document_begin(match, "slot", -1, &range);
    put_i64(&range, "$gte", slot_of(from));
    put_i64(&range, "$lt", slot_behind(until));
    bson_append_document_end(match, &range);
}

/* keys: names of fields, ending in NULL. */
static void put_group(struct session *s, bson_t *group, const char *const *keys, bool by_outcome)
{
    bson_t inner;

    if (keys[0] == NULL) {
        bson_append_null(group, "_id", -1);
    } else {
        bson_append_document_begin(group, "_id", -1, &inner);
        for (size_t i = 0; keys[i] != NULL; i++)
            put_str(&inner, keys[i], str_format(s->arena, "$%s", keys[i]));
        bson_append_document_end(group, &inner);
    }
    for (size_t i = 0; i < rollup_record.n; i++) {
        const struct field *f = &rollup_record.fields[i];

        if (!is_asked(f, by_outcome))
            continue;
        bson_append_document_begin(group, f->name, -1, &inner);
        put_str(&inner, "$sum", str_format(s->arena, "$%s", f->name));
        bson_append_document_end(group, &inner);
    }
}

static void put_sort(bson_t *stage, const char *const *keys, struct session *s)
{
    bson_t sort;

    bson_append_document_begin(stage, "$sort", -1, &sort);
    for (size_t i = 0; keys[i] != NULL; i++)
        bson_append_int32(&sort, str_c(s->arena, str_format(s->arena, "_id.%s", keys[i])), -1, 1);
    bson_append_document_end(stage, &sort);
}

static struct rollup read_sums(struct str document, bool by_outcome)
{
    struct str key = document_inside(document, "_id");
    struct rollup sums = { .account = { document_id(key, "account") },
                           .campaign = { document_id(key, "campaign") },
                           .slot = document_i64(key, "slot") };

    for (size_t i = 0; i < rollup_record.n; i++)
        if (is_asked(&rollup_record.fields[i], by_outcome))
            *(int64_t *)field_at(&rollup_record.fields[i], &sums) =
                document_i64(document, rollup_record.fields[i].name);
    return sums;
}

static enum err add_up(struct session *s, const bson_t *match, const char *const *keys,
                       bool by_outcome, struct rollup_list *ret)
{
    CLEANUP(bson_destroy) bson_t pipeline = BSON_INITIALIZER;
    struct documents found;
    bson_t stage, group;

    bson_append_document_begin(&pipeline, "0", -1, &stage);
    put_document(&stage, "$match", match);
    bson_append_document_end(&pipeline, &stage);
    bson_append_document_begin(&pipeline, "1", -1, &stage);
    bson_append_document_begin(&stage, "$group", -1, &group);
    put_group(s, &group, keys, by_outcome);
    bson_append_document_end(&stage, &group);
    bson_append_document_end(&pipeline, &stage);
    if (keys[0] != NULL) {
        bson_append_document_begin(&pipeline, "2", -1, &stage);
        put_sort(&stage, keys, s);
        bson_append_document_end(&pipeline, &stage);
    }
    TRY(documents_aggregate(s, "rollup_items", &pipeline, &found));
    *ret = (struct rollup_list){ ARENA_ARRAY(s->arena, struct rollup, found.n + 1), found.n };
    for (size_t i = 0; i < found.n; i++)
        ret->items[i] = read_sums(found.items[i], by_outcome);
    return ERR_OK;
}

static enum err analytics_rollups(void *self, struct scope *scope, const struct rollup_query *query,
                                  struct rollup_list *ret)
{
    static const char *const keys[2][2][3] = {
        { { NULL }, { "campaign", NULL } },
        { { "slot", NULL }, { "slot", "campaign", NULL } },
    };
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;
    struct rollup_list list;

    put_key(&match, "account", scope->account.v);
    put_slots(&match, query->from, query->until);
    if (!ID_NONE(query->campaign))
        put_key(&match, "campaign", query->campaign.v);
    TRY(add_up(&s, &match, keys[query->by_slot][query->by_campaign], query->by_outcome, &list));
    if (list.n == 0 && !query->by_slot && !query->by_campaign)
        list.n = 1;                       /* one row for all, also when there is nothing to sum */
    for (size_t i = 0; i < list.n; i++) { /* a row of many is of none of them */
        list.items[i].account = scope->account;
        if (!query->by_campaign)
            list.items[i].campaign = query->campaign;
    }
    *ret = list;
    return ERR_OK;
}

static enum err analytics_rollups_global(void *self, struct scope *scope, struct instant from,
                                         struct instant until, struct rollup_list *ret)
{
    static const char *const keys[] = { "account", NULL };
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;

    put_slots(&match, from, until);
    return add_up(&s, &match, keys, false, ret);
}

static enum err analytics_batch_states(void *self, struct scope *scope, struct batch_id batch,
                                       struct state_counts *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;

    put_key(&match, "account", scope->account.v);
    put_key(&match, "batch", batch.v);
    return count_states(&s, &match, ret);
}

static enum err count_waiting(struct session *s, struct str stage, enum job_state state,
                              int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_str(&filter, "stage", stage);
    put_str(&filter, "state", job_state_name(state));
    return documents_count(s, job_record.name, &filter, WAITING_JOBS_MOST, ret);
}

/* From the index of stages and states, without the jobs. Those that are over are not asked for, and
 * those that wait for somebody, of which there may be many, are counted no further than asked. */
static enum err analytics_in_course_global(void *self, struct scope *scope,
                                           struct state_counts *ret)
{
    static const struct str stages[] = { STR_INIT("leased"), STR_INIT("dialing"), STR_INIT("on"),
                                         STR_INIT("ended") };
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;

    put_any_of(&match, "stage", stages, ARRAY_LEN(stages), put_str);
    TRY(count_states(&s, &match, ret));
    TRY(count_waiting(&s, STR("waiting"), JOB_WAITING_FUNDS, &ret->n[JOB_WAITING_FUNDS]));
    return count_waiting(&s, STR("over"), JOB_UNDETERMINED, &ret->n[JOB_UNDETERMINED]);
}

static enum err analytics_active_of(void *self, struct scope *scope,
                                    struct connection_id connection, int64_t *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_id(&filter, "attempt.connection", connection.v);
    put_active(&filter);
    return documents_count(&s, job_record.name, &filter, 0, ret);
}

/* -- how accounts stand: one question of each collection for all of them -- */

struct standings {
    struct session *s;
    struct str *accounts; /* as they stand in documents */
    size_t n;
    struct account_now *ret;
};

static struct account_now *standing_of(const struct standings *all, struct id128 account)
{
    for (size_t i = 0; i < all->n; i++)
        if (id128_eq(all->ret[i].account.v, account))
            return &all->ret[i];
    return NULL;
}

static enum err read_wallets(const struct standings *all)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct documents found;

    put_any_of(&filter, "account", all->accounts, all->n, put_bytes);
    TRY(documents_find(all->s, wallet_record.name, &filter, NULL, 0, &found));
    for (size_t i = 0; i < found.n; i++) {
        const struct wallet *wallet =
            object_read(all->s, store_plan(all->s->store, &wallet_record), found.items[i]);
        struct account_now *standing = standing_of(all, wallet->account.v);

        if (standing != NULL) {
            standing->has_wallet = true;
            standing->wallet = *wallet;
        }
    }
    return ERR_OK;
}

/* {$group: {_id: "$account", n: {<how>: <what>}}}; what "": 1 */
static void put_by_account(bson_t *pipeline, const char *at, const char *how, const char *what)
{
    bson_t stage, group, inner;

    bson_append_document_begin(pipeline, at, -1, &stage);
    bson_append_document_begin(&stage, "$group", -1, &group);
    put_str(&group, "_id", STR("$account"));
    bson_append_document_begin(&group, "n", -1, &inner);
    if (what[0] == 0)
        bson_append_int32(&inner, how, -1, 1);
    else
        put_str(&inner, how, str_from_c(what));
    bson_append_document_end(&group, &inner);
    bson_append_document_end(&stage, &group);
    bson_append_document_end(pipeline, &stage);
}

static void put_match(bson_t *pipeline, const bson_t *match)
{
    bson_t stage;

    bson_append_document_begin(pipeline, "0", -1, &stage);
    put_document(&stage, "$match", match);
    bson_append_document_end(pipeline, &stage);
}

/* How many documents of the collection `match` finds of each account. */
static enum err count_of_each(const struct standings *all, const char *collection,
                              const bson_t *match, size_t count_at)
{
    CLEANUP(bson_destroy) bson_t pipeline = BSON_INITIALIZER;
    struct documents found;

    put_match(&pipeline, match);
    put_by_account(&pipeline, "1", "$sum", "");
    TRY(documents_aggregate(all->s, collection, &pipeline, &found));
    for (size_t i = 0; i < found.n; i++) {
        struct account_now *standing = standing_of(all, document_id(found.items[i], "_id"));

        if (standing != NULL)
            *(int64_t *)((char *)standing + count_at) = document_i64(found.items[i], "n");
    }
    return ERR_OK;
}

static enum err read_active(const struct standings *all)
{
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;

    put_any_of(&match, "account", all->accounts, all->n, put_bytes);
    put_active(&match);
    return count_of_each(all, job_record.name, &match, offsetof(struct account_now, active_calls));
}

static enum err read_running(const struct standings *all)
{
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;

    put_any_of(&match, "account", all->accounts, all->n, put_bytes);
    put_str(&match, "status", campaign_status_name(CAMPAIGN_RUNNING));
    return count_of_each(all, campaign_record.name, &match,
                         offsetof(struct account_now, running_campaigns));
}

/* In the order of the index, backwards, and the first of each account: the server looks at one
 * entry of it an account, and not at every call. */
static enum err read_last_calls(const struct standings *all)
{
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER, pipeline = BSON_INITIALIZER;
    struct documents found;
    bson_t stage, sort;

    put_any_of(&match, "account", all->accounts, all->n, put_bytes);
    put_match(&pipeline, &match);
    bson_append_document_begin(&pipeline, "1", -1, &stage);
    bson_append_document_begin(&stage, "$sort", -1, &sort);
    bson_append_int32(&sort, "account", -1, -1);
    bson_append_int32(&sort, "slot", -1, -1);
    bson_append_document_end(&stage, &sort);
    bson_append_document_end(&pipeline, &stage);
    put_by_account(&pipeline, "2", "$first", "$slot");
    TRY(documents_aggregate(all->s, "rollup_items", &pipeline, &found));
    for (size_t i = 0; i < found.n; i++) {
        struct account_now *standing = standing_of(all, document_id(found.items[i], "_id"));
        const struct instant last = { document_i64(found.items[i], "n") * ROLLUP_SLOT_MS };

        if (standing != NULL)
            standing->last_call = SOME_INSTANT(last);
    }
    return ERR_OK;
}

static enum err analytics_standings(void *self, struct scope *scope,
                                    const struct account_id *accounts, size_t n,
                                    struct account_now *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct standings all = { &s, ARENA_ARRAY(s.arena, struct str, n + 1), n, ret };

    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct account_now){ .account = accounts[i] };
        all.accounts[i] =
            (struct str){ (const char *)accounts[i].v.bytes, sizeof accounts[i].v.bytes };
    }
    if (n == 0)
        return ERR_OK;
    TRY(read_wallets(&all));
    TRY(read_active(&all));
    TRY(read_running(&all));
    return read_last_calls(&all);
}

struct analytics_reader mongodb_analytics_reader(struct mongodb_store *store)
{
    static const struct analytics_reader_ops ops = {
        .rollups = analytics_rollups,
        .batch_states = analytics_batch_states,
        .rollups_global = analytics_rollups_global,
        .in_course_global = analytics_in_course_global,
        .active_of = analytics_active_of,
        .standings = analytics_standings,
    };

    return (struct analytics_reader){ &ops, store };
}
