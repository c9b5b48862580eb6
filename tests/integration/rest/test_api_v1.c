/* tests/integration/rest/test_api_v1.c - the product's own routes, from HTTP to the record store:
 * one account's keys, records and lists, and nobody else's. */
#include "infrastructure/process.h"
#include "support/expect.h"
#include "support/few_phones.h"
#include "support/fixed_zones.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "application/application.h"
#include "codec/crypto.h"
#include "codec/json.h"
#include "codec/messages.h"
#include "fakes/fixed_clock.h"
#include "fakes/memory_answers.h"
#include "fakes/memory_store.h"
#include "http/edge.h"
#include "http/openapi.h"

struct inbox {
    int items, tagged;
    bool is_away;
};

struct fixture {
    struct inbox inbox;
    struct arena arena;
    struct memory_store *store;
    struct fixed_clock clock;
    struct seeded_random random;
    struct metrics *metrics;
    struct memory_answers *answers;
    struct plan plan;
    struct plan_list plans;
    struct ports ports;
    struct process_limiter *limiter;
    struct edge edge;
    struct account_id account;
};

struct answer {
    int status;
    struct str text, head;
    const struct json *json;
};

static struct str hash_text(void *self, struct arena *arena, struct str text)
{
    unsigned char digest[SHA256_BYTES];

    (void)self;
    sha256(text, digest);
    return hex_print(arena, (struct str){ (const char *)digest, sizeof digest });
}

static enum err refuse_all(void *self, const struct connection *connection, struct str signature,
                           struct str raw, struct instant now, struct error *error)
{
    (void)self;
    (void)connection;
    (void)raw;
    (void)now;
    return str_eq(signature, STR("good"))
               ? ERR_OK
               : FAIL(error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
}

static enum err read_ended(void *self, struct arena *arena, struct str raw, struct voice_event *ret,
                           struct error *error)
{
    (void)self;
    (void)arena;
    if (raw.n == 0)
        return FAIL(error, ERR_INVALID, "webhook.malformed");
    *ret = (struct voice_event){ .kind = VOICE_ENDED, .call.provider_call = STR("call_1") };
    return ERR_OK;
}

static enum err put_item(void *self, struct scope *scope, const struct inbox_item *item,
                         bool *again)
{
    struct inbox *inbox = self;

    if (inbox->is_away)
        return FAIL(&scope->error, ERR_UNAVAILABLE, "store.unavailable");
    inbox->items++;
    inbox->tagged += item->tag.n > 0;
    *again = false;
    return ERR_OK;
}

static bool mac_is_right(void *self, struct str tag, struct str mac)
{
    (void)self;
    return str_eq(tag, STR("job_1-1")) && str_eq(mac, STR("ff"));
}

static const struct secrets_ops secrets = { .hash = hash_text, .tag_mac_is = mac_is_right };
static const struct event_inbox_ops inbox_ops = { .put = put_item };
static const struct voice_gateway_ops voice = { .verify = refuse_all, .read_event = read_ended };

static struct scope system_scope(struct fixture *f, struct account_id account)
{
    return scope_system(&f->arena, account, f->clock.wall, log_none());
}

static void save(struct fixture *f, struct account_id account, const struct record *record,
                 void *object)
{
    struct scope scope = system_scope(f, account);

    expect_ok(VIA(f->ports.records, save, &scope, record, object, NULL));
}

/* scope: NULL: all. */
static void given_key(struct fixture *f, struct account_id account, const char *key,
                      const char *scope)
{
    struct api_key stored = { .account = account, .name = STR("test") };
    struct str scopes[] = { str_from_c(scope) };

    stored.id.v = random_id(f->ports.random, f->clock.wall);
    stored.hash = hash_text(NULL, &f->arena, str_from_c(key));
    if (scope != NULL)
        stored.scopes = (struct str_list){ scopes, 1 };
    save(f, account, &api_key_record, &stored);
}

static struct account_id given_account(struct fixture *f, const char *key, const char *scope)
{
    struct account account = { .status = ACCOUNT_ACTIVE,
                               .name = STR("Cobros"),
                               .country = STR("CO"),
                               .time_zone = STR("America/Bogota"),
                               .language = STR("es"),
                               .currency = UNIT_USD,
                               .plan = STR("starter") };

