/* application/src/commands/keep_numbers.c - caller numbers of an account. */
#include "application/commands/keep_numbers.h"

#include "account_campaigns.h"
#include "audit_event.h"
#include "domain/models/account.h"
#include "domain/phone.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(number)

/* Where the operator gives numbers, an account's own people add none; a sandbox calls nobody, and
 * may show any. */
static enum err may_add(const struct ports *ports, struct scope *scope)
{
    struct account *account;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    if (!ports->choices.operator_gives_numbers ||
        (scope->actor.permissions & PERMISSION_BIT(PERMISSION_PLATFORM)) != 0)
        return ERR_OK;
    TRY(account_find(ports->records, scope, scope->account, &account));
    return !ID_NONE(account->sandbox_of)
               ? ERR_OK
               : FAIL(&scope->error, ERR_FORBIDDEN, "number.operator_gives");
}

static enum err must_be_new(const struct ports *ports, struct scope *scope, struct str e164)
{
    struct page_query query = {
        .filters = { { STR("e164"), FILTER_EQ, e164 } },
        .n = 1,
        .limit = 1,
    };
    struct page page;

    TRY(VIA(ports->records, page, scope, &number_record, &query, &page));
    return page.n == 0 ? ERR_OK : FAIL(&scope->error, ERR_EXISTS, "number.exists");
}

enum err add_number(const struct ports *ports, struct scope *scope, const struct number *wanted,
                    struct number **ret)
{
    struct number *number = record_copy(&number_record, wanted, scope->arena);
    struct event_list events;

    TRY(may_add(ports, scope));
    if (!phone_has_form(number->e164)) {
        error_add_field(&scope->error,
                        (struct field_error){ .field = STR("e164"), .slug = "field.format" });
        return error_fields(&scope->error);
    }
    TRY(must_be_new(ports, scope, number->e164));
    number->id.v = random_id(ports->random, scope->now);
    number->account = scope->account;
    number->version = 0;
    number->created_at = scope->now;
    events = audit_events(scope, EVENT_NUMBER_ADDED, ID_TEXT(scope->arena, number->id),
                          &number_record, NULL, number);
    TRY(number_save(ports->records, scope, number, &events));
    *ret = number;
    return ERR_OK;
}

enum err change_number(const struct ports *ports, struct scope *scope, struct number *changed,
                       struct number **ret)
{
    struct number *stored;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(number_find(ports->records, scope, changed->id, &stored));
    events = audit_events(scope, EVENT_NUMBER_CHANGED, ID_TEXT(scope->arena, changed->id),
                          &number_record, stored, changed);
    TRY(VIA(ports->records, save, scope, &number_record, changed, &events));
    *ret = changed;
    return ERR_OK;
}

static enum err must_not_show(const struct ports *ports, struct scope *scope,
                              const struct campaign *c, const void *with)
{
    const struct number *number = with;

    (void)ports;
    for (size_t i = 0; i < c->from_numbers.n; i++)
        if (str_eq(c->from_numbers.items[i], number->e164))
            return FAIL_WITH(&scope->error, ERR_CONFLICT, "number.in_use",
                             P_STR("campaign", c->name));
    return ERR_OK;
}

enum err remove_number(const struct ports *ports, struct scope *scope, struct number_id id)
{
    struct number *number;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(number_find(ports->records, scope, id, &number));
    TRY(each_campaign(ports, scope, CAMPAIGN_RUNNING, must_not_show, number));
    TRY(each_campaign(ports, scope, CAMPAIGN_PAUSED, must_not_show, number));
    events = audit_events(scope, EVENT_NUMBER_REMOVED, ID_TEXT(scope->arena, id), &number_record,
                          number, NULL);
    TRY(number_save(ports->records, scope, number, &events)); /* told first, gone then */
    return VIA(ports->records, remove, scope, &number_record, id.v);
}
