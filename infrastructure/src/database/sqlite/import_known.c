/* database/sqlite/import_known.c - what an account knows of numbers, many at a time. Sorted hashes
 * fall on the same pages. */
#include "database/sqlite/import_known.h"

#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "domain/models/person.h"

static const struct statement any_phone =
    STATEMENT("SELECT 1 FROM job_phones WHERE account = ?1 LIMIT 1");
static const struct statement any_person =
    STATEMENT("SELECT 1 FROM persons WHERE account = ?1 LIMIT 1");
static const struct statement campaigns_of = STATEMENT(
    "SELECT p.campaign FROM job_phones AS p JOIN import_batches AS b ON b.account ="
    " p.account AND b.batch = p.batch WHERE p.account = ?1 AND p.hash = ?2 AND b.seen = 1");
static const struct statement find_person =
    STATEMENT("SELECT {persons} FROM persons WHERE account = ?1 AND id = ?2");

struct asking {
    struct connection *reader;
    struct scope *scope;
    struct campaign_id campaign;
    bool phones, persons; /* the account has any */
};

static enum err has_any(const struct asking *a, const struct statement *statement, bool *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *ask = statement_begin(a->reader, statement);

    bind_id(ask, 1, &a->scope->account.v);
    return statement_step(ask, ret, &a->scope->error);
}

static enum err ask_phones(const struct asking *a, struct phone_hash_id hash,
                           struct phone_known *known)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(a->reader, &campaigns_of);
    bool row;

    bind_id(find, 1, &a->scope->account.v);
    bind_id(find, 2, &hash.v);
    for (;;) {
        TRY(statement_step(find, &row, &a->scope->error));
        if (!row)
            return ERR_OK;
        if (id128_eq(column_id(find, 0), a->campaign.v))
            known->in_campaign = true;
        else
            known->elsewhere = true;
    }
}

static struct opt_instant newest_contact(const struct person *person)
{
    struct opt_instant newest = { 0 };

    for (size_t i = 0; i < person->touches.n; i++) {
        const struct touch *touch = &person->touches.items[i];

        if (touch->contact && (!newest.has || instant_before(newest.v, touch->at)))
            newest = SOME_INSTANT(touch->at);
    }
    return newest;
}

static enum err ask_person(const struct asking *a, struct phone_hash_id hash,
                           struct phone_known *known)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(a->reader, &find_person);
    const struct person *person;
    void *object;
    bool row;

    bind_id(find, 1, &a->scope->account.v);
    bind_id(find, 2, &hash.v);
    TRY(statement_step(find, &row, &a->scope->error));
    if (!row)
        return ERR_OK;
    TRY(row_read_whole(find, 0, a->reader, &person_record, a->scope->arena, &object,
                       &a->scope->error));
    person = object;
    known->suppressed = person_is_suppressed(person, a->scope->now);
    known->reached_at = newest_contact(person);
    return ERR_OK;
}

enum err imports_known(void *self, struct scope *scope, struct campaign_id campaign,
                       const struct phone_hash_id *hashes, size_t n, struct phone_known *ret)
{
    CLEANUP(snapshot_end) struct connection *reader = reader_lease(self);
    struct asking a = { .reader = reader, .scope = scope, .campaign = campaign };

    TRY(snapshot_begin(reader, &scope->error));
    TRY(has_any(&a, &any_phone, &a.phones));
    TRY(has_any(&a, &any_person, &a.persons));
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct phone_known){ 0 };
        if (a.phones)
            TRY(ask_phones(&a, hashes[i], &ret[i]));
        if (a.persons)
            TRY(ask_person(&a, hashes[i], &ret[i]));
    }
    return ERR_OK;
}

static const struct statement *const statements[] = { &any_phone, &any_person, &campaigns_of,
                                                      &find_person };
const struct store_part import_known_part = { .name = "import_known",
                                              .statements = statements,
                                              .n_statements = ARRAY_LEN(statements) };
