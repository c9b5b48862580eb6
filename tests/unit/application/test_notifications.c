/* tests/unit/application/test_notifications.c - what people and their programs hear of. */
#include "support/world.h"

#include "application/commands/keep_webhook_endpoints.h"
#include "application/commands/notifications.h"
#include "application/event_handlers/subscriptions.h"

static void given_told_why(struct world *w, enum event_type type, int64_t version,
                           const char *reason)
{
    struct event_list events = { 0 };
    int64_t handled;

    event_list_add(&events, &w->d.arena,
                   (struct event){ .type = type,
                                   .account = w->d.account.id,
                                   .at = w->d.clock.wall,
                                   .campaign = w->d.campaign.id,
                                   .detail = str_from_c(reason),
                                   .count = SOME_I64(7) });
    memory_publish(w->d.store, scope_of(w), &events, w->d.campaign.id.v, version);
    expect_ok(handle_events(&w->ports, scope_global(w), CONSUMER_NOTIFICATION, &handled));
}

static void given_told(struct world *w, enum event_type type, int64_t version)
{
    given_told_why(w, type, version, "");
}

static struct page told(struct world *w, struct scope *scope, bool unread)
{
    struct page_query query = { .limit = 50 };
    struct page page;

    if (unread)
        query.filters[query.n++] = (struct filter){ STR("unread"), FILTER_EQ, STR("true") };
    expect_ok(list_notifications(&w->ports, scope, &query, &page));
    return page;
}

static void event__is_told_once_in_the_accounts_list(void **state)
{
    struct world *w = *state;
    const struct notification *first;
    struct page page;

    given_told(w, EVENT_BATCH_COMMITTED, 3);
    given_told(w, EVENT_BATCH_COMMITTED, 3); /* the same fact */
    given_told(w, EVENT_CAMPAIGN_PAUSED, 4); /* of no interest here */
    given_told(w, EVENT_CAMPAIGN_DONE, 5);
    page = told(w, scope_of(w), false);

    first = page.items;
    assert_int_equal(page.n, 2);
    assert_true(first->unread);
    assert_true(str_starts(first->title, STR("notice.batch.committed.title")));
    assert_true(ID_EQ(first->campaign, w->d.campaign.id));
    assert_int_equal(told(w, scope_elsewhere(w), false).n, 0);
}

static void file__is_told_without_a_campaign_when_it_is_of_none(void **state)
{
    struct world *w = *state;
    struct page page;

    given_told(w, EVENT_EXPORT_READY, 3);
    w->d.campaign.id = (struct campaign_id){ 0 };
    given_told(w, EVENT_EXPORT_READY, 4);
    page = told(w, scope_of(w), false);

    assert_int_equal(page.n, 2);
    for (size_t i = 0; i < page.n; i++) {
        const struct notification *n = &((const struct notification *)page.items)[i];

        assert_true(str_starts(n->text, STR("notice.export.ready.text")));
        assert_int_equal(str_starts(n->text, STR("notice.export.ready.text_alone")),
                         ID_NONE(n->campaign));
    }
}

static struct scope *reading(struct world *w, const char *language)
{
    struct scope *scope = scope_of(w);

    scope->language = str_from_c(language);
    return scope;
}

static void notice__is_told_in_the_language_of_whoever_reads_it(void **state)
{
    struct world *w = *state;
    const struct notification *n;
    struct notification *read;

    given_told_why(w, EVENT_BATCH_FAILED, 3, "sheet.damaged");
    n = told(w, scope_of(w), false).items; /* who does not say is told in the account's */
    expect_str(n->title, "notice.batch.failed.title campaign=Noviembre reason=sheet.damaged "
                         "count=7");
    n = told(w, reading(w, "en"), false).items;
    expect_str(n->title, "en:notice.batch.failed.title campaign=Noviembre "
                         "reason=en:sheet.damaged count=7");
    expect_str(n->text, "en:notice.batch.failed.text campaign=Noviembre "
                        "reason=en:sheet.damaged count=7");
    expect_str(n->campaign_name, "Noviembre");
    expect_str(n->reason, "sheet.damaged");
    assert_int_equal(n->count.v, 7);

    expect_ok(read_notification(&w->ports, reading(w, "en"), n->id, &read));
    assert_true(str_starts(read->text, STR("en:notice.batch.failed.text")));
    n = told(w, reading(w, "es"), false).items; /* what one reader saw is not kept for another */
    assert_true(str_starts(n->text, STR("notice.batch.failed.text")));
}

