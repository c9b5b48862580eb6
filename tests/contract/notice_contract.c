/* tests/contract/notice_contract.c - a notice keeps in every store what its sentences are made of:
 * who reads it in another language than the account's is told all of it. */
#include "contract/given_gadgets.h"

#include "application/commands/notifications.h"
#include "application/event_handlers/subscriptions.h"
#include "domain/models/batch.h"
#include "domain/models/campaign.h"
#include "fakes/plain_wording.h"

static struct ports ports_of(struct given *g)
{
    return (struct ports){ .records = g->adapter->records,
                           .clock = fixed_clock_port(g->adapter->clock),
                           .wording = plain_wording() };
}

static struct campaign_id given_campaign(struct given *g)
{
    struct campaign campaign = { .id = { given_id(g) },
                                 .status = CAMPAIGN_RUNNING,
                                 .name = STR("Noviembre") };

    expect_ok(VIA(g->adapter->records, save, &g->scope, &campaign_record, &campaign, NULL));
    return campaign.id;
}

static struct batch_id given_batch(struct given *g)
{
    static struct str_pair facts[] = { { STR_INIT("part"), STR_INIT("xl/workbook.xml") },
                                       { STR_INIT("row"), STR_INIT("12") } };
    struct batch batch = { .id = { given_id(g) },
                           .status = BATCH_FAILED,
                           .failure = STR("sheet.damaged"),
                           .failure_facts = { facts, ARRAY_LEN(facts) } };

    expect_ok(VIA(g->adapter->records, save, &g->scope, &batch_record, &batch, NULL));
    return batch.id;
}

static void given_failed_batch(struct given *g)
{
    const struct ports ports = ports_of(g);
    const struct event failed = { .account = g->scope.account,
                                  .type = EVENT_BATCH_FAILED,
                                  .aggregate = given_id(g),
                                  .version = 2,
                                  .ordinal = 1,
                                  .at = g->scope.now,
                                  .campaign = given_campaign(g),
                                  .batch = given_batch(g),
                                  .detail = STR("sheet.damaged"),
                                  .count = SOME_I64(1284) };

    expect_ok(handle_event_now(&ports, &g->scope, CONSUMER_NOTIFICATION, &failed));
}

static const struct notification *the_notice(struct given *g, const char *language)
{
    const struct ports ports = ports_of(g);
    struct scope scope = g->scope;
    struct page page;

    scope.language = str_from_c(language);
    expect_ok(list_notifications(&ports, &scope, &(struct page_query){ .limit = 10 }, &page));
    assert_int_equal(page.n, 1);
    return page.items;
}

static void notice__is_read_in_each_language_with_count_and_reason(void **state)
{
    struct given *g = *state;
    const struct notification *n;

    given_failed_batch(g);
    adapter_reopen(g->adapter);

    n = the_notice(g, "es");
    expect_str(n->text, "notice.batch.failed.text campaign=Noviembre reason=sheet.damaged "
                        "part=xl/workbook.xml row=12 count=1284");
    n = the_notice(g, "en");
    expect_str(n->text, "en:notice.batch.failed.text campaign=Noviembre "
                        "reason=en:sheet.damaged part=xl/workbook.xml row=12 count=1284");
    expect_str(n->reason, "sheet.damaged");
    assert_int_equal(n->count.v, 1284);
}

static void notice__that_somebody_has_read_is_told_to_the_next_in_theirs(void **state)
{
    struct given *g = *state;
    const struct ports ports = ports_of(g);
    struct scope scope = g->scope;
    struct notification *read;

    given_failed_batch(g);
    scope.language = STR("en");
    expect_ok(read_notification(&ports, &scope, the_notice(g, "en")->id, &read));
    assert_true(str_starts(read->text, STR("en:")));

    assert_false(the_notice(g, "es")->unread);
    assert_true(str_starts(the_notice(g, "es")->text, STR("notice.batch.failed.text")));
}

static void notice__that_is_only_text_is_told_as_it_was_written(void **state)
{
    struct given *g = *state;
    const struct ports ports = ports_of(g);
    struct notification old = { .id = { given_id(g) },
                                .type = EVENT_BATCH_COMMITTED,
                                .title = STR("Lote importado"),
                                .text = STR("El lote quedó importado. Gestiones: 1284."),
                                .unread = true,
                                .created_at = g->scope.now };
    struct notification *read;

    expect_ok(VIA(g->adapter->records, save, &g->scope, &notification_record, &old, NULL));
    expect_ok(read_notification(&ports, &g->scope, old.id, &read));

    assert_false(the_notice(g, "en")->count.has);
    expect_str(the_notice(g, "en")->title, "Lote importado");
    expect_str(the_notice(g, "en")->text, "El lote quedó importado. Gestiones: 1284.");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(notice__is_read_in_each_language_with_count_and_reason),
        TEST(notice__that_somebody_has_read_is_told_to_the_next_in_theirs),
        TEST(notice__that_is_only_text_is_told_as_it_was_written),
    };

    return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
