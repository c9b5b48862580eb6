/* tests/integration/rest/test_request_checks.c - what is wrong with a request is told whole, at
 * once and by name: bodies, queries, versions, lists. */
#include "given_api.h"

/* Whoever reads heads before the edge may let it pass. */
static void header__that_holds_a_control_character_is_refused(void **state)
{
    static const char *const bad[] = { "X-Note: a\x01z", "X-Note: a\r\nX-Account: b",
                                       "X-Note: a\nz",   "X-Note: a\x1b[2J",
                                       "X-Note: a\x7fz", "X-No te: a",
                                       "X-Note\x01: a",  ": a" };
    const char *sound[] = { "X-Note: a\tz \xc3\xb1", NULL };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const char *headers[] = { bad[i], NULL };
        struct answer answer = ask(f, OWNER, "GET", "/api/v1/account", NULL, headers);

        assert_int_equal(answer.status, 400);
        expect_str(text_of(answer, "code"), "http.bad_header");
    }
    assert_int_equal(ask(f, OWNER, "GET", "/api/v1/account", NULL, sound).status, 200);
}

/* What the table of fields forbids, and what only the domain knows of, each field once. */
static void body__is_told_every_wrong_field_at_once(void **state)
{
    static const char *const of_campaign[][2] = {
        { "status", "field.read_only" },    { "name", "field.required" },
        { "window_start", "field.format" }, { "window_end", "campaign.half_window" },
        { "purpose", "field.required" },    { "from_numbers[0]", "field.format" },
    };
    static const char *const of_script[][2] = {
        { "language", "field.too_long" },
        { "name", "field.required" },
        { "instructions", "script.malformed" },
    };
    static const char *const of_account[][2] = {
        { "name", "field.too_short" },
        { "retention_days", "field.type" },
        { "country", "account.country_unknown" },
        { "time_zone", "account.zone_unknown" },
        { "brand_color", "field.format" },
        { "language", "field.not_one_of" },
    };
    struct fixture *f = *state;

    expect_wrong(ask(f, OWNER, "POST", "/api/v1/campaigns",
                     "{\"status\":\"running\",\"purpose\":null,\"window_start\":\"25:00\",\"from_"
                     "numbers\":[\"601\"]}",
                     NULL),
                 of_campaign, ARRAY_LEN(of_campaign));
    expect_wrong(ask(f, OWNER, "POST", "/api/v1/scripts",
                     "{\"language\":\"español de Colombia\",\"instructions\":\"Hola {{\"}", NULL),
                 of_script, ARRAY_LEN(of_script));
    expect_wrong(
        ask(f, OWNER, "PATCH", "/api/v1/account",
            "{\"name\":\"\",\"retention_days\":\"x\",\"brand_color\":\"azul\",\"language\":\"fr\","
            "\"country\":\"XX\",\"time_zone\":\"Andes\"}",
            NULL),
        of_account, ARRAY_LEN(of_account));
}

/* What asks for more than the body: zones, numbers, scripts, who asks. */
static void body__is_told_at_once_what_only_others_know(void **state)
{
    static const char *const of_registration[][2] = {
        { "account_name", "field.required" },
        { "country", "account.country_unknown" },
        { "time_zone", "account.zone_unknown" },
        { "email", "field.format" },
    };
    static const char *const of_campaign[][2] = {
        { "script", "script.not_found" },
        { "from_numbers[0]", "campaign.number_not_own" },
    };
    static const char *const of_key[][2] = {
        { "name", "field.required" },
        { "scopes[1]", "field.not_one_of" },
        { "expires_at", "field.in_the_past" },
    };
    static const char *const of_confirmation[][2] = {
        { "token", "field.required" },
        { "password", "password.too_short" },
    };
    struct fixture *f = *state;

    expect_wrong(ask(f, NULL, "POST", "/api/v1/registrations",
                     "{\"email\":\"ana\",\"country\":\"XX\",\"time_zone\":\"Andes\"}", NULL),
                 of_registration, ARRAY_LEN(of_registration));
    expect_wrong(ask(f, OWNER, "POST", "/api/v1/campaigns",
                     "{\"name\":\"a\",\"script\":\"scr_00000000000000000000000001\","
                     "\"from_numbers\":[\"+576010000009\"]}",
                     NULL),
                 of_campaign, ARRAY_LEN(of_campaign));
    expect_wrong(ask(f, OWNER, "POST", "/api/v1/api-keys",
                     "{\"scopes\":[\"read\",\"fly\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}",
                     NULL),
                 of_key, ARRAY_LEN(of_key));
    expect_wrong(
        ask(f, NULL, "POST", "/api/v1/registrations/confirm", "{\"password\":\"corta\"}", NULL),
        of_confirmation, ARRAY_LEN(of_confirmation));
}

