/* database/mongodb/record_save.c - the one write of an object, and what follows from it. */
#include "database/mongodb/record_save.h"

#include <string.h>

#include "database/mongodb/object.h"

enum err save_plan(struct session *s, const struct record *record, const struct record_plan **ret)
{
    const struct record_plan *plan = store_plan(s->store, record);

    if (plan == NULL || plan->id == NULL || plan->version == NULL)
        return FAIL_WITH(s->error, ERR_INTERNAL, "store.unknown_record",
                         P_STR("record", str_from_c(record->name)));
    *ret = plan;
    return ERR_OK;
}

enum err record_not_found(struct session *s, const struct record_plan *plan, struct id128 id)
{
    return FAIL_WITH(s->error, ERR_NOT_FOUND, plan->not_found,
                     P_STR("id", id128_print(s->arena, plan->id->prefix, id)));
}

/* -- a new one -- */

/* Unique in the account: the key of the request that created it; its own id where there is none. */
static void put_created(struct session *s, bson_t *doc, const struct record_plan *plan,
                        const void *row)
{
    struct str key = s->scope->idempotency_key;

    if (!(plan->options & PLAN_CREATED))
        return;
    if (key.p != NULL)
        put_str(doc, "created", key);
    else
        put_key(doc, "created", *plan_id(plan, row));
}

static enum err add(struct session *s, const struct record_plan *plan, const void *row,
                    const struct outbox *out, const bson_t *extra)
{
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    struct str key = object_key(s, plan, row), there;
    bool added;

    put_bytes(&doc, "_id", key);
    object_put(s, &doc, plan, row);
    TRY(object_put_sealed(s, &doc, plan, row));
    put_created(s, &doc, plan, row);
    if (extra != NULL)
        bson_concat(&doc, extra);
    outbox_put(s, &doc, out);
    TRY(document_add(s, plan->record->name, &doc, &added));
    if (added)
        return ERR_OK;
    TRY(document_by_id(s, plan->record->name, key, &there));
    return there.p != NULL ? FAIL(s->error, ERR_EXISTS, "record.exists")
                           : FAIL(s->error, ERR_EXISTS, "idempotency.replayed");
}

/* -- one that is there -- */

/* The data key is what makes the account's data readable: nothing writes over it. */
static void put_changes(struct session *s, bson_t *set, const struct record_plan *plan,
                        const void *row)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER;

    object_put(s, &all, plan, row);
    bson_copy_to_excluding_noinit(&all, set, "data_key", "id", "account", NULL);
}

static enum err change(struct session *s, const struct record_plan *plan, const void *row,
                       int64_t was, const struct outbox *out, const bson_t *extra)
{
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER, set = BSON_INITIALIZER;
    bool matched;

    put_bytes(&filter, "_id", object_key(s, plan, row));
    put_i64(&filter, "version", was);
    put_changes(s, &set, plan, row);
    TRY(object_put_sealed(s, &set, plan, row));
    if (extra != NULL)
        bson_concat(&set, extra);
    outbox_push(s, &update, &set, out);
    put_document(&update, "$set", &set);
    TRY(document_change(s, plan->record->name, &filter, &update, &matched));
    return matched ? ERR_OK : FAIL(s->error, ERR_CONFLICT, "record.conflict");
}

/* -- either -- */

/* An account that brings no data key gets one. */
static void give_data_key(struct session *s, const struct record_plan *plan, void *row)
{
    struct str *key = plan->data_key == NULL ? NULL : field_at(plan->data_key, row);

    if (key != NULL && key->n == 0)
        *key = account_key_make(s->store, *plan_account(plan, row), s->arena);
}

/* Another account's object is not there. A scope of the system itself, which has no account, saves
 * every account's. */
static enum err fill_row(struct session *s, const struct record_plan *plan, void *row)
{
    struct id128 *account = plan_account(plan, row);

    if (id128_is_zero(*account))
        *account = s->scope->account.v;
    if (!ID_NONE(s->scope->account) && !id128_eq(*account, s->scope->account.v))
        return record_not_found(s, plan, *plan_id(plan, row));
    if (*plan_version(plan, row) == 0)
        give_data_key(s, plan, row);
    *plan_version(plan, row) =
        scope_next_version(s->scope, plan->version, *plan_version(plan, row));
    return ERR_OK;
}

enum err record_save(struct session *s, const struct record_plan *plan, void *object,
                     struct event_list *events, const bson_t *extra)
{
    CLEANUP(outbox_release) struct outbox out = outbox_init();
    void *row = arena_alloc(s->arena, plan->record->size);
    int64_t was = *plan_version(plan, object);

    TRY(scope_check_seen(s->scope, *plan_id(plan, object), was));
    memcpy(row, object, plan->record->size);
    TRY(fill_row(s, plan, row));
    outbox_events(s, &out, events, *plan_id(plan, row), *plan_version(plan, row));
    TRY(was == 0 ? add(s, plan, row, &out, extra) : change(s, plan, row, was, &out, extra));
    memcpy(object, row, plan->record->size);
    scope_met_seen(s->scope, *plan_id(plan, row));
    if (events != NULL)
        events->n = 0;
    /* it is stored; what cannot be carried out now is carried out by the next sweep */
    if (out.n > 0 && outbox_carry_out_of(s, plan->record->name, object_key(s, plan, row)) != ERR_OK)
        error_clear(s->error);
    return ERR_OK;
}
