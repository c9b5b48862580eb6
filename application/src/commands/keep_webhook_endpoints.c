/* application/src/commands/keep_webhook_endpoints.c */
#include "application/commands/keep_webhook_endpoints.h"

#include "audit_event.h"
#include "base/strbuf.h"

RECORD_REPOSITORY(webhook_endpoint)

static const struct field created_webhook_endpoint_fields[] = {
    FIELD_SUB(struct created_webhook_endpoint, endpoint, 0, webhook_endpoint_record),
    FIELD_STR(struct created_webhook_endpoint, secret, 0, 0, 100),
};
const struct record created_webhook_endpoint_record = RECORD(
    "created_webhook_endpoint", struct created_webhook_endpoint, created_webhook_endpoint_fields);

enum { HINT_END = 4 };

static void give_secret(const struct ports *ports, struct scope *scope,
                        struct webhook_endpoint *endpoint)
{
    struct str token = VIA(ports->secrets, token, scope->arena);

    endpoint->secret = str_format(scope->arena, "whsec_%.*s", STR_ARG(token));
    endpoint->secret_hint = str_format(scope->arena, "whsec_…%.*s",
                                       STR_ARG(str_slice(token, token.n - HINT_END, token.n)));
}

static enum err check_room(const struct ports *ports, struct scope *scope)
{
    struct page_query query = { .limit = WEBHOOK_ENDPOINTS_MOST };
    struct page page;

    TRY(VIA(ports->records, page, scope, &webhook_endpoint_record, &query, &page));
    if (page.n == WEBHOOK_ENDPOINTS_MOST)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "webhook_endpoint.too_many",
                         P_I64("limit", WEBHOOK_ENDPOINTS_MOST));
    return ERR_OK;
}

static enum err save_told(const struct ports *ports, struct scope *scope, enum event_type type,
                          const struct webhook_endpoint *before, struct webhook_endpoint *e)
{
    struct event_list events = audit_events(scope, type, ID_TEXT(scope->arena, e->id),
                                            &webhook_endpoint_record, before, e);

    return webhook_endpoint_save(ports->records, scope, e, &events);
}

enum err create_webhook_endpoint(const struct ports *ports, struct scope *scope,
                                 const struct webhook_endpoint *wanted,
                                 struct created_webhook_endpoint *ret)
{
    struct webhook_endpoint *e = record_copy(&webhook_endpoint_record, wanted, scope->arena);

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(webhook_endpoint_check(e, &scope->error));
    TRY(check_room(ports, scope));
    e->id.v = random_id(ports->random, scope->now);
    e->account = scope->account;
    e->version = 0;
    e->created_at = scope->now;
    give_secret(ports, scope, e);
    TRY(save_told(ports, scope, EVENT_WEBHOOK_ENDPOINT_ADDED, NULL, e));
    *ret = (struct created_webhook_endpoint){ .endpoint = *e, .secret = e->secret };
    return ERR_OK;
}

enum err change_webhook_endpoint(const struct ports *ports, struct scope *scope,
                                 struct webhook_endpoint *changed, struct webhook_endpoint **ret)
{
    struct webhook_endpoint *stored;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(webhook_endpoint_find(ports->records, scope, changed->id, &stored));
    TRY(webhook_endpoint_check(changed, &scope->error));
    changed->account = stored->account;
    changed->secret = stored->secret; /* lists hide it: the request's copy may have none */
    changed->secret_hint = stored->secret_hint;
    TRY(save_told(ports, scope, EVENT_WEBHOOK_ENDPOINT_CHANGED, stored, changed));
    *ret = changed;
    return ERR_OK;
}

enum err remove_webhook_endpoint(const struct ports *ports, struct scope *scope,
                                 struct webhook_endpoint_id id)
{
    struct webhook_endpoint *e;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(webhook_endpoint_find(ports->records, scope, id, &e));
    events = audit_events(scope, EVENT_WEBHOOK_ENDPOINT_REMOVED, ID_TEXT(scope->arena, id),
                          &webhook_endpoint_record, e, NULL);
    TRY(webhook_endpoint_save(ports->records, scope, e, &events)); /* told first, gone then */
    return VIA(ports->records, remove, scope, &webhook_endpoint_record, id.v);
}

enum err renew_webhook_secret(const struct ports *ports, struct scope *scope,
                              struct webhook_endpoint_id id, struct created_webhook_endpoint *ret)
{
    const struct webhook_endpoint *before;
    struct webhook_endpoint *e;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(webhook_endpoint_find(ports->records, scope, id, &e));
    before = record_copy(&webhook_endpoint_record, e, scope->arena);
    give_secret(ports, scope, e);
    TRY(save_told(ports, scope, EVENT_WEBHOOK_ENDPOINT_CHANGED, before, e));
    *ret = (struct created_webhook_endpoint){ .endpoint = *e, .secret = e->secret };
    return ERR_OK;
}
