/* application/src/queries/read_records.c - who may see which record, in one table. */
#include "application/queries/read_records.h"

#include <string.h>

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/audit_entry.h"
#include "domain/models/batch.h"
#include "domain/models/call.h"
#include "domain/models/connection.h"
#include "domain/models/display.h"
#include "domain/models/export.h"
#include "domain/models/notification.h"
#include "domain/models/invitation.h"
#include "domain/models/script.h"
#include "domain/models/suppression.h"
#include "domain/models/user.h"
#include "domain/models/webhook_endpoint.h"
#include "phone_said.h"

static const struct {
    const struct record *record;
    enum permission permission;
} readers[] = {
    { &account_record, PERMISSION_READ },
    { &invitation_record, PERMISSION_MANAGE_ACCOUNT },
    { &api_key_record, PERMISSION_MANAGE_ACCOUNT },
    { &campaign_record, PERMISSION_READ },
    { &batch_record, PERMISSION_READ },
    { &job_record, PERMISSION_READ },
    { &call_record, PERMISSION_READ },
    { &script_record, PERMISSION_READ },
    { &suppression_record, PERMISSION_READ_PEOPLE },
    { &connection_record, PERMISSION_PLATFORM },
    { &number_record, PERMISSION_READ },
    { &export_record, PERMISSION_READ_PEOPLE },
    { &display_record, PERMISSION_MANAGE_ACCOUNT },
    { &webhook_endpoint_record, PERMISSION_MANAGE_ACCOUNT },
    { &notification_record, PERMISSION_READ },
    { &audit_entry_record, PERMISSION_MANAGE_ACCOUNT },
};

static enum err require(struct scope *scope, const struct record *record)
{
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        if (readers[i].record == record)
            return scope_require(scope, readers[i].permission);
    return scope_require(scope, PERMISSION_PLATFORM); /* what is in no table is for nobody else */
}

enum { SHOWN_DIGITS = 2, SHOWN_HEAD = 3 };

/* "+57•••••••67": who looks over a shoulder cannot dial it. */
static struct str masked(struct arena *arena, struct str text)
{
    struct strbuf b = strbuf_init(arena, 128);

    if (text.n <= SHOWN_HEAD + SHOWN_DIGITS)
        return STR("•••");
    strbuf_add(&b, str_slice(text, 0, SHOWN_HEAD));
    for (size_t i = SHOWN_HEAD; i < text.n - SHOWN_DIGITS; i++)
        strbuf_add(&b, STR("•"));
    strbuf_add(&b, str_slice(text, text.n - SHOWN_DIGITS, text.n));
    return strbuf_str(&b);
}

static void hide_text(const struct field *f, void *at, struct arena *arena)
{
    bool is_phone = f->kind == KIND_STR && str_eq(str_from_c(f->name), STR("phone"));

    if (is_phone)
        *(struct str *)at = masked(arena, *(struct str *)at);
    else if (f->kind == KIND_STR || f->kind == KIND_BYTES)
        *(struct str *)at = STR_NONE;
    else if (f->kind == KIND_STRS)
        *(struct str_list *)at = (struct str_list){ 0 };
    else if (f->kind == KIND_MAP)
        *(struct str_map *)at = (struct str_map){ 0 };
}

/* An amount without a unit reads as null. */
static void hide_money(const struct field *f, void *object)
{
    if (f->has != FIELD_ALWAYS)
        *(bool *)((char *)object + f->has) = false;
    else if (f->kind == KIND_AMOUNT)
        *(struct quantity *)field_at(f, object) = (struct quantity){ 0 };
    else if (f->kind == KIND_SUB)
        memset(field_at(f, object), 0, f->sub->size);
}

/* By the flags alone: a field that is added later is hidden from its first day. */
static void hide(const struct record *record, void *object, uint32_t flags, struct arena *arena)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];
        void *at = field_at(f, object);
        struct list *list = at;

        if ((f->flags & flags & FIELD_MONEY) != 0)
            hide_money(f, object);
        else if (f->kind == KIND_SUB)
            hide(f->sub, at, flags, arena);
        else if (f->kind == KIND_LIST)
            for (size_t k = 0; k < list->n; k++)
                hide(f->sub, (char *)list->items + k * f->sub->size, flags, arena);
        else if ((f->flags & flags & FIELD_SENSITIVE) != 0)
            hide_text(f, at, arena);
    }
}

/* What a flag is for whom: the one table of it. */
static const struct {
    uint32_t flag;
    enum permission permission;
} guarded[] = {
    { FIELD_SENSITIVE, PERMISSION_READ_PEOPLE },
    { FIELD_MONEY, PERMISSION_READ_MONEY },
};

