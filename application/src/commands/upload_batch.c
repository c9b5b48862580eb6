/* application/src/commands/upload_batch.c - a sheet arrives: stored whole, looked at, not yet
 * imported. */
#include "application/commands/upload_batch.h"

#include "application/commands/keep_campaigns.h"
#include "audit_event.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(campaign)

static const struct field change_batch_fields[] = {
    FIELD_OPT_STR(struct change_batch, sheet, 0, 0, 255),
    FIELD_OPT_STR(struct change_batch, country, 0, 2, 2),
    FIELD_OPT_I64(struct change_batch, header_row, 0, 0, BATCH_ROWS),
    FIELD_OPT_I64(struct change_batch, reached_days, 0, 0, REACHED_DAYS_MOST),
    FIELD_ENUM(struct change_batch, duplicates, 0, duplicate_policy_names),
    FIELD_LIST(struct change_batch, columns, 0, column_record, BATCH_COLUMNS),
};
const struct record change_batch_record =
    RECORD("change_batch", struct change_batch, change_batch_fields);

enum { FILE_NAME_MOST = 255, NAME_MOST = 120 };

static enum err check(const struct ports *ports, struct scope *scope,
                      const struct upload_batch *cmd, struct str country)
{
    if (cmd->file_name.n == 0 || cmd->file_name.n > FILE_NAME_MOST || !str_is_utf8(cmd->file_name))
        error_add_field(&scope->error,
                        (struct field_error){ .field = STR("file_name"), .slug = "field.format" });
    if (!VIA(ports->phones, knows_country, country))
        error_add_field(&scope->error,
                        (struct field_error){ .field = STR("country"),
                                              .slug = "account.country_unknown",
                                              .params = { P_STR("value", country) } });
    return error_fields(&scope->error);
}

static enum err campaign_for(const struct ports *ports, struct scope *scope,
                             const struct upload_batch *cmd, struct campaign_id *ret)
{
    struct campaign *c;
    struct campaign wanted = campaign_defaults();

    if (!ID_NONE(cmd->campaign)) {
        TRY(campaign_find(ports->records, scope, cmd->campaign, &c));
        TRY(campaign_takes_people(c, &scope->error));
        *ret = c->id;
        return ERR_OK;
    }
    struct scope inside = scope_page(scope, scope->arena, scope->now); /* the key is the batch's */
    inside.actor.permissions |= PERMISSION_BIT(PERMISSION_EDIT_CAMPAIGNS);
    wanted.name = str_slice(cmd->file_name, 0, NAME_MOST);
    while (!str_is_utf8(wanted.name))
        wanted.name.n--; /* not in the middle of a character */
    enum err err = create_campaign(ports, &inside, &wanted, &c);
    if (err != ERR_OK)
        scope->error = inside.error;
    else
        *ret = c->id;
    return err;
}

static struct str object_key(struct scope *scope, struct batch_id id, const char *what)
{
    return str_format(scope->arena, "%.*s/batches/%.*s/%s",
                      STR_ARG(ID_TEXT(scope->arena, scope->account)),
                      STR_ARG(ID_TEXT(scope->arena, id)), what);
}

/* The file is there: from here on a failure takes it away again. */
static enum err look_and_save(const struct ports *ports, struct scope *scope,
                              const struct upload_batch *cmd, struct batch *batch)
{
    struct event_list events = { 0 };

    TRY(batch_recognise_workbook(ports, scope, batch));
    TRY(campaign_for(ports, scope, cmd, &batch->campaign));
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_BATCH_RECEIVED,
                                   .account = batch->account,
                                   .aggregate = batch->id.v,
                                   .version = 1,
                                   .at = scope->now,
                                   .campaign = batch->campaign,
                                   .batch = batch->id });
    return batch_save(ports->records, scope, batch, &events);
}

