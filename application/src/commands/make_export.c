/* application/src/commands/make_export.c - results as a file. */
#include "application/commands/make_export.h"

#include "audit_event.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "each_global.h"
#include "export_calls.h"
#include "export_rows.h"
#include "export_suppressions.h"
#include "phone_said.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)
RECORD_REPOSITORY(export)

static const struct field request_export_fields[] = {
    FIELD_ENUM(struct request_export, kind, 0, export_kind_names),
    FIELD_ID(struct request_export, campaign, 0),
    FIELD_ENUM(struct request_export, outcome, 0, outcome_names),
    FIELD_STR(struct request_export, phone, 0, 0, 64),
    FIELD_OPT_INSTANT(struct request_export, since, 0),
    FIELD_OPT_INSTANT(struct request_export, until, 0),
    FIELD_ENUM(struct request_export, format, 0, export_format_names),
    FIELD_STR(struct request_export, language, 0, 0, 2),
};
const struct record request_export_record =
    RECORD("request_export", struct request_export, request_export_fields);

static void wrong(struct scope *scope, const char *field, const char *slug, struct str value)
{
    error_add_field(&scope->error, (struct field_error){ .field = str_from_c(field),
                                                         .slug = slug,
                                                         .params = { P_STR("value", value) } });
}

enum err check_request_export(const struct ports *ports, struct scope *scope,
                              const struct request_export *cmd)
{
    struct phone ignored;

    if ((cmd->kind == 0 || cmd->kind == EXPORT_RESULTS) && ID_NONE(cmd->campaign))
        wrong(scope, "campaign", "field.required", STR(""));
    if (cmd->language.n > 0)
        account_check_language(&scope->error, cmd->language);
    return cmd->phone.n > 0 ? phone_said(ports, scope, cmd->phone, &ignored) : ERR_OK;
}

/* The campaign whose results, or calls, are wanted is the account's own. */
static enum err check(const struct ports *ports, struct scope *scope,
                      const struct request_export *cmd)
{
    struct campaign *campaign;

    if (cmd->kind != EXPORT_SUPPRESSIONS && !ID_NONE(cmd->campaign))
        TRY(campaign_find(ports->records, scope, cmd->campaign, &campaign));
    TRY(check_request_export(ports, scope, cmd));
    return error_fields(&scope->error);
}

static enum err set_filters(const struct ports *ports, struct scope *scope,
                            const struct request_export *cmd, struct export *export)
{
    if (cmd->kind != EXPORT_SUPPRESSIONS)
        export->campaign = cmd->campaign;
    if (cmd->kind != EXPORT_CALLS)
        return ERR_OK;
    export->outcome = cmd->outcome;
    export->since = cmd->since;
    export->until = cmd->until;
    return cmd->phone.n > 0 ? phone_said(ports, scope, cmd->phone, &export->phone) : ERR_OK;
}

enum err request_export(const struct ports *ports, struct scope *scope,
                        const struct request_export *cmd, struct export **ret)
{
    struct export *export = ARENA_NEW(scope->arena, struct export);
    struct account *account;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(check(ports, scope, cmd));
    *export = (struct export){
        .id = { random_id(ports->random, scope->now) },
        .account = scope->account,
        .kind = cmd->kind != 0 ? cmd->kind : EXPORT_RESULTS,
        .format = cmd->format != 0 ? cmd->format : EXPORT_XLSX,
        .status = EXPORT_QUEUED,
        .language = cmd->language.n > 0 ? cmd->language : account->language,
        .without_money = (scope->actor.permissions & PERMISSION_BIT(PERMISSION_READ_MONEY)) == 0,
        .created_at = scope->now,
    };
    TRY(set_filters(ports, scope, cmd, export));
    events = audit_events(scope, EVENT_EXPORT_REQUESTED, ID_TEXT(scope->arena, export->id),
                          &export_record, NULL, export);
    events.items[0].campaign = export->campaign;
    TRY(export_save(ports->records, scope, export, &events));
    *ret = export;
    return ERR_OK;
}

