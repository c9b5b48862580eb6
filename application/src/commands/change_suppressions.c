/* application/src/commands/change_suppressions.c - the account's do-not-call list. */
#include "application/commands/change_suppressions.h"

#include "application/commands/connections.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/services/column_recognition.h"
#include "domain/services/row_check.h"
#include "permits.h"
#include "phone_said.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(suppression)

static const struct field imported_suppressions_fields[] = {
    FIELD_I64(struct imported_suppressions, rows, 0, 0, 0),
    FIELD_I64(struct imported_suppressions, added, 0, 0, 0),
    FIELD_I64(struct imported_suppressions, rejected, 0, 0, 0),
};
const struct record imported_suppressions_record =
    RECORD("imported_suppressions", struct imported_suppressions, imported_suppressions_fields);

/* A call to this number that may ring now, of any campaign of the account. The person's guard names
 * it. */
static enum err hang_up(const struct ports *ports, struct scope *scope, struct phone_hash_id hash)
{
    struct person *person;
    struct job *job;
    struct job_id id;
    struct connection *connection;
    int64_t n;

    TRY(VIA(ports->persons, load, scope, scope->account, &hash, 1, &person));
    if (!attempt_tag_parse(person->guard_tag, &id, &n))
        return ERR_OK;
    enum err err = permit_of_job_ends(ports, scope, id, &job);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    if (!job_state_may_ring(job->state) || job->attempt.n != n || job->attempt.provider_call.n == 0)
        return ERR_OK; /* never sent, or its answer is unknown: the search finds it and stops it */
    TRY(connection_of(ports, scope, job->attempt.connection, &connection));
    return VIA(ports->voice, stop, connection, job->attempt.provider_call, &scope->error);
}

/* One entry a number: its id is made from the hash, so that adding it again finds it. */
static struct suppression_id id_of(struct phone_hash_id hash)
{
    return (struct suppression_id){ hash.v };
}

static enum err suppress(const struct ports *ports, struct scope *scope,
                         struct suppression *suppression)
{
    struct suppression *stored;
    enum err err;

    suppression->account = scope->account;
    suppression->hash = VIA(ports->hasher, account_hash, scope->account, suppression->phone);
    suppression->id = id_of(suppression->hash);
    suppression->created_at = scope->now;
    err = suppression_find(ports->records, scope, suppression->id, &stored);
    if (err == ERR_OK) {
        suppression->version = stored->version;
        suppression->created_at = stored->created_at;
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    error_clear(&scope->error);
    return VIA(ports->persons, suppress, scope, suppression);
}

enum err suppress_phone(const struct ports *ports, struct scope *scope,
                        const struct suppression *wanted, struct suppression **ret)
{
    struct suppression *suppression = record_copy(&suppression_record, wanted, scope->arena);

    TRY(scope_require(scope, PERMISSION_SUPPRESS));
    /* it would keep nobody from calling */
    if (suppression->expires_at.has && !instant_before(scope->now, suppression->expires_at.v))
        error_add_field(&scope->error, (struct field_error){ .field = STR("expires_at"),
                                                             .slug = "field.in_the_past" });
    TRY(phone_said(ports, scope, suppression->phone.e164, &suppression->phone));
    TRY(error_fields(&scope->error));
    if (suppression->reason == 0)
        suppression->reason = SUPPRESSION_REQUESTED;
    suppression->version = 0;
    TRY(suppress(ports, scope, suppression));
    TRY(hang_up(ports, scope, suppression->hash));
    *ret = suppression;
    return ERR_OK;
}

enum err unsuppress_phone(const struct ports *ports, struct scope *scope, struct suppression_id id)
{
    struct suppression *stored;

    TRY(scope_require(scope, PERMISSION_SUPPRESS));
    TRY(suppression_find(ports->records, scope, id, &stored));
    TRY(scope_check_seen(scope, id.v, stored->version));
    return VIA(ports->persons, unsuppress, scope, stored->hash);
}

struct importing {
    const struct ports *ports;
    struct scope *scope;
    struct batch sheet; /* only what reading a sheet asks for: never saved */
    struct imported_suppressions *counts;
    struct arena arena;
    enum err hung_up; /* the first failure to */
    const char *slug; /* of it */
};

/* A call that cannot be ended now keeps nobody behind it from being listed. */
static void hang_up_or_note(struct importing *im, struct scope *inside, struct phone_hash_id hash)
{
    enum err err = hang_up(im->ports, inside, hash);

    if (err != ERR_OK && im->hung_up == ERR_OK) {
        im->hung_up = err;
        im->slug = inside->error.slug;
    }
    error_clear(&inside->error);
}

static enum err take_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct importing *im = to;
    struct row_result result;
    struct scope inside;

    if (row <= im->sheet.header_row)
        return ERR_OK;
    arena_reset(&im->arena);
    inside = scope_page(im->scope, &im->arena, VIA0(im->ports->clock, wall));
    row_check(&im->arena, &im->sheet, im->ports->phones, cells, n, &result);
    im->counts->rows++;
    im->counts->rejected += result.verdict == ROW_REJECTED;
    for (size_t i = 0; result.verdict != ROW_REJECTED && i < result.contact.phones.n; i++) {
        struct suppression suppression = { .reason = SUPPRESSION_IMPORTED,
                                           .phone = result.contact.phones.items[i].phone };
        enum err err = suppress(im->ports, &inside, &suppression);

        if (err != ERR_OK)
            return FAIL(&im->scope->error, err, inside.error.slug);
        hang_up_or_note(im, &inside, suppression.hash);
        im->counts->added++;
    }
    return ERR_OK;
}

static enum err read_sheet(struct importing *im)
{
    struct sheet_request request;
    enum err err;

    TRY(batch_recognise(im->ports, im->scope, &im->sheet, false));
    if (!batch_has_phones(&im->sheet))
        return FAIL(&im->scope->error, ERR_INVALID, "columns.no_phone");
    TRY(sheet_open(im->ports, im->scope, &im->sheet, &request));
    err = VIA(im->ports->sheets, read, &request, take_row, im, &im->scope->error);
    sheet_close(im->ports, &request);
    return err == ERR_OK && im->hung_up != ERR_OK ? FAIL(&im->scope->error, im->hung_up, im->slug)
                                                  : err;
}

enum err import_suppressions(const struct ports *ports, struct scope *scope,
                             const struct import_suppressions *cmd,
                             struct imported_suppressions *ret)
{
    struct importing im = { .ports = ports, .scope = scope, .counts = ret, .arena = arena_init() };
    struct error dropped = { .arena = scope->arena };
    struct object_info info;
    struct account *account;
    const struct plan *plan;
    enum err err;

    TRY(scope_require(scope, PERMISSION_SUPPRESS));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(plan_of_account(ports, scope, &plan));
    *ret = (struct imported_suppressions){ 0 };
    im.sheet = (struct batch){
        .account = scope->account,
        .file_name = cmd->file_name,
        .country = cmd->country.n > 0 ? cmd->country : account->country,
        .file_object = str_format(
            scope->arena, "%.*s/suppressions/%.*s", STR_ARG(ID_TEXT(scope->arena, scope->account)),
            STR_ARG(id128_print(scope->arena, "obj", random_id(ports->random, scope->now)))),
    };
    TRY(VIA(ports->objects, put, scope->arena, im.sheet.file_object, cmd->source, cmd->from,
            plan->max_upload_bytes, &info, &scope->error));
    err = read_sheet(&im);
    arena_release(&im.arena);
    DROP(VIA(ports->objects, remove, im.sheet.file_object, &dropped)); /* it did its work */
    return err;
}