enum err upload_batch(const struct ports *ports, struct scope *scope,
                      const struct upload_batch *cmd, struct batch **ret)
{
    struct account *account;
    const struct plan *plan;
    struct object_info info;
    struct batch *batch = ARENA_NEW(scope->arena, struct batch);
    struct error dropped = { .arena = scope->arena };
    enum err err;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(plan_of_account(ports, scope, &plan));
    *batch = (struct batch){
        .id = { random_id(ports->random, scope->now) },
        .account = scope->account,
        .status = BATCH_RECEIVED,
        .file_name = cmd->file_name,
        .country = cmd->country.n > 0 ? cmd->country : account->country,
        .duplicates = cmd->duplicates != 0 ? cmd->duplicates : DUPLICATES_SKIP,
        .reached_days = cmd->reached_days,
        .created_at = scope->now,
    };
    TRY(check(ports, scope, cmd, batch->country));
    batch->file_object = object_key(scope, batch->id, "source");
    TRY(VIA(ports->objects, put, scope->arena, batch->file_object, cmd->source, cmd->from,
            plan->max_upload_bytes, &info, &scope->error));
    batch->file_bytes = info.bytes;
    batch->file_sha256 = info.sha256;
    err = look_and_save(ports, scope, cmd, batch);
    if (err != ERR_OK) { /* a file without its batch is nobody's; at worst it stays */
        DROP(VIA(ports->objects, remove, batch->file_object, &dropped));
        return err;
    }
    *ret = batch;
    return ERR_OK;
}

static bool has_index(const struct column *columns, size_t n, int64_t index)
{
    for (size_t i = 0; i < n; i++)
        if (columns[i].index == index)
            return true;
    return false;
}

static void wrong_column(struct scope *scope, size_t i, const char *name, const char *slug)
{
    error_add_field(
        &scope->error,
        (struct field_error){ .field = str_format(scope->arena, "columns[%zu].%s", i, name),
                              .slug = slug });
}

/* The person's word on columns: each at most once, variables distinct; those not mentioned stay. */
static enum err take_columns(struct scope *scope, struct batch *batch,
                             const struct change_batch *cmd)
{
    for (size_t i = 0; i < cmd->columns.n; i++) {
        struct column *said = &cmd->columns.items[i];
        struct column *kept = NULL;

        if (has_index(cmd->columns.items, i, said->index))
            wrong_column(scope, i, "index", "columns.twice");
        for (size_t k = 0; k < batch->columns.n; k++)
            if (batch->columns.items[k].index == said->index)
                kept = &batch->columns.items[k];
        if (kept == NULL) {
            wrong_column(scope, i, "index", "columns.no_such_column");
            continue;
        }
        kept->role = said->role;
        kept->confidence = 100;
        if (said->variable.n > 0)
            kept->variable = variable_name(scope->arena, said->variable);
    }
    for (size_t i = 0; i < batch->columns.n; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(batch->columns.items[i].variable, batch->columns.items[k].variable))
                wrong_column(scope, i, "variable", "columns.same_variable");
    return error_fields(&scope->error);
}

enum err change_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                      const struct change_batch *cmd, struct batch **ret)
{
    struct batch *batch;
    const struct batch *before;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    before = record_copy(&batch_record, batch, scope->arena);
    if (batch->status != BATCH_RECEIVED)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "batch.not_received",
                         P_STR("status", batch_status_name(batch->status)));
    if (cmd->country.has)
        batch->country = cmd->country.v;
    if (!VIA(ports->phones, knows_country, batch->country))
        error_add_field(&scope->error,
                        (struct field_error){ .field = STR("country"),
                                              .slug = "account.country_unknown",
                                              .params = { P_STR("value", batch->country) } });
    TRY(error_fields(&scope->error));
    if (cmd->duplicates != 0)
        batch->duplicates = cmd->duplicates;
    if (cmd->reached_days.has)
        batch->reached_days = cmd->reached_days.v;
    if (cmd->sheet.has || cmd->header_row.has || cmd->country.has) {
        if (cmd->sheet.has)
            batch->sheet = cmd->sheet.v;
        batch->header_row = cmd->header_row.has ? cmd->header_row.v : 0;
        TRY(batch_recognise(ports, scope, batch, false));
    }
    TRY(take_columns(scope, batch, cmd));
    batch_unchecked(batch);
    events = audit_events(scope, EVENT_BATCH_CHANGED, ID_TEXT(scope->arena, id), &batch_record,
                          before, batch);
    events.items[0].batch = id;
    TRY(batch_save(ports->records, scope, batch, &events));
    *ret = batch;
    return ERR_OK;
}