void hide_unpermitted(const struct scope *scope, const struct record *record, void *object)
{
    uint32_t flags = 0;

    for (size_t i = 0; i < ARRAY_LEN(guarded); i++)
        if ((scope->actor.permissions & PERMISSION_BIT(guarded[i].permission)) == 0)
            flags |= guarded[i].flag;
    if (flags != 0)
        hide(record, object, flags, scope->arena);
}

/* Whether somebody is in a list is a thing of theirs as well. */
static enum err may_search(struct scope *scope, const struct record *record,
                           const struct page_query *query)
{
    for (size_t i = 0; i < query->n; i++) {
        const struct field *f = record_find(record, query->filters[i].field);

        if (f != NULL && (f->flags & FIELD_SENSITIVE) != 0)
            return scope_require(scope, PERMISSION_READ_PEOPLE);
    }
    return ERR_OK;
}

/* A phone is looked for as people write it; a text that is none is looked for as it is. */
static enum err say_phones(const struct ports *ports, struct scope *scope, struct page_query *query)
{
    for (size_t i = 0; i < query->n; i++) {
        struct filter *filter = &query->filters[i];
        struct phone phone;
        enum err err;

        if (!str_eq(filter->field, STR("phone")) || filter->op != FILTER_EQ)
            continue;
        err = phone_said(ports, scope, filter->value, &phone);
        if (err == ERR_OK)
            filter->value = phone.e164;
        else if (err == ERR_INVALID)
            error_clear(&scope->error);
        else
            return err;
    }
    return ERR_OK;
}

enum err read_record(const struct ports *ports, struct scope *scope, const struct record *record,
                     struct id128 id, void **ret)
{
    void *found;
    struct job *job;

    TRY(require(scope, record));
    if (record == &job_record) {
        TRY(VIA(ports->jobs, find, scope, scope->account, (struct job_id){ id }, &job));
        found = job;
    } else {
        TRY(VIA(ports->records, find, scope, record, id, &found));
    }
    hide_unpermitted(scope, record, found);
    *ret = found;
    return ERR_OK;
}

enum err list_records(const struct ports *ports, struct scope *scope, const struct record *record,
                      const struct page_query *query, struct page *ret)
{
    struct page_query its = *query;

    TRY(require(scope, record));
    TRY(may_search(scope, record, query));
    TRY(say_phones(ports, scope, &its));
    TRY(VIA(ports->records, page, scope, record, &its, ret));
    for (size_t i = 0; i < ret->n; i++)
        hide_unpermitted(scope, record, (char *)ret->items + i * record->size);
    return ERR_OK;
}

enum err check_audit_log(const struct ports *ports, struct scope *scope, struct audit_check *ret)
{
    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return VIA(ports->audit, check, scope, ret);
}

static const struct field account_audit_fields[] = {
    FIELD_ID(struct account_audit, account, 0),
    FIELD_STR(struct account_audit, name, 0, 0, 120),
    FIELD_SUB(struct account_audit, check, 0, audit_check_record),
};
const struct record account_audit_record =
    RECORD("account_audit", struct account_audit, account_audit_fields);

static enum err check_one(const struct ports *ports, struct scope *scope,
                          const struct account *account, struct account_audit *ret)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope inside = scope_page(scope, &arena, scope->now);
    enum err err;

    inside.account = account->id;
    *ret = (struct account_audit){ .account = account->id, .name = account->name };
    err = VIA(ports->audit, check, &inside, &ret->check);
    return err == ERR_OK ? ERR_OK : FAIL(&scope->error, err, inside.error.slug);
}

enum err check_audit_logs(const struct ports *ports, struct scope *scope,
                          const struct page_query *query, struct page *ret)
{
    struct account_audit *checks;
    struct page accounts;
    size_t n = 0;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(VIA(ports->records, page_global, scope, &account_record, query, &accounts));
    checks = ARENA_ARRAY(scope->arena, struct account_audit, accounts.n + 1);
    if (query->after.p == NULL) /* what the installation itself was told to do comes first */
        TRY(check_one(ports, scope, &(struct account){ .name = STR("") }, &checks[n++]));
    for (size_t i = 0; i < accounts.n; i++)
        TRY(check_one(ports, scope, &((const struct account *)accounts.items)[i], &checks[n++]));
    *ret = (struct page){ .items = checks, .n = n, .next = accounts.next };
    return ERR_OK;
}
