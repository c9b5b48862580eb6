/* application/src/commands/keep_numbers.c - caller numbers of an account. */
#include "application/commands/keep_numbers.h"

#include "audit_event.h"
#include "domain/phone.h"

RECORD_REPOSITORY(number)

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

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
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

enum err remove_number(const struct ports *ports, struct scope *scope, struct number_id id)
{
    struct number *number;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(number_find(ports->records, scope, id, &number));
    events = audit_events(scope, EVENT_NUMBER_REMOVED, ID_TEXT(scope->arena, id), &number_record,
                          number, NULL);
    TRY(number_save(ports->records, scope, number, &events)); /* told first, gone then */
    return VIA(ports->records, remove, scope, &number_record, id.v);
}