static void notice__keeps_the_name_that_the_campaign_had(void **state)
{
    struct world *w = *state;
    struct campaign campaign = w->d.campaign;
    const struct notification *n;

    given_told(w, EVENT_CAMPAIGN_DONE, 3);
    campaign.name = STR("Diciembre");
    keep_campaign(w, &campaign);
    n = told(w, reading(w, "en"), false).items;

    assert_int_not_equal(str_find(n->text, STR("campaign=Noviembre")), SIZE_MAX);
}

static void notice__that_is_only_text_is_told_as_it_was_written(void **state)
{
    struct world *w = *state;
    const struct notification old = { .id = { given_id(&w->d) },
                                      .account = w->d.account.id,
                                      .version = 1,
                                      .type = EVENT_BATCH_FAILED,
                                      .title = STR("No se pudo importar un lote"),
                                      .text = STR("El lote de Noviembre no se importó."),
                                      .campaign = w->d.campaign.id,
                                      .unread = true,
                                      .created_at = w->d.clock.wall };
    const struct notification *n;
    struct notification *read;

    memory_put(w->d.store, &notification_record, &old);
    expect_ok(read_notification(&w->ports, reading(w, "en"), old.id, &read));
    expect_str(read->text, "El lote de Noviembre no se importó.");
    n = told(w, reading(w, "en"), false).items;
    expect_str(n->title, "No se pudo importar un lote");
    expect_str(n->text, "El lote de Noviembre no se importó.");
    assert_false(n->count.has);
}

static void notification__is_read_one_by_one_and_all_at_once(void **state)
{
    struct world *w = *state;
    struct notification_id id;
    struct notification *n;
    struct page page;

    given_told(w, EVENT_BATCH_COMMITTED, 3);
    given_told(w, EVENT_CAMPAIGN_DONE, 4);
    given_told(w, EVENT_EXPORT_READY, 5);
    id = ((const struct notification *)told(w, scope_of(w), true).items)->id;
    expect_ok(read_notification(&w->ports, scope_of(w), id, &n));
    assert_true(n->read_at.has);
    assert_int_equal(told(w, scope_of(w), true).n, 2);
    expect_refused(w, read_notification(&w->ports, scope_elsewhere(w), id, &n), ERR_NOT_FOUND,
                   "notification.not_found");
    expect_forbidden(w,
                     read_notification(&w->ports, scope_with(w, all_but(PERMISSION_READ)), id, &n));

    expect_forbidden(w, list_notifications(&w->ports, scope_with(w, all_but(PERMISSION_READ)),
                                           &(struct page_query){ 0 }, &page));
    expect_ok(read_all_notifications(&w->ports, scope_of(w)));
    assert_int_equal(told(w, scope_of(w), true).n, 0);
    assert_int_equal(told(w, scope_of(w), false).n, 3);
}

static void settings__say_what_is_mailed(void **state)
{
    struct world *w = *state;
    struct str low[] = { STR("wallet.low") }, call[] = { STR("call.ended") };
    struct notification_settings settings;

    expect_ok(read_notification_settings(&w->ports, scope_of(w), &settings));
    assert_int_equal(settings.mailed.n, settings.mailable.n);
    expect_ok(change_notification_settings(
        &w->ports, scope_of(w), &(struct change_notification_settings){ { low, 1 } }, &settings));
    assert_int_equal(settings.mailed.n, 1);
    given_told(w, EVENT_CAMPAIGN_DONE, 4);
    assert_int_equal(w->mails.n, 0);

    expect_refused(w,
                   change_notification_settings(
                       &w->ports, scope_of(w),
                       &(struct change_notification_settings){ { call, 1 } }, &settings),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "mailed"), "notification.not_mailable");
    expect_forbidden(w, change_notification_settings(
                            &w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)),
                            &(struct change_notification_settings){ { low, 1 } }, &settings));
}

/* -- webhook endpoints -- */

