/* tests/integration/rest/given_api.h - the product's own routes without sockets: a request goes in
 * at the edge, behind it the store in memory with one account and its key. */
#ifndef INTEGRATION_REST_GIVEN_API_H
#define INTEGRATION_REST_GIVEN_API_H

#include "integration/rest/given_edge.h"

#include "base/checked.h"
#include "codec/crypto.h"
#include "codec/messages.h"
#include "fakes/memory_answers.h"
#include "http/openapi.h"
#include "support/few_phones.h"
#include "support/fixed_zones.h"

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

static inline struct str hash_text(void *self, struct arena *arena, struct str text)
{
    unsigned char digest[SHA256_BYTES];

    (void)self;
    sha256(text, digest);
    return hex_print(arena, (struct str){ (const char *)digest, sizeof digest });
}

static inline enum err refuse_all(void *self, const struct connection *connection,
                                  struct str signature, struct str raw, struct instant now,
                                  struct error *error)
{
    (void)self;
    (void)connection;
    (void)raw;
    (void)now;
    return str_eq(signature, STR("good"))
               ? ERR_OK
               : FAIL(error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
}

static inline enum err read_ended(void *self, struct arena *arena, struct str raw,
                                  struct voice_event *ret, struct error *error)
{
    (void)self;
    (void)arena;
    if (raw.n == 0)
        return FAIL(error, ERR_INVALID, "webhook.malformed");
    *ret = (struct voice_event){ .kind = VOICE_ENDED, .call.provider_call = STR("call_1") };
    return ERR_OK;
}

static inline enum err put_item(void *self, struct scope *scope, const struct inbox_item *item,
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

static inline bool mac_is_right(void *self, struct str tag, struct str mac)
{
    (void)self;
    return str_eq(tag, STR("job_1-1")) && str_eq(mac, STR("ff"));
}

static const struct secrets_ops secrets = { .hash = hash_text, .tag_mac_is = mac_is_right };
static const struct event_inbox_ops inbox_ops = { .put = put_item };
static const struct voice_gateway_ops voice = { .verify = refuse_all, .read_event = read_ended };

static inline struct scope system_scope(struct fixture *f, struct account_id account)
{
    return scope_system(&f->arena, account, f->clock.wall, log_none());
}

static inline void save(struct fixture *f, struct account_id account, const struct record *record,
                        void *object)
{
    struct scope scope = system_scope(f, account);

    expect_ok(VIA(f->ports.records, save, &scope, record, object, NULL));
}

/* scope: NULL: all. */
static inline void given_key(struct fixture *f, struct account_id account, const char *key,
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

static inline struct account_id given_account(struct fixture *f, const char *key, const char *scope)
{
    struct account account = an_account(random_id(f->ports.random, f->clock.wall));

    save(f, account.id, &account_record, &account);
    given_key(f, account.id, key, scope);
    return account.id;
}

static inline int setup(void **state)
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

static inline int teardown(void **state)
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

/* headers: "Name: value" each; NULL ends them. */
static inline struct answer ask(struct fixture *f, const char *key, const char *method,
                                const char *path, const char *body, const char *const *headers)
{
    struct request req = a_request(&f->edge, &f->arena, method, path, body);

    if (key != NULL)
        add_header(&req, "Authorization", str_format(&f->arena, "Bearer %s", key).p);
    for (; headers != NULL && *headers != NULL; headers++) {
        struct str value = str_from_c(*headers);
        struct str name = str_cut(&value, ':');

        req.headers.items[req.headers.n++] = (struct str_pair){ name, str_trim(value) };
    }
    return finish(&f->edge, &req);
}

#define OWNER "sk_test_owner_of_the_account"
#define ABOVE "sk_test_of_the_installation"
#define OTHER "sk_test_somebody_else_entirely"

static inline struct str text_of(struct answer a, const char *path)
{
    return json_str(json_path(a.json, path));
}

static inline struct answer given_campaign(struct fixture *f, const char *name,
                                           const char *idempotency)
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

static inline void expect_wrong(struct answer answer, const char *const fields_and_codes[][2],
                                size_t n)
{
    const struct json *wrong = json_first(json_get(answer.json, "errors"));

    assert_int_equal(answer.status, 422);
    for (size_t i = 0; i < n; i++, wrong = json_next(wrong)) {
        assert_true(str_eq_c(json_str(json_get(wrong, "field")), fields_and_codes[i][0]));
        assert_true(str_eq_c(json_str(json_get(wrong, "code")), fields_and_codes[i][1]));
    }
    assert_null(wrong);
}

#define WITH_API(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
