/* application/src/commands/change_suppressions.c - the account's do-not-call list. */
#include "application/commands/change_suppressions.h"

#include "application/commands/connections.h"
#include "domain/models/account.h"
#include "permits.h"
#include "phone_said.h"
#include "sheet_sample.h"
#include "suppression_sheet.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(suppression)

static const struct field imported_suppressions_fields[] = {
    FIELD_I64(struct imported_suppressions, rows, 0, 0, 0),
    FIELD_I64(struct imported_suppressions, added, 0, 0, 0),
    FIELD_I64(struct imported_suppressions, known, 0, 0, 0),
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
    struct instant since = VIA0(ports->clock, boot);
    int64_t n;

    TRY(VIA(ports->persons, load, scope, scope->account, &hash, 1, &person));
    if (!attempt_tag_parse(person->guard_tag, &id, &n))
        return ERR_OK;
    enum err err = permit_of_job_ends(ports, scope, id, since, &job);
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
    suppression_check_end(&scope->error, suppression->expires_at, scope->now);
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
    return VIA(ports->persons, unsuppress, scope, stored->hash);
}

struct importing {
    const struct ports *ports;
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

/* What a person said, or a law, is not written over by a sheet. */
static enum err list_one(void *self, struct scope *scope, struct phone phone, bool *known)
{
    struct importing *im = self;
    struct suppression s = { .reason = SUPPRESSION_IMPORTED, .phone = phone }, *stored;
    struct phone_hash_id hash = VIA(im->ports->hasher, account_hash, scope->account, phone);
    enum err err = suppression_find(im->ports->records, scope, id_of(hash), &stored);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error);
    *known = err == ERR_OK && !stored->expires_at.has;
    if (!*known)
        TRY(suppress(im->ports, scope, &s));
    hang_up_or_note(im, scope, hash);
    return ERR_OK;
}

enum err import_suppressions(const struct ports *ports, struct scope *scope,
                             const struct import_suppressions *cmd,
                             struct imported_suppressions *ret)
{
    struct importing im = { .ports = ports };
    struct account *account;
    const struct plan *plan;

    TRY(scope_require(scope, PERMISSION_SUPPRESS));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(plan_of_account(ports, scope, &plan));
    const struct suppression_sheet sheet = {
        .from = cmd,
        .country = cmd->country.n > 0 ? cmd->country : account->country,
        .most_bytes = plan->max_upload_bytes,
        .list = list_one,
        .self = &im,
    };
    TRY(suppression_sheet_read(ports, scope, &sheet, ret));
    return im.hung_up == ERR_OK ? ERR_OK : FAIL(&scope->error, im.hung_up, im.slug);
}
