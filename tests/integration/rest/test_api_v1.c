/* tests/integration/rest/test_api_v1.c - the product's own routes, from HTTP to the record store:
 * one account's keys, records and lists, and nobody else's. */
#include "given_api.h"

static void campaign__is_made_read_and_listed(void **state)
{
    struct fixture *f = *state;
    struct answer made = given_campaign(f, "Mora 30", NULL);
    struct answer read = ask(f, OWNER, "GET", campaign_path(f, made), NULL, NULL);
    struct answer list =
        ask(f, OWNER, "GET", "/api/v1/campaigns?status=draft&limit=10", NULL, NULL);
    int64_t starts;

    assert_int_equal(made.status, 201);
    expect_str(text_of(made, "status"), "draft");
    assert_true(json_i64(json_path(made.json, "pacing.starts_per_minute"), &starts));
    assert_int_equal(starts, 60);
    assert_null(json_get(made.json, "account"));
    assert_int_equal(read.status, 200);
    assert_true(str_eq(read.text, made.text));
    assert_int_equal(json_size(json_get(list.json, "items")), 1);
    list = ask(f, OWNER, "GET", "/api/v1/campaigns?status=running", NULL, NULL);
    assert_int_equal(json_size(json_get(list.json, "items")), 0);
}

static void campaign__of_another_account_does_not_exist(void **state)
{
    struct fixture *f = *state;
    struct answer made = given_campaign(f, "Mora 30", NULL);
    struct answer foreign = ask(f, OTHER, "GET", campaign_path(f, made), NULL, NULL);
    struct answer missing = ask(f, OTHER, "GET", "/api/v1/campaigns/cmp_x", NULL, NULL);
    struct answer list = ask(f, OTHER, "GET", "/api/v1/campaigns", NULL, NULL);

    assert_int_equal(foreign.status, 404);
    expect_str(text_of(foreign, "code"), "campaign.not_found");
    assert_int_equal(missing.status, 404);
    expect_str(text_of(missing, "code"), "campaign.not_found");
    assert_int_equal(json_size(json_get(list.json, "items")), 0);
}

static void campaign__is_changed_in_the_version_that_was_read(void **state)
{
    struct fixture *f = *state;
    struct answer made = given_campaign(f, "Mora 30", NULL);
    const char *stale[] = { "If-Match: \"9\"", NULL }, *right[] = { "If-Match: \"1\"", NULL };
    const char *change = "{\"pacing\":{\"max_active\":3}}";
    int64_t n;

    struct answer refused = ask(f, OWNER, "PATCH", campaign_path(f, made), change, stale);
    struct answer changed = ask(f, OWNER, "PATCH", campaign_path(f, made), change, right);

    assert_int_equal(refused.status, 412);
    expect_str(text_of(refused, "code"), "record.stale");
    assert_int_equal(changed.status, 200);
    assert_true(json_i64(json_path(changed.json, "pacing.max_active"), &n) && n == 3);
    assert_true(json_i64(json_path(changed.json, "pacing.starts_per_minute"), &n) && n == 60);
    expect_str(text_of(changed, "name"), "Mora 30");
    assert_true(str_find(changed.head, STR("ETag: \"2\"\r\n")) != SIZE_MAX);
}

static void script__keeps_what_it_said_before(void **state)
{
    struct fixture *f = *state;
    const char *preview = "{\"instructions\":\"Hola {{nombre}}, {{saldo}}.\","
                          "\"variables\":{\"nombre\":\"Ana\"}}";
    struct answer made = ask(f, OWNER, "POST", "/api/v1/scripts",
                             "{\"name\":\"G\",\"instructions\":\"Uno.\"}", NULL);
    const char *path =
        str_format(&f->arena, "/api/v1/scripts/%.*s", STR_ARG(text_of(made, "id"))).p;
    struct answer changed = ask(f, OWNER, "PATCH", path, "{\"instructions\":\"Dos.\"}", NULL);
    const char *versions = str_format(&f->arena, "%s/versions", path).p;
    struct answer list = ask(f, OWNER, "GET", versions, NULL, NULL);
    struct answer first =
        ask(f, OWNER, "GET", str_format(&f->arena, "%s/1", versions).p, NULL, NULL);
    struct answer none =
        ask(f, OWNER, "GET", str_format(&f->arena, "%s/x", versions).p, NULL, NULL);
    struct answer restored =
        ask(f, OWNER, "POST", str_format(&f->arena, "%s/1/restore", versions).p, NULL, NULL);
    struct answer shown = ask(f, OWNER, "POST", "/api/v1/scripts/preview", preview, NULL);

    assert_int_equal(changed.status, 200);
    assert_int_equal(json_size(json_get(list.json, "items")), 2);
    expect_str(text_of(first, "instructions"), "Uno.");
    assert_int_equal(none.status, 404);
    expect_str(text_of(restored, "instructions"), "Uno.");
    assert_int_equal(ask(f, OTHER, "GET", versions, NULL, NULL).status, 404);
    assert_int_equal(shown.status, 200);
    expect_str(text_of(shown, "instructions"), "Hola Ana, {{saldo}}.");
    assert_int_equal(json_size(json_get(shown.json, "missing")), 1);
}