    account.id.v = random_id(f->ports.random, f->clock.wall);
    account.account = account.id;
    save(f, account.id, &account_record, &account);
    given_key(f, account.id, key, scope);
    return account.id;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct rest_settings settings = { .routes = rest_routes(), .authenticate = authenticate_key };

    f->arena = arena_init();
    f->store = memory_store_new();
    f->clock = fixed_clock();
    f->metrics = metrics_new();
    f->plan = (struct plan){ .code = STR("starter"), .name = STR("Starter") };
    f->plans = (struct plan_list){ &f->plan, 1 };
    f->answers = memory_answers_new();
    f->ports = (struct ports){ .answers = memory_answer_store(f->answers),
                               .records = memory_record_store(f->store),
                               .clock = fixed_clock_port(&f->clock),
                               .cache = cache_none(),
                               .random = seeded_random_port(&f->random),
                               .secrets = { &secrets, NULL },
                               .voice = { &voice, NULL },
                               .inbox = { &inbox_ops, &f->inbox },
                               .plans = &f->plans,
                               .phones = few_phones(),
                               .zones = fixed_zones(),
                               .choices = { .registration_is_open = true,
                                            .registration_plan = STR("starter") },
                               .log = log_none() };
    f->limiter = process_limiter_new(f->ports.clock);
    f->ports.limiter = process_limiter_port(f->limiter);
    edge_init(&f->edge, &settings, &f->ports, f->metrics);
    f->account = given_account(f, "sk_test_owner_of_the_account", NULL);
    given_account(f, "sk_test_somebody_else_entirely", NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    edge_release(&f->edge);
    metrics_free(f->metrics);
    memory_answers_free(f->answers);
    memory_store_free(f->store);
    process_limiter_free(f->limiter);
    arena_release(&f->arena);
    free(f);
    return 0;
}

struct sent {
    struct str body;
};

static int64_t pull(void *from, void *buffer, size_t n)
{
    struct sent *sent = from;

    n = n < sent->body.n ? n : sent->body.n;
    memcpy(buffer, sent->body.p, n);
    sent->body = str_slice(sent->body, n, sent->body.n);
    return (int64_t)n;
}

static struct answer finish(struct fixture *f, struct request *req)
{
    struct response res = response_init(&f->arena);
    struct answer answer;
    struct error error = { .arena = &f->arena };

    edge_answer(&f->edge, req, &res, STR("1.1"));
    edge_finish(&f->edge, req, &res, 5);
    answer = (struct answer){ .status = res.status,
                              .text = strbuf_str(&res.body),
                              .head = edge_head(req, &res, true) };
    if (answer.text.n > 0)
        expect_ok(json_parse(&f->arena, answer.text, NULL, &answer.json, &error));
    return answer;
}

/* headers: "Name: value" each; NULL ends them. */
static struct answer ask(struct fixture *f, const char *key, const char *method, const char *path,
                         const char *body, const char *const *headers)
{
    struct request req = edge_request(&f->edge, &f->arena);
    struct sent *sent = ARENA_NEW(&f->arena, struct sent);
    struct str rest = str_from_c(path);

    sent->body = str_from_c(body == NULL ? "" : body);
    req.method = str_from_c(method);
    req.path = str_cut(&rest, '?');
    req.query_text = rest;
    req.body.pull = pull;
    req.body.from = sent;
    req.headers.items = ARENA_ARRAY(&f->arena, struct str_pair, 16);
    req.headers.items[req.headers.n++] = (struct str_pair){ STR("Host"), STR("x") };
    if (key != NULL)
        req.headers.items[req.headers.n++] =
            (struct str_pair){ STR("Authorization"), str_format(&f->arena, "Bearer %s", key) };
    if (body != NULL) {
        req.headers.items[req.headers.n++] =
            (struct str_pair){ STR("Content-Type"), STR("application/json") };
        req.headers.items[req.headers.n++] =
            (struct str_pair){ STR("Content-Length"), str_format(&f->arena, "%zu", sent->body.n) };
    }
    for (; headers != NULL && *headers != NULL; headers++) {
        struct str value = str_from_c(*headers);
        struct str name = str_cut(&value, ':');

        req.headers.items[req.headers.n++] = (struct str_pair){ name, str_trim(value) };
    }
    return finish(f, &req);
}

#define OWNER "sk_test_owner_of_the_account"
#define ABOVE "sk_test_of_the_installation"
#define OTHER "sk_test_somebody_else_entirely"

static struct str text_of(struct answer a, const char *path)
{
    return json_str(json_path(a.json, path));
}

static struct answer given_campaign(struct fixture *f, const char *name, const char *idempotency)
{
    const char *headers[] = { idempotency, NULL };

