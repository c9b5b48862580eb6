/* database/mongodb/record_store.c - the port record_store: any record of the store, one account's
 * at a time. */
#include "database/mongodb/object.h"
#include "database/mongodb/page.h"
#include "database/mongodb/record_save.h"

static enum err store_find(void *self, struct scope *scope, const struct record *record,
                           struct id128 id, void **ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    const struct record_plan *plan;
    struct str document;

    TRY(save_plan(&s, record, &plan));
    TRY(document_by_id(&s, record->name, record_key(s.arena, scope->account.v, id), &document));
    if (document.p == NULL)
        return record_not_found(&s, plan, id);
    return object_read_whole(&s, plan, document, ret);
}

static enum err store_save(void *self, struct scope *scope, const struct record *record,
                           void *object, struct event_list *events)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    const struct record_plan *plan;

    TRY(save_plan(&s, record, &plan));
    return record_save(&s, plan, object, events, NULL);
}

/* The first object decides, so it is written last, and the events with it. */
static enum err store_save_many(void *self, struct scope *scope, const struct record *record,
                                void *const *objects, size_t n, struct event_list *events)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct str key = scope->idempotency_key;
    const struct record_plan *plan;
    enum err err = ERR_OK;

    TRY(save_plan(&s, record, &plan));
    scope->idempotency_key = STR_NONE; /* kept with the first */
    for (size_t i = n; i-- > 0 && err == ERR_OK;) {
        if (i == 0)
            scope->idempotency_key = key;
        err = record_save(&s, plan, objects[i], i == 0 ? events : NULL, NULL);
    }
    scope->idempotency_key = key;
    return err;
}

static enum err store_remove(void *self, struct scope *scope, const struct record *record,
                             struct id128 id)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str key = record_key(s.arena, scope->account.v, id);
    const struct record_plan *plan;
    int64_t was = scope_seen_version(scope, id);
    struct str another;
    bool removed;

    TRY(save_plan(&s, record, &plan));
    TRY(outbox_carry_out_of(&s, record->name, key)); /* what it has to tell yet would go with it */
    put_bytes(&filter, "_id", key);
    if (was != 0)
        put_i64(&filter, "version", was);
    TRY(document_remove(&s, record->name, &filter, &removed));
    if (removed) {
        scope_met_seen(scope, id);
        return ERR_OK;
    }
    TRY(document_by_id(&s, record->name, key, &another));
    return another.p != NULL && was != 0 ? FAIL(s.error, ERR_CONFLICT, "record.stale")
                                         : record_not_found(&s, plan, id);
}

static enum err store_find_created(void *self, struct scope *scope, const struct record *record,
                                   struct id128 *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str document;

    put_key(&filter, "account", scope->account.v);
    put_str(&filter, "created", scope->idempotency_key);
    TRY(document_one(&s, record->name, &filter, NULL, &document));
    if (document.p == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "idempotency.unknown");
    *ret = document_id(document, "id");
    return ERR_OK;
}

/* -- lists -- */

/* What is only read in pages, as the ledger's entries, has no version. */
static enum err page_plan(struct session *s, const struct record *record,
                          const struct record_plan **ret)
{
    const struct record_plan *plan = store_plan(s->store, record);

    if (plan == NULL || plan->id == NULL)
        return FAIL_WITH(s->error, ERR_INTERNAL, "store.unknown_record",
                         P_STR("record", str_from_c(record->name)));
    *ret = plan;
    return ERR_OK;
}

static enum err store_page(void *self, struct scope *scope, const struct record *record,
                           const struct page_query *query, struct page *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    const struct record_plan *plan;

    TRY(page_plan(&s, record, &plan));
    return documents_page(&s, plan, PAGE_OF_ACCOUNT, query, ret);
}

static enum err store_page_global(void *self, struct scope *scope, const struct record *record,
                                  const struct page_query *query, struct page *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    const struct record_plan *plan;

    TRY(page_plan(&s, record, &plan));
    return documents_page(&s, plan, PAGE_OF_ALL, query, ret);
}

static enum err store_find_global(void *self, struct scope *scope, const struct record *record,
                                  const char *field, struct str value, void **ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct page_query query = { .n = 1, .limit = 1 };
    const struct record_plan *plan;
    struct page page;

    TRY(save_plan(&s, record, &plan));
    query.filters[0] = (struct filter){ str_from_c(field), FILTER_EQ, value };
    TRY(documents_page(&s, plan, PAGE_OF_ALL, &query, &page));
    if (page.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, plan->not_found);
    *ret = page.items;
    return ERR_OK;
}

struct record_store mongodb_record_store(struct mongodb_store *store)
{
    static const struct record_store_ops ops = {
        .find = store_find,
        .save = store_save,
        .save_many = store_save_many,
        .remove = store_remove,
        .page = store_page,
        .find_created = store_find_created,
        .find_global = store_find_global,
        .page_global = store_page_global,
    };

    return (struct record_store){ &ops, store };
}