static void campaign__is_made_once_by_one_key(void **state)
{
    struct fixture *f = *state;
    struct answer first = given_campaign(f, "Mora 30", "Idempotency-Key: 0123456789abcdef");
    struct answer again = given_campaign(f, "Mora 30", "Idempotency-Key: 0123456789abcdef");
    struct answer list = ask(f, OWNER, "GET", "/api/v1/campaigns", NULL, NULL);

    assert_int_equal(again.status, 201);
    assert_true(str_eq(first.text, again.text));
    assert_true(str_find(first.head, STR("Idempotent-Replayed")) == SIZE_MAX);
    assert_true(str_find(again.head, STR("Idempotent-Replayed: true\r\n")) != SIZE_MAX);
    assert_int_equal(json_size(json_get(list.json, "items")), 1);
}

static void campaign__is_made_once_by_one_key_even_if_its_answer_was_lost(void **state)
{
    struct fixture *f = *state;
    struct answer first = given_campaign(f, "Mora 30", "Idempotency-Key: 0123456789abcdef");

    memory_answers_free(f->answers);
    f->answers = memory_answers_new();
    f->ports.answers = memory_answer_store(f->answers);
    struct answer again = given_campaign(f, "Mora 30", "Idempotency-Key: 0123456789abcdef");

    assert_int_equal(again.status, 201);
    assert_true(str_eq(first.text, again.text));
    assert_true(str_find(again.head, STR("Idempotent-Replayed: true\r\n")) != SIZE_MAX);
}

static void key__of_another_request_is_refused(void **state)
{
    struct fixture *f = *state;
    struct answer first = given_campaign(f, "Mora 30", "Idempotency-Key: 0123456789abcdef");
    struct answer other = given_campaign(f, "Mora 60", "Idempotency-Key: 0123456789abcdef");

    assert_int_equal(first.status, 201);
    assert_int_equal(other.status, 422);
    expect_str(text_of(other, "code"), "idempotency.other_request");
}

/* It may tell what was shown once, or what its asker alone may see. */
static void answer__is_given_again_to_those_alone_who_may_as_much(void **state)
{
    struct fixture *f = *state;
    const char *once[] = { "Idempotency-Key: 0123456789abcdef", NULL };
    const char *body = "{\"name\":\"Mora 30\",\"max_call_ms\":120000}";
    const char *path = "/api/v1/campaigns";
    const char *lesser = "sk_test_writer_of_campaigns", *rotated = "sk_test_owner_once_more";

    given_key(f, f->account, lesser, "edit_campaigns");
    given_key(f, f->account, rotated, NULL);
    struct answer first = ask(f, OWNER, "POST", path, body, once);
    struct answer same = ask(f, rotated, "POST", path, body, once);
    struct answer less = ask(f, lesser, "POST", path, body, once);

    assert_int_equal(first.status, 201);
    assert_true(str_eq(first.text, same.text));
    assert_int_equal(less.status, 422);
    expect_str(text_of(less, "code"), "idempotency.other_request");
}

static void file_name__is_of_one_line(void **state)
{
    const char *bad[] = { "a%0Ab.csv", "a%0D.csv", "a%00.csv", "a%7f.csv", "%ff.csv", "" };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const char *headers[] = { str_format(&f->arena, "X-File-Name: %s", bad[i]).p,
                                  "Content-Type: application/octet-stream", "Content-Length: 0",
                                  "Idempotency-Key: 0123456789abcdef", NULL };
        struct answer a = ask(f, OWNER, "POST", "/api/v1/batches", NULL, headers);

        assert_int_equal(a.status, 422);
        expect_str(json_str(json_get(json_first(json_get(a.json, "errors")), "code")),
                   "http.file_name_needed");
    }
}