/* A query that the route does not know is not passed over: its answer would be another question's.
 */
static void query__is_told_every_wrong_name_at_once(void **state)
{
    static const char *const of_list[][2] = {
        { "fields", "fields.unknown" }, { "status", "query.twice" },
        { "limit", "field.too_small" }, { "status", "field.not_one_of" },
        { "sort", "sort.unknown" },     { "what", "filter.unknown" },
    };
    static const char *const of_figures[][2] = {
        { "form", "query.unknown" },
    };
    static const char *const of_record[][2] = {
        { "expand", "query.unknown" },
    };
    static const char *const of_range[][2] = {
        { "group", "field.not_one_of" },
        { "from", "analytics.range_turned" },
    };
    struct fixture *f = *state;

    expect_wrong(ask(f, OWNER, "GET",
                     "/api/v1/campaigns?limit=0&status=flying&sort=x&what=1&fields=no&status=draft",
                     NULL, NULL),
                 of_list, ARRAY_LEN(of_list));
    expect_wrong(ask(f, OWNER, "GET", "/api/v1/analytics/calls?form=2026-01-01", NULL, NULL),
                 of_figures, ARRAY_LEN(of_figures));
    expect_wrong(ask(f, OWNER, "GET", "/api/v1/account?expand=plan", NULL, NULL), of_record,
                 ARRAY_LEN(of_record));
    expect_wrong(ask(f, OWNER, "GET",
                     "/api/v1/analytics/calls?from=2026-11-02&until=2026-11-02&group=moon", NULL,
                     NULL),
                 of_range, ARRAY_LEN(of_range));
}

/* A value that the parameter cannot have; NULL: every text will do. */
static const char *wrong_value(struct fixture *f, const struct route_param *p)
{
    if (p->kind == PARAM_TEXT && p->most == 0)
        return p->required ? "" : NULL;
    if (p->kind == PARAM_TEXT || p->kind == PARAM_FILE_NAME)
        return str_format(&f->arena, "%0*d", (int)max_i64(p->most, 255) + 1, 0).p;
    return "-";
}

static bool is_told_of(struct answer a, const char *field)
{
    const struct json *e = json_first(json_get(a.json, "errors"));

    while (e != NULL && !str_eq_c(json_str(json_get(e, "field")), field))
        e = json_next(e);
    return e != NULL;
}

static struct answer ask_wrongly(struct fixture *f, const struct route *route)
{
    const char *headers[] = { "Content-Type: application/octet-stream", "Content-Length: 0",
                              "Idempotency-Key: 0123456789abcdef", NULL };
    bool sends = route->limits.body == BODY_STREAM;
    struct str path = str_format(&f->arena, "%s?", route->path);

    for (const struct route_param *p = route->params; p->name != NULL; p++)
        if (wrong_value(f, p) != NULL)
            path = str_format(&f->arena, "%.*s%s=%s&", STR_ARG(path), p->name, wrong_value(f, p));
    path = str_format(&f->arena, "%.*slimit=0&one-that-is-not=1", STR_ARG(path));
    return ask(f, route->permission == PERMISSION_PLATFORM ? ABOVE : OWNER, route->method, path.p,
               NULL, sends ? headers : NULL);
}

static void query__of_every_route_is_told_all_that_is_wrong_at_once(void **state)
{
    struct fixture *f = *state;
    struct route_list routes = rest_routes();
    int asked = 0;

    given_key(f, f->account, ABOVE, "platform");
    for (size_t i = 0; i < routes.n; i++) {
        const struct route *route = &routes.items[i];

        if (route->params == NULL)
            continue;
        struct answer a = ask_wrongly(f, route);
        assert_int_equal(a.status, 422);
        for (const struct route_param *p = route->params; p->name != NULL; p++)
            assert_true(wrong_value(f, p) == NULL || is_told_of(a, p->name));
        assert_true(route->shape == ANSWER_FILE || is_told_of(a, "one-that-is-not"));
        assert_true(route->shape == ANSWER_FILE || is_told_of(a, "limit"));
        asked++;
    }
    assert_true(asked >= 9);
}

static struct answer given_script(struct fixture *f)
{
    return ask(f, OWNER, "POST", "/api/v1/scripts",
               "{\"name\":\"Cobro\",\"instructions\":\"Hola.\"}", NULL);
}