static struct webhook_endpoint wanted(const char *url)
{
    return (struct webhook_endpoint){ .url = str_from_c(url), .description = STR("") };
}

static void endpoint__shows_its_secret_once(void **state)
{
    struct world *w = *state;
    struct webhook_endpoint asked = wanted("https://hooks.cobros.co/x"), changed, *ret;
    struct created_webhook_endpoint made, renewed;

    expect_ok(create_webhook_endpoint(&w->ports, scope_of(w), &asked, &made));
    assert_true(str_starts(made.secret, STR("whsec_")));
    assert_true(
        str_ends(made.secret, str_slice(made.endpoint.secret_hint, made.endpoint.secret_hint.n - 4,
                                        made.endpoint.secret_hint.n)));
    changed = made.endpoint;
    changed.secret = STR_NONE; /* as a request brings it */
    changed.disabled = true;
    expect_ok(change_webhook_endpoint(&w->ports, scope_of(w), &changed, &ret));
    assert_true(str_eq(ret->secret, made.secret));
    expect_ok(renew_webhook_secret(&w->ports, scope_of(w), ret->id, &renewed));
    assert_false(str_eq(renewed.secret, made.secret));
    assert_true(renewed.endpoint.disabled);
}

static void endpoint__is_checked(void **state)
{
    struct world *w = *state;
    struct webhook_endpoint asked = wanted("https://10.0.0.1/x");
    struct str events[] = { STR("call.settled"), STR("password.forgotten") };
    struct created_webhook_endpoint made;

    asked.events.items = events;
    asked.events.n = 2;
    expect_refused(w, create_webhook_endpoint(&w->ports, scope_of(w), &asked, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "url"), "url.private_address");
    assert_string_equal(field_slug(w, "events"), "webhook_endpoint.unknown_event");
    asked = wanted("https://hooks.cobros.co/x");
    for (int i = 0; i < WEBHOOK_ENDPOINTS_MOST; i++)
        expect_ok(create_webhook_endpoint(&w->ports, scope_of(w), &asked, &made));
    expect_refused(w, create_webhook_endpoint(&w->ports, scope_of(w), &asked, &made),
                   ERR_PRECONDITION, "webhook_endpoint.too_many");
}

static void endpoint__is_the_accounts_own(void **state)
{
    struct world *w = *state;
    struct webhook_endpoint asked = wanted("https://hooks.cobros.co/x"), *ret;
    const permission_set others = all_but(PERMISSION_MANAGE_ACCOUNT);
    struct created_webhook_endpoint made, again;

    expect_ok(create_webhook_endpoint(&w->ports, scope_of(w), &asked, &made));
    struct webhook_endpoint_id id = made.endpoint.id;
    expect_forbidden(w, create_webhook_endpoint(&w->ports, scope_with(w, others), &asked, &again));
    expect_forbidden(w, renew_webhook_secret(&w->ports, scope_with(w, others), id, &again));
    expect_forbidden(w, remove_webhook_endpoint(&w->ports, scope_with(w, others), id));
    expect_refused(w, change_webhook_endpoint(&w->ports, scope_elsewhere(w), &made.endpoint, &ret),
                   ERR_NOT_FOUND, "webhook_endpoint.not_found");
    expect_refused(w, remove_webhook_endpoint(&w->ports, scope_elsewhere(w), id), ERR_NOT_FOUND,
                   "webhook_endpoint.not_found");
    expect_ok(remove_webhook_endpoint(&w->ports, scope_of(w), id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(event__is_told_once_in_the_accounts_list),
        WORLD_TEST(file__is_told_without_a_campaign_when_it_is_of_none),
        WORLD_TEST(notice__is_told_in_the_language_of_whoever_reads_it),
        WORLD_TEST(notice__keeps_the_name_that_the_campaign_had),
        WORLD_TEST(notice__that_is_only_text_is_told_as_it_was_written),
        WORLD_TEST(notification__is_read_one_by_one_and_all_at_once),
        WORLD_TEST(settings__say_what_is_mailed),
        WORLD_TEST(endpoint__shows_its_secret_once),
        WORLD_TEST(endpoint__is_checked),
        WORLD_TEST(endpoint__is_the_accounts_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