static void key__is_free_again_when_nothing_was_made(void **state)
{
    struct fixture *f = *state;
    struct answer wrong = given_campaign(f, "", "Idempotency-Key: 0123456789abcdef");
    struct answer right = given_campaign(f, "Mora 30", "Idempotency-Key: 0123456789abcdef");

    assert_int_equal(wrong.status, 422);
    assert_int_equal(right.status, 201);
}

static void key__does_what_its_scopes_say(void **state)
{
    struct fixture *f = *state;
    struct answer a;

    given_account(f, "sk_test_reader_of_a_third_one", "read");
    a = ask(f, "sk_test_reader_of_a_third_one", "GET", "/api/v1/campaigns", NULL, NULL);
    assert_int_equal(a.status, 200);
    a = ask(f, "sk_test_reader_of_a_third_one", "POST", "/api/v1/campaigns", "{\"name\":\"x\"}",
            NULL);
    assert_int_equal(a.status, 403);
    expect_str(text_of(a, "code"), "permission.missing");
    a = ask(f, "sk_test_that_nobody_ever_made", "GET", "/api/v1/campaigns", NULL, NULL);
    assert_int_equal(a.status, 401);
    assert_true(str_find(a.head, STR("WWW-Authenticate: Bearer\r\n")) != SIZE_MAX);
    a = ask(f, OWNER, "POST", "/api/v1/admin/accounts", "{}", NULL);
    assert_int_equal(a.status, 403);
}

static void account__is_the_keys_own(void **state)
{
    struct fixture *f = *state;
    struct answer a = ask(f, OWNER, "GET", "/api/v1/account", NULL, NULL);
    struct answer plans = ask(f, OWNER, "GET", "/api/v1/plans", NULL, NULL);
    struct str id = ID_TEXT(&f->arena, f->account);

    assert_int_equal(a.status, 200);
    assert_true(str_eq(text_of(a, "id"), id));
    assert_null(json_get(a.json, "data_key"));
    assert_int_equal(json_size(json_get(plans.json, "items")), 1);
}

static void upload__wants_a_key_and_a_name(void **state)
{
    static const char *const of_nameless[][2] = { { "file_name", "http.file_name_needed" } };
    static const char *const of_all[][2] = {
        { "file_name", "http.file_name_needed" }, { "campaign", "field.format" },
        { "country", "account.country_unknown" }, { "duplicates", "field.not_one_of" },
        { "reached_days", "field.too_big" },
    };
    struct fixture *f = *state;
    const char *keyed[] = { "Content-Type: application/octet-stream", "Content-Length: 0",
                            "Idempotency-Key: 0123456789abcdef", NULL };
    struct answer a = ask(f, OWNER, "POST", "/api/v1/batches", NULL, keyed + 3);

    assert_int_equal(a.status, 400);
    expect_str(text_of(a, "code"), "idempotency.required");
    a = ask(f, OWNER, "POST", "/api/v1/batches", NULL, keyed);
    expect_wrong(a, of_nameless, ARRAY_LEN(of_nameless));
    a = ask(f, OWNER, "POST",
            "/api/v1/batches?duplicates=some&campaign=cmp_1&country=XX&reached_days=9999", NULL,
            keyed);
    expect_wrong(a, of_all, ARRAY_LEN(of_all));
}

static struct answer tell(struct fixture *f, struct str connection, const char *rest,
                          const char *signature)
{
    const char *headers[] = { str_format(&f->arena, "X-Retell-Signature: %s", signature).p, NULL };

    return ask(f, NULL, "POST",
               str_format(&f->arena, "/webhooks/retell/%.*s%s", STR_ARG(connection), rest).p, "{}",
               headers);
}

static void webhook__is_taken_by_its_signature_alone(void **state)
{
    struct fixture *f = *state;
    struct connection connection = { .name = STR("own") };
    struct account_id none = { { { 0 } } };

    connection.id.v = random_id(f->ports.random, f->clock.wall);
    save(f, none, &connection_record, &connection);
    struct str id = ID_TEXT(&f->arena, connection.id);

    assert_int_equal(tell(f, id, "", "good").status, 200);
    assert_int_equal(tell(f, id, "/job_1-1/ff", "good").status, 200);
    assert_int_equal(f->inbox.items, 2);
    assert_int_equal(f->inbox.tagged, 1);
    assert_int_equal(tell(f, id, "/job_1-1/fe", "good").status, 401);
    struct answer bad = tell(f, id, "", "bad");
    assert_int_equal(bad.status, 401);
    expect_str(text_of(bad, "code"), "webhook.bad_signature");
    assert_int_equal(tell(f, STR("con_nonsense"), "", "good").status, 401);
    assert_int_equal(metric_value(metrics_counter(f->metrics, "webhooks_refused_total", "",
                                                  "provider=\"retell\"")),
                     3);
    assert_int_equal(f->inbox.items, 2);
}