static void expect_stale(struct answer a, const char *code)
{
    assert_int_equal(a.status, 412);
    assert_true(str_eq_c(text_of(a, "code"), code));
}

/* Removing and launching, too, are done in the version that was seen, or not at all. */
static void if_match__is_passed_over_by_no_route(void **state)
{
    struct fixture *f = *state;
    const char *stale[] = { "If-Match: \"9\"", "Idempotency-Key: 0123456789abcdef", NULL };
    const char *right[] = { "If-Match: W/\"7\", \"1-gzip\"", "Idempotency-Key: 0123456789abcdef",
                            NULL };
    struct answer number =
        ask(f, OWNER, "POST", "/api/v1/numbers", "{\"e164\":\"+576015550100\"}", NULL);
    const char *of_number =
        str_format(&f->arena, "/api/v1/numbers/%.*s", STR_ARG(text_of(number, "id"))).p;
    const char *launch =
        str_format(&f->arena, "%s/launch", campaign_path(f, given_campaign(f, "Mora 30", NULL))).p;
    const char *restore = str_format(&f->arena, "/api/v1/scripts/%.*s/versions/1/restore",
                                     STR_ARG(text_of(given_script(f), "id")))
                              .p;

    expect_stale(ask(f, OWNER, "DELETE", of_number, NULL, stale), "record.stale");
    expect_stale(ask(f, OWNER, "POST", launch, NULL, stale), "record.stale");
    expect_stale(ask(f, OWNER, "POST", restore, NULL, stale), "record.stale");

    assert_int_equal(ask(f, OWNER, "POST", restore, NULL, right).status, 200);
    assert_int_equal(ask(f, OTHER, "DELETE", of_number, NULL, right).status, 404);
    assert_int_equal(ask(f, OWNER, "DELETE", of_number, NULL, right).status, 204);
}

/* A store in which somebody changes each number as soon as it was looked at. */
static const struct record_store_ops *quiet;
static struct record_store_ops busy;

static enum err find_and_change(void *self, struct scope *scope, const struct record *record,
                                struct id128 id, void **ret)
{
    struct scope others = scope_page(scope, scope->arena, scope->now);
    void *theirs;

    TRY(quiet->find(self, scope, record, id, ret));
    if (record != &number_record)
        return ERR_OK;
    busy.find = quiet->find; /* once */
    TRY(quiet->find(self, &others, record, id, &theirs));
    return quiet->save(self, &others, record, theirs, NULL);
}

static void if_match__is_kept_to_by_the_write_itself(void **state)
{
    struct fixture *f = *state;
    const char *seen[] = { "If-Match: \"1\"", NULL }, *now[] = { "If-Match: \"2\"", NULL };
    struct answer number =
        ask(f, OWNER, "POST", "/api/v1/numbers", "{\"e164\":\"+576015550100\"}", NULL);
    const char *path =
        str_format(&f->arena, "/api/v1/numbers/%.*s", STR_ARG(text_of(number, "id"))).p;

    quiet = f->ports.records.ops;
    busy = *quiet;
    busy.find = find_and_change;
    f->ports.records.ops = &busy;

    expect_stale(ask(f, OWNER, "DELETE", path, NULL, seen), "record.stale");
    assert_int_equal(ask(f, OWNER, "DELETE", path, NULL, now).status, 204);
}

/* A condition that cannot be true is not taken for one that is. */
static void if_match__of_what_has_no_version_is_refused(void **state)
{
    struct fixture *f = *state;
    const char *one[] = { "If-Match: \"1\"", NULL }, *any[] = { "If-Match: *", NULL };
    const char *script = "{\"name\":\"Cobro\",\"instructions\":\"Hola.\"}";

    expect_stale(ask(f, OWNER, "POST", "/api/v1/scripts", script, one), "http.no_version");
    assert_int_equal(ask(f, OWNER, "POST", "/api/v1/scripts", script, any).status, 201);
    assert_int_equal(ask(f, OWNER, "GET", "/api/v1/scripts", NULL, one).status, 200);
}