enum err remove_export(const struct ports *ports, struct scope *scope, struct export_id id)
{
    struct export *export;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    TRY(export_find(ports->records, scope, id, &export));
    if (export->status == EXPORT_RUNNING)
        return FAIL(&scope->error, ERR_PRECONDITION, "export.not_done");
    if (export->object.n > 0)
        TRY(VIA(ports->objects, remove, export->object, &scope->error));
    events = audit_events(scope, EVENT_EXPORT_REMOVED, ID_TEXT(scope->arena, id), &export_record,
                          export, NULL);
    TRY(export_save(ports->records, scope, export, &events)); /* told first, gone then */
    return VIA(ports->records, remove, scope, &export_record, id.v);
}

static enum err write_file(const struct ports *ports, struct scope *scope, struct export *export,
                           struct str *path)
{
    switch (export->kind) {
    case EXPORT_SUPPRESSIONS:
        return export_suppressions(ports, scope, export, path);
    case EXPORT_CALLS:
        return export_calls(ports, scope, export, path);
    case EXPORT_RESULTS:
        break;
    }
    return export_rows(ports, scope, export, path); /* those of before there were kinds, too */
}

static enum err make(const struct ports *ports, struct scope *scope, struct export *export)
{
    struct object_info info;
    struct str path;

    export->rows = export->rows_total = 0;
    TRY(write_file(ports, scope, export, &path));
    export->object = str_format(scope->arena, "%.*s/exports/%.*s",
                                STR_ARG(ID_TEXT(scope->arena, export->account)),
                                STR_ARG(ID_TEXT(scope->arena, export->id)));
    /* a try that was cut short behind this line has left one: nobody was told of it */
    TRY(VIA(ports->objects, remove, export->object, &scope->error));
    TRY(VIA(ports->objects, put_file, scope->arena, export->object, path, &info, &scope->error));
    export->bytes = info.bytes;
    return ERR_OK;
}

static void finish(const struct ports *ports, struct scope *scope, struct export *export,
                   enum err err, struct event_list *events)
{
    struct instant now = VIA0(ports->clock, wall);

    if (err != ERR_OK) {
        export->status = EXPORT_FAILED;
        export->failure = str_from_c(scope->error.slug);
        return;
    }
    export->status = EXPORT_READY;
    export->ready_at = SOME_INSTANT(now);
    export->expires_at = SOME_INSTANT(instant_add(now, ports->choices.export_life));
    event_list_add(events, scope->arena,
                   (struct event){ .type = EVENT_EXPORT_READY,
                                   .account = export->account,
                                   .aggregate = export->id.v,
                                   .version = export->version + 1,
                                   .at = now,
                                   .campaign = export->campaign,
                                   .count = SOME_I64(export->rows) });
}

static enum err make_one(const struct ports *ports, struct scope *scope, struct export *export)
{
    struct event_list events = { 0 };
    enum err err;

    export->status = EXPORT_RUNNING;
    TRY(export_save(ports->records, scope, export, NULL));
    err = make(ports, scope, export);
    if (err == ERR_UNAVAILABLE || err == ERR_TIMEOUT)
        return err; /* it is taken up again */
    finish(ports, scope, export, err, &events);
    error_clear(&scope->error);
    return export_save(ports->records, scope, export, &events);
}

static enum err first_with(const struct ports *ports, struct scope *scope,
                           enum export_status status, struct page *ret)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, export_status_name(status) } },
        .n = 1,
        .limit = 1,
    };

    return VIA(ports->records, page_global, scope, &export_record, &query, ret);
}

enum err make_next_export(const struct ports *ports, struct scope *scope, bool *found)
{
    struct page page;
    enum err err;

    TRY(first_with(ports, scope, EXPORT_RUNNING, &page)); /* of a process that died over it */
    if (page.n == 0)
        TRY(first_with(ports, scope, EXPORT_QUEUED, &page));
    *found = page.n > 0;
    if (!*found)
        return ERR_OK;
    struct export *export = page.items;
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    inside.account = export->account;
    err = make_one(ports, &inside, export);
    scope->error = inside.error;
    return err;
}

static enum err expire_one(const struct ports *ports, struct scope *scope, void *object)
{
    struct export *export = object;

    if (!export->expires_at.has || instant_before(scope->now, export->expires_at.v))
        return ERR_OK;
    TRY(VIA(ports->objects, remove, export->object, &scope->error));
    export->status = EXPORT_EXPIRED;
    export->object = STR("");
    return export_save(ports->records, scope, export, NULL);
}

enum err expire_exports(const struct ports *ports, struct scope *scope)
{
    return each_with_status(ports, scope, &export_record, export_status_name(EXPORT_READY),
                            expire_one);
}