    return ask(f, OWNER, "POST", "/api/v1/campaigns",
               str_format(&f->arena, "{\"name\":\"%s\",\"max_call_ms\":120000}", name).p,
               idempotency == NULL ? NULL : headers);
}

static const char *campaign_path(struct fixture *f, struct answer campaign)
{
    return str_format(&f->arena, "/api/v1/campaigns/%.*s", STR_ARG(text_of(campaign, "id"))).p;
}

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

static void expect_wrong(struct answer answer, const char *const fields_and_codes[][2], size_t n)
{
    const struct json *wrong = json_first(json_get(answer.json, "errors"));

    assert_int_equal(answer.status, 422);
    for (size_t i = 0; i < n; i++, wrong = json_next(wrong)) {
        assert_true(str_eq_c(json_str(json_get(wrong, "field")), fields_and_codes[i][0]));
        assert_true(str_eq_c(json_str(json_get(wrong, "code")), fields_and_codes[i][1]));
    }
    assert_null(wrong);
}

/* What the table of fields forbids, and what only the domain knows of, each field once. */
static void body__is_told_every_wrong_field_at_once(void **state)
{
    static const char *const of_campaign[][2] = {
        { "status", "field.read_only" },       { "name", "field.required" },
        { "window_start", "field.format" },    { "window_end", "campaign.half_window" },
        { "from_numbers[0]", "field.format" },
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

    expect_wrong(
        ask(f, OWNER, "POST", "/api/v1/campaigns",
            "{\"status\":\"running\",\"window_start\":\"25:00\",\"from_numbers\":[\"601\"]}", NULL),
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

static void list__refuses_filters_that_it_has_not(void **state)
{
    static const char *const queries[] = {
        "account=acc_1",        "purpose=survey", "status=flying",     "status[foo]=draft",
        "sort=purpose",         "limit=0",        "status[gte]=draft", "sort=-account",
        "name[lt]=x",           "limit=x",        "created_at=1",      "fields=",
        "fields=id,account_id", "fields=account"
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

#define WITH_API(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

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
        WITH_API(body__is_told_every_wrong_field_at_once),
        WITH_API(body__is_told_at_once_what_only_others_know),
        WITH_API(query__is_told_every_wrong_name_at_once),
        WITH_API(query__of_every_route_is_told_all_that_is_wrong_at_once),
        WITH_API(if_match__is_passed_over_by_no_route),
        WITH_API(if_match__is_kept_to_by_the_write_itself),
        WITH_API(if_match__of_what_has_no_version_is_refused),
        WITH_API(list__pages_and_filters_by_birth),
        WITH_API(list__sorts_by_name_and_shows_chosen_fields),
        WITH_API(list__refuses_filters_that_it_has_not),
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
