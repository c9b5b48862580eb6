/* tests/unit/application/test_read_records.c - who may see what of people. */
#include "support/world.h"

#include "application/queries/admin_accounts.h"
#include "application/queries/read_records.h"
#include "domain/models/call.h"
#include "domain/models/connection.h"
#include "domain/models/export.h"
#include "domain/models/invitation.h"
#include "domain/models/suppression.h"
#include "domain/models/user.h"

static const permission_set viewer =
    PERMISSION_BIT(PERMISSION_NONE) | PERMISSION_BIT(PERMISSION_READ);
static const struct page_query ten = { .limit = 10 };

static const struct job *read_job(struct world *w, struct job_id id, permission_set permissions)
{
    void *found;

    expect_ok(read_record(&w->ports, scope_with(w, permissions), &job_record, id.v, &found));
    return found;
}

static const struct call *only_call(struct world *w, permission_set permissions)
{
    struct page page;

    expect_ok(list_records(&w->ports, scope_with(w, permissions), &call_record, &ten, &page));
    assert_int_equal(page.n, 1);
    return page.items;
}

static void job__shows_its_person_to_those_who_may(void **state)
{
    struct world *w = *state;
    struct job_id id = given_job(&w->d);

    const struct job *job = read_job(w, id, permission_all());

    expect_str(job->name, "Ana");
    expect_str(job->phones.items[0].phone.e164, "+573000000001");
    assert_int_equal(job->variables.n, 2);
}

static void job__hides_its_person_from_a_viewer(void **state)
{
    struct world *w = *state;
    struct job_id id = given_job(&w->d);

    const struct job *job = read_job(w, id, viewer);

    assert_int_equal(job->name.n, 0);
    expect_str(job->phones.items[0].phone.e164, "+57••••••••01");
    assert_int_equal(job->variables.n, 0);
    assert_int_equal(job->row, 1);                              /* what is not the person's stays */
    expect_str(read_job(w, id, permission_all())->name, "Ana"); /* the store was left alone */
}

static void call__hides_what_was_said_from_a_viewer(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, GIVEN_MONEY);
    given_settled(w, 30, "call_1");

    expect_str(only_call(w, permission_all())->transcript, "Agente: Hola");
    expect_str(only_call(w, permission_all())->phone.e164, "+573000000001");
    assert_int_equal(only_call(w, viewer)->transcript.n, 0);
    assert_int_equal(only_call(w, viewer)->recording_url.n, 0);
    assert_int_equal(only_call(w, viewer)->name.n, 0);
    expect_str(only_call(w, viewer)->phone.e164, "+57••••••••01");
    assert_int_equal(only_call(w, viewer)->outcome, OUTCOME_TALKED);
}

/* "Was this number called?" is a question about a person: the answer need not show it. */
static void call__hides_what_it_cost_from_who_may_not_read_money(void **state)
{
    struct world *w = *state;
    struct call call = { .account = w->d.account.id,
                         .version = 1,
                         .charge = { true, AMOUNT(60000, UNIT_USD) },
                         .cost_micros = SOME_I64(7000) };
    permission_set operates = role_permissions(ROLE_OPERATOR);

    call.id = (struct call_id){ given_id(&w->d) };
    memory_put(w->d.store, &call_record, &call);

    assert_false(only_call(w, operates)->charge.has);
    assert_false(only_call(w, operates)->cost_micros.has);
    assert_int_equal(only_call(w, role_permissions(ROLE_ADMIN))->charge.v.units, 60000);
    assert_int_equal(only_call(w, role_permissions(ROLE_ADMIN))->cost_micros.v, 7000);
}

static void job__hides_what_is_held_from_who_may_not_read_money(void **state)
{
    struct world *w = *state;
    struct job_id id;

    given_funds(&w->d, GIVEN_MONEY);
    id = given_dialed(&w->d).at.job;

    assert_int_equal(read_job(w, id, role_permissions(ROLE_OPERATOR))->attempt.hold.unit, 0);
    assert_int_equal(
        read_job(w, id, role_permissions(ROLE_OPERATOR))->attempt.tariff.per_minute.unit, 0);
    assert_int_not_equal(read_job(w, id, role_permissions(ROLE_ADMIN))->attempt.hold.units, 0);
    assert_int_equal(read_job(w, id, role_permissions(ROLE_ADMIN))->attempt.tariff.per_minute.units,
                     60000);
}

static void list__is_not_searched_for_a_person_by_a_viewer(void **state)
{
    struct world *w = *state;
    const struct page_query of_ana = {
        .filters = { { STR("phone"), FILTER_EQ, STR("+573000000001") } }, .n = 1, .limit = 10
    };
    struct page page;

    given_funds(&w->d, GIVEN_MONEY);
    given_settled(w, 30, "call_1");

    expect_ok(
        list_records(&w->ports, scope_with(w, permission_all()), &call_record, &of_ana, &page));
    assert_int_equal(page.n, 1);
    expect_forbidden(w,
                     list_records(&w->ports, scope_with(w, viewer), &call_record, &of_ana, &page));
}