static void webhook__that_is_not_stored_is_not_confirmed(void **state)
{
    struct fixture *f = *state;
    struct connection connection = { .name = STR("own") };
    struct account_id none = { { { 0 } } };

    connection.id.v = random_id(f->ports.random, f->clock.wall);
    save(f, none, &connection_record, &connection);
    f->inbox.is_away = true;
    struct answer a = tell(f, ID_TEXT(&f->arena, connection.id), "", "good");

    assert_int_equal(a.status, 503);
    expect_str(text_of(a, "code"), "store.unavailable");
    assert_true(str_find(a.head, STR("Retry-After: 5\r\n")) != SIZE_MAX);
}

static void routes__each_have_a_sentence_and_a_name_of_their_own(void **state)
{
    struct route_list routes = rest_routes();

    (void)state;
    for (size_t i = 0; i < routes.n; i++) {
        char slug[100];

        snprintf(slug, sizeof slug, "doc.%s", routes.items[i].doc);
        if (strncmp(routes.items[i].path, "/api/v1/", 8) == 0 &&
            !message_exists(LANGUAGE_ES, str_from_c(slug)))
            fail_msg("%s has no sentence", slug);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(routes.items[i].path, routes.items[j].path) == 0)
                assert_string_not_equal(routes.items[i].method, routes.items[j].method);
            assert_string_not_equal(routes.items[i].doc, routes.items[j].doc);
        }
    }
}

static void check_refs(const struct json *root, const struct json *node)
{
    struct str ref = json_str(json_get(node, "$ref"));

    if (ref.p != NULL) {
        const struct json *at = root;
        struct str rest = str_slice(ref, 2, ref.n);

        while (rest.p != NULL && at != NULL) {
            struct str name = str_cut(&rest, '/');
            char text[100];

            snprintf(text, sizeof text, "%.*s", STR_ARG(name));
            at = json_get(at, text);
        }
        if (at == NULL)
            fail_msg("%.*s leads nowhere", STR_ARG(ref));
    }
    for (const struct json *item = json_first(node); item != NULL; item = json_next(item))
        check_refs(root, item);
}

static void openapi__holds_together(void **state)
{
    struct fixture *f = *state;
    struct route_list routes = rest_routes();
    struct str text = openapi_print(&f->arena, &routes, LANGUAGE_EN);
    struct error error = { .arena = &f->arena };
    struct json_limits limits = { .members = 100000 };
    const struct json *root;

    expect_ok(json_parse(&f->arena, text, &limits, &root, &error));
    check_refs(root, root);
    assert_true(json_size(json_get(root, "paths")) > 30);
    expect_str(json_str(json_get(json_get(root, "x-problems"), "http.no_such_path")),
               "There is no such address. The list is at /docs.");
    assert_int_equal(str_find(text, STR("\"data_key\"")), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_API(campaign__is_made_read_and_listed),
        WITH_API(campaign__of_another_account_does_not_exist),
        WITH_API(campaign__is_changed_in_the_version_that_was_read),
        WITH_API(script__keeps_what_it_said_before),
        WITH_API(campaign__is_made_once_by_one_key),
        WITH_API(campaign__is_made_once_by_one_key_even_if_its_answer_was_lost),
        WITH_API(key__of_another_request_is_refused),
        WITH_API(file_name__is_of_one_line),
        WITH_API(answer__is_given_again_to_those_alone_who_may_as_much),
        WITH_API(key__is_free_again_when_nothing_was_made),
        WITH_API(key__does_what_its_scopes_say),
        WITH_API(account__is_the_keys_own),
        WITH_API(upload__wants_a_key_and_a_name),
        WITH_API(webhook__is_taken_by_its_signature_alone),
        WITH_API(webhook__that_is_not_stored_is_not_confirmed),
        cmocka_unit_test(routes__each_have_a_sentence_and_a_name_of_their_own),
        WITH_API(openapi__holds_together),
    };

    return cmocka_run_group_tests_name("api v1", tests, NULL, NULL);
}