static void list__pages_and_filters_by_birth(void **state)
{
    struct fixture *f = *state;
    struct answer page;

    given_campaign(f, "a", NULL);
    fixed_clock_move(&f->clock, HOURS(1));
    given_campaign(f, "b", NULL);
    fixed_clock_move(&f->clock, HOURS(1));
    given_campaign(f, "c", NULL);

    page = ask(f, OWNER, "GET", "/api/v1/campaigns?limit=2&sort=-created_at", NULL, NULL);
    assert_int_equal(json_size(json_get(page.json, "items")), 2);
    expect_str(json_str(json_get(json_first(json_get(page.json, "items")), "name")), "c");
    struct str cursor = text_of(page, "next_cursor");
    page = ask(f, OWNER, "GET",
               str_format(&f->arena, "/api/v1/campaigns?limit=2&sort=-created_at&cursor=%.*s",
                          STR_ARG(percent_encode(&f->arena, cursor)))
                   .p,
               NULL, NULL);
    assert_int_equal(json_size(json_get(page.json, "items")), 1);
    assert_int_equal(json_kind(json_get(page.json, "next_cursor")), JSON_NULL);

    page = ask(f, OWNER, "GET",
               "/api/v1/campaigns?created_at[gte]=2026-11-25T15:30:00Z"
               "&created_at[lt]=2026-11-25T16:30:00Z",
               NULL, NULL);
    assert_int_equal(page.status, 200);
    assert_int_equal(json_size(json_get(page.json, "items")), 1);
    expect_str(json_str(json_get(json_first(json_get(page.json, "items")), "name")), "b");
}

static void list__sorts_by_name_and_shows_chosen_fields(void **state)
{
    struct fixture *f = *state;
    struct answer page;

    given_campaign(f, "b", NULL);
    given_campaign(f, "c", NULL);
    given_campaign(f, "a", NULL);

    page =
        ask(f, OWNER, "GET", "/api/v1/campaigns?sort=-name&limit=2&fields=name,status", NULL, NULL);
    assert_true(str_starts(page.text, STR("{\"items\":[{\"status\":\"draft\",\"name\":\"c\"},"
                                          "{\"status\":\"draft\",\"name\":\"b\"}],\"next_")));
    page = ask(f, OWNER, "GET",
               str_format(&f->arena, "/api/v1/campaigns?sort=-name&fields=name&cursor=%.*s",
                          STR_ARG(text_of(page, "next_cursor")))
                   .p,
               NULL, NULL);
    expect_str(page.text, "{\"items\":[{\"name\":\"a\"}],\"next_cursor\":null}");
}

static void list__finds_by_a_part_of_a_name(void **state)
{
    struct fixture *f = *state;
    struct answer page;

    given_campaign(f, "Cartera OCTUBRE - tramo 1", NULL);
    given_campaign(f, "Cartera noviembre", NULL);

    page = ask(f, OWNER, "GET", "/api/v1/campaigns?fields=name&name[contains]=%C3%B3ctubre%20tramo",
               NULL, NULL);
    expect_str(page.text,
               "{\"items\":[{\"name\":\"Cartera OCTUBRE - tramo 1\"}],\"next_cursor\":null}");
    page =
        ask(f, OWNER, "GET", "/api/v1/campaigns?name[contains]=cartera&status=running", NULL, NULL);
    expect_str(page.text, "{\"items\":[],\"next_cursor\":null}");
}

static void list__refuses_filters_that_it_has_not(void **state)
{
    static const char *const queries[] = {
        "account=acc_1",        "purpose=survey", "status=flying",     "status[foo]=draft",
        "sort=purpose",         "limit=0",        "status[gte]=draft", "sort=-account",
        "name[lt]=x",           "limit=x",        "created_at=1",      "fields=",
        "fields=id,account_id", "fields=account", "name[contains]=",   "purpose[contains]=x"
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
        struct answer a =
            ask(f, OWNER, "GET", str_format(&f->arena, "/api/v1/campaigns?%s", queries[i]).p, NULL,
                NULL);

        if (a.status != 422)
            fail_msg("%s: %d", queries[i], a.status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_API(header__that_holds_a_control_character_is_refused),
        WITH_API(body__is_told_every_wrong_field_at_once),
        WITH_API(body__is_told_at_once_what_only_others_know),
        WITH_API(query__is_told_every_wrong_name_at_once),
        WITH_API(query__of_every_route_is_told_all_that_is_wrong_at_once),
        WITH_API(if_match__is_passed_over_by_no_route),
        WITH_API(if_match__is_kept_to_by_the_write_itself),
        WITH_API(if_match__of_what_has_no_version_is_refused),
        WITH_API(list__pages_and_filters_by_birth),
        WITH_API(list__sorts_by_name_and_shows_chosen_fields),
        WITH_API(list__finds_by_a_part_of_a_name),
        WITH_API(list__refuses_filters_that_it_has_not),
    };

    return cmocka_run_group_tests_name("api v1", tests, NULL, NULL);
}