static void list__is_searched_for_a_phone_as_people_write_it(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *said;
        size_t found;
    } cases[] = {
        { "300 000 0001", 1 }, { "+57 3000000001", 1 }, { "3000000002", 0 }, { "Ana", 0 }
    };

    given_funds(&w->d, GIVEN_MONEY);
    given_settled(w, 30, "call_1");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct page_query asked = { .filters = { { STR("phone"), FILTER_EQ,
                                                         str_from_c(cases[i].said) } },
                                          .n = 1,
                                          .limit = 10 };
        struct page page;

        expect_ok(list_records(&w->ports, scope_of(w), &call_record, &asked, &page));
        assert_int_equal(page.n, cases[i].found);
    }
}

/* A record as somebody may make it tomorrow. */
struct note {
    struct str_list cells;
    struct str picture, open;
};
static const struct field note_fields[] = {
    FIELD_STRS(struct note, cells, FIELD_SENSITIVE, 8),
    FIELD_BYTES(struct note, picture, FIELD_SENSITIVE, 64),
    FIELD_STR(struct note, open, 0, 0, 64),
};
static const struct record note_record = RECORD("notes", struct note, note_fields);

static void people__are_hidden_in_fields_of_every_kind(void **state)
{
    struct world *w = *state;
    struct str cells[] = { STR("Ana"), STR("+573000000001") };
    struct note note = { { cells, 2 }, STR("x"), STR("todos") };

    hide_unpermitted(scope_with(w, permission_all()), &note_record, &note);
    assert_int_equal(note.cells.n, 2);
    hide_unpermitted(scope_with(w, viewer), &note_record, &note);
    assert_int_equal(note.cells.n, 0);
    assert_int_equal(note.picture.n, 0);
    expect_str(note.open, "todos");
}

static void secrets__are_hidden_from_the_platform_too(void **state)
{
    struct world *w = *state;
    void *found;

    scope_with(w, PERMISSION_BIT(PERMISSION_PLATFORM))->account = (struct account_id){ 0 };
    expect_ok(read_record(&w->ports, &w->scope, &connection_record, w->d.connection.id.v, &found));

    assert_int_equal(((struct connection *)found)->api_key.n, 0);
}

static void record__asks_the_permission_of_its_kind(void **state)
{
    struct world *w = *state;
    const struct {
        const struct record *record;
        enum permission permission;
    } kinds[] = {
        { &account_record, PERMISSION_READ },
        { &campaign_record, PERMISSION_READ },
        { &batch_record, PERMISSION_READ },
        { &job_record, PERMISSION_READ },
        { &call_record, PERMISSION_READ },
        { &script_record, PERMISSION_READ },
        { &number_record, PERMISSION_READ },
        { &invitation_record, PERMISSION_MANAGE_ACCOUNT },
        { &api_key_record, PERMISSION_MANAGE_ACCOUNT },
        { &suppression_record, PERMISSION_READ_PEOPLE },
        { &export_record, PERMISSION_READ_PEOPLE },
        { &connection_record, PERMISSION_PLATFORM },
        { &user_record, PERMISSION_PLATFORM }, /* in no list, as the next: nobody else's */
        { &person_record, PERMISSION_PLATFORM },
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const permission_set without = all_but(kinds[i].permission);
        struct page page;
        void *found;

        expect_forbidden(
            w, list_records(&w->ports, scope_with(w, without), kinds[i].record, &ten, &page));
        expect_forbidden(w, read_record(&w->ports, scope_with(w, without), kinds[i].record,
                                        w->d.campaign.id.v, &found));
        expect_ok(list_records(&w->ports, scope_with(w, PERMISSION_BIT(kinds[i].permission)),
                               kinds[i].record, &ten, &page));
    }
}

static void record__of_another_account_does_not_exist(void **state)
{
    struct world *w = *state;
    struct job_id job = given_job(&w->d);
    struct page page;
    void *found;

    expect_refused(
        w, read_record(&w->ports, scope_elsewhere(w), &campaign_record, w->d.campaign.id.v, &found),
        ERR_NOT_FOUND, "campaign.not_found");
    expect_refused(w, read_record(&w->ports, scope_elsewhere(w), &job_record, job.v, &found),
                   ERR_NOT_FOUND, "job.not_found");
    expect_ok(list_records(&w->ports, scope_elsewhere(w), &campaign_record, &ten, &page));
    assert_int_equal(page.n, 0);
}

static void accounts__are_listed_for_the_platform_alone(void **state)
{
    struct world *w = *state;
    struct page page;

    const struct accounts_query all = { .page = ten };

    expect_forbidden(w, list_accounts(&w->ports, scope_with(w, permission_all()), &all, &page));
    expect_ok(list_accounts(&w->ports, scope_global(w), &all, &page));
    assert_int_equal(page.n, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(job__shows_its_person_to_those_who_may),
        WORLD_TEST(job__hides_its_person_from_a_viewer),
        WORLD_TEST(call__hides_what_was_said_from_a_viewer),
        WORLD_TEST(list__is_not_searched_for_a_person_by_a_viewer),
        WORLD_TEST(list__is_searched_for_a_phone_as_people_write_it),
        WORLD_TEST(people__are_hidden_in_fields_of_every_kind),
        WORLD_TEST(secrets__are_hidden_from_the_platform_too),
        WORLD_TEST(record__asks_the_permission_of_its_kind),
        WORLD_TEST(record__of_another_account_does_not_exist),
        WORLD_TEST(accounts__are_listed_for_the_platform_alone),
        WORLD_TEST(call__hides_what_it_cost_from_who_may_not_read_money),
        WORLD_TEST(job__hides_what_is_held_from_who_may_not_read_money),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
