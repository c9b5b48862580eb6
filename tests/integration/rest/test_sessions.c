/* tests/integration/rest/test_sessions.c - people over HTTP: the cookie, what must come with it,
 * how long it lasts, and what ends it. */
#include "integration/rest/given_edge.h"

#include "fakes/plain_passwords.h"
#include "fakes/plain_secrets.h"

#define PASSWORD "brumaTejados"

struct fixture {
    struct arena arena;
    struct memory_store *store;
    struct fixed_clock clock;
    struct seeded_random random;
    struct plain_passwords passwords;
    struct metrics *metrics;
    struct ports ports;
    struct process_limiter *limiter;
    struct edge edge;
    struct account account, other;
    struct user user;
    struct membership membership;
    const char *address;
};

/* What a browser holds. */
struct browser {
    const char *cookie, *csrf;
};

static void save(struct fixture *f, const struct record *record, void *object,
                 struct account_id account)
{
    struct scope scope = scope_system(&f->arena, account, f->clock.wall, log_none());

    expect_ok(VIA(f->ports.records, save, &scope, record, object, NULL));
}

static struct account given_account(struct fixture *f)
{
    struct account account = an_account(random_id(f->ports.random, f->clock.wall));

    save(f, &account_record, &account, account.id);
    return account;
}

static void given_person(struct fixture *f)
{
    f->user = (struct user){ .email = STR("rosa@cobros.co"),
                             .language = STR("es"),
                             .password_hash = STR("plain1:" PASSWORD) };
    f->user.id.v = random_id(f->ports.random, f->clock.wall);
    save(f, &user_record, &f->user, f->account.id);
    f->membership = (struct membership){ .user = f->user.id, .role = ROLE_VIEWER };
    f->membership.id.v = random_id(f->ports.random, f->clock.wall);
    save(f, &membership_record, &f->membership, f->account.id);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct rest_settings settings = { .routes = rest_routes(),
                                      .authenticate = authenticate_key,
                                      .authenticate_session = authenticate_session,
                                      .csrf_is = session_csrf_is };

    f->arena = arena_init();
    f->store = memory_store_new();
    f->clock = fixed_clock();
    f->metrics = metrics_new();
    f->address = "192.0.2.1";
    f->ports = (struct ports){ .records = memory_record_store(f->store),
                               .clock = fixed_clock_port(&f->clock),
                               .cache = cache_none(),
                               .random = seeded_random_port(&f->random),
                               .secrets = plain_secrets(),
                               .passwords = plain_password_hasher(&f->passwords),
                               .log = log_none() };
    f->limiter = process_limiter_new(f->ports.clock);
    f->ports.limiter = process_limiter_port(f->limiter);
    edge_init(&f->edge, &settings, &f->ports, f->metrics);
    f->account = given_account(f);
    f->other = given_account(f);
    given_person(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    edge_release(&f->edge);
    metrics_free(f->metrics);
    memory_store_free(f->store);
    process_limiter_free(f->limiter);
    arena_release(&f->arena);
    free(f);
    return 0;
}

/* site, origin, csrf: NULL: not sent. */
static struct answer send(struct fixture *f, const char *method, const char *path, const char *body,
                          const char *cookie, const char *site, const char *origin,
                          const char *csrf)
{
    struct request req = a_request(&f->edge, &f->arena, method, path, body);

    req.scope.address = str_from_c(f->address);
    add_header(&req, "Cookie", cookie);
    add_header(&req, "Sec-Fetch-Site", site);
    add_header(&req, "Origin", origin);
    add_header(&req, "X-CSRF", csrf);
    return finish(&f->edge, &req);
}

static struct answer ask(struct fixture *f, const struct browser *b, const char *method,
                         const char *path, const char *body)
{
    return send(f, method, path, body, b->cookie, "same-origin", NULL, b->csrf);
}

static struct str code_of(struct answer a)
{
    return json_str(json_get(a.json, "code"));
}

#define expect_problem(got, status_, code_)                                                        \
    do {                                                                                           \
        struct answer a_ = (got);                                                                  \
        assert_int_equal(a_.status, (status_));                                                    \
        expect_str(code_of(a_), code_);                                                            \
    } while (0)

static struct answer try_in(struct fixture *f, const char *email, const char *password)
{
    return send(f, "POST", "/api/v1/sessions",
                str_format(&f->arena, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password).p,
                NULL, "same-origin", NULL, NULL);
}

/* "__Host-sid=…" as the browser sends it back. */
static const char *cookie_in(struct fixture *f, struct answer a)
{
    size_t at = str_find(a.head, STR("Set-Cookie: "));
    struct str rest;

    assert_true(at != SIZE_MAX);
    rest = str_slice(a.head, at + 12, a.head.n);
    return str_c(&f->arena, str_cut(&rest, ';'));
}

static struct browser browser_of(struct fixture *f, struct answer a)
{
    return (struct browser){ cookie_in(f, a),
                             str_c(&f->arena, json_str(json_get(a.json, "csrf"))) };
}

static struct browser given_browser(struct fixture *f)
{
    struct answer a = try_in(f, "rosa@cobros.co", PASSWORD);

    assert_int_equal(a.status, 201);
    fixed_clock_move(&f->clock, SECONDS(20)); /* the next try is not one too many */
    return browser_of(f, a);
}

static int status(struct fixture *f, const struct browser *b)
{
    return ask(f, b, "GET", "/api/v1/session", NULL).status;
}

static void cookie__is_of_this_host_hidden_from_scripts_and_from_other_sites(void **state)
{
    struct fixture *f = *state;
    struct answer a = try_in(f, " Rosa@Cobros.CO", PASSWORD);
    size_t at = str_find(a.head, STR("Set-Cookie: __Host-sid="));
    struct str line;

    assert_int_equal(a.status, 201);
    line = str_slice(a.head, at, a.head.n);
    line = str_cut(&line, '\r');
    assert_true(str_ends(line, STR("; Path=/; Secure; HttpOnly; SameSite=Lax")));
    assert_int_equal(str_find(a.text, STR("plain1:")), SIZE_MAX);
    assert_int_equal(str_find(a.text, str_slice(str_from_c(cookie_in(f, a)), 11, 100)), SIZE_MAX);
}

static void secret__is_kept_as_a_hash_alone(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);
    struct scope scope =
        scope_system(&f->arena, (struct account_id){ 0 }, f->clock.wall, log_none());
    struct str secret = str_slice(str_from_c(b.cookie), 11, SIZE_MAX);
    void *found;

    expect_ok(VIA(f->ports.records, find_global, &scope, &session_record, "hash",
                  VIA(f->ports.secrets, hash, &f->arena, secret), &found));
    assert_int_equal(
        VIA(f->ports.records, find_global, &scope, &session_record, "hash", secret, &found),
        ERR_NOT_FOUND);
}

static void sign_in__tells_nobody_who_is_there(void **state)
{
    struct fixture *f = *state;
    struct answer wrong = try_in(f, "rosa@cobros.co", "brumaTejadoS");
    struct answer unknown = try_in(f, "nadie@cobros.co", PASSWORD);

    expect_problem(wrong, 401, "auth.wrong_password");
    expect_problem(unknown, 401, "auth.wrong_password");
    assert_int_equal(f->passwords.verified, 2); /* as slow */
    assert_int_equal(f->passwords.of_nobody, 1);
}

static void sign_in__is_tried_five_times_a_minute_for_a_name(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 5; i++)
        assert_int_equal(try_in(f, "rosa@cobros.co", "brumaTejadoS").status, 401);
    f->address = "192.0.2.2";
    expect_problem(try_in(f, "ROSA@cobros.co", PASSWORD), 429, "limit.sign_ins");
    assert_int_equal(f->passwords.verified, 5);
    assert_int_equal(try_in(f, "otra@cobros.co", PASSWORD).status, 401);
    fixed_clock_move(&f->clock, SECONDS(12));
    assert_int_equal(try_in(f, "rosa@cobros.co", PASSWORD).status, 201);
}

static void sign_in__is_tried_twenty_times_a_minute_from_an_address(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 20; i++)
        assert_int_equal(try_in(f, str_format(&f->arena, "n%d@cobros.co", i).p, PASSWORD).status,
                         401);
    expect_problem(try_in(f, "rosa@cobros.co", PASSWORD), 429, "limit.sign_ins");
    f->address = "192.0.2.2";
    assert_int_equal(try_in(f, "rosa@cobros.co", PASSWORD).status, 201);
}

static void sign_in__makes_a_weak_hash_again(void **state)
{
    struct fixture *f = *state;

    f->passwords.is_raised = true;
    given_browser(f);
    assert_int_equal(f->passwords.hashed, 1);
    given_browser(f);
    assert_int_equal(f->passwords.hashed, 1);
}

static void session__ends_unused_after_30_minutes(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);

    fixed_clock_move(&f->clock, MINUTES(29));
    assert_int_equal(status(f, &b), 200);
    fixed_clock_move(&f->clock, MINUTES(29));
    assert_int_equal(status(f, &b), 200);
    fixed_clock_move(&f->clock, MINUTES(30));
    expect_problem(ask(f, &b, "GET", "/api/v1/session", NULL), 401, "auth.session_ended");
}

static void session__ends_used_after_8_hours(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);

    for (int i = 0; i < 23; i++) {
        fixed_clock_move(&f->clock, MINUTES(20));
        assert_int_equal(status(f, &b), 200);
    }
    fixed_clock_move(&f->clock, MINUTES(20));
    assert_int_equal(status(f, &b), 401);
}

static void session__may_what_its_role_may_now(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);

    assert_int_equal(ask(f, &b, "GET", "/api/v1/campaigns", NULL).status, 200);
    expect_problem(ask(f, &b, "POST", "/api/v1/campaigns", "{\"name\":\"x\"}"), 403,
                   "permission.missing");
    f->membership.role = ROLE_OPERATOR;
    save(f, &membership_record, &f->membership, f->account.id);
    expect_problem(ask(f, &b, "GET", "/api/v1/session", NULL), 401, "auth.session_ended");
    b = given_browser(f);
    assert_int_equal(ask(f, &b, "POST", "/api/v1/campaigns", "{\"name\":\"x\"}").status, 201);
}

static void session__ends_with_the_account(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);

    f->account.status = ACCOUNT_CLOSED;
    save(f, &account_record, &f->account, f->account.id);
    assert_int_equal(status(f, &b), 401);
    expect_problem(try_in(f, "rosa@cobros.co", PASSWORD), 403, "auth.no_account");
}

static void change__must_come_from_the_own_page_with_the_csrf(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f), second = given_browser(f);
    const char *path = "/api/v1/session", *own = "http://127.0.0.1:8080";

    expect_problem(send(f, "DELETE", path, NULL, b.cookie, "cross-site", own, b.csrf), 403,
                   "auth.cross_site");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, "same-site", own, b.csrf), 403,
                   "auth.cross_site");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, NULL, NULL, b.csrf), 403,
                   "auth.cross_site");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, NULL, "http://evil.example", b.csrf),
                   403, "auth.cross_site");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, NULL, "null", b.csrf), 403,
                   "auth.cross_site");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, "same-origin", NULL, NULL), 403,
                   "auth.bad_csrf");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, "same-origin", NULL, second.csrf), 403,
                   "auth.bad_csrf");
    expect_problem(send(f, "DELETE", path, NULL, b.cookie, "same-origin", NULL, "."), 403,
                   "auth.bad_csrf");
    assert_int_equal(status(f, &b), 200);
    assert_int_equal(send(f, "DELETE", path, NULL, b.cookie, NULL, own, b.csrf).status, 204);
    assert_int_equal(status(f, &b), 401);
}

/* Every route that changes something and asks for no credentials, with what goes in first. */
static void open_route__from_anothers_page_is_refused(void **state)
{
    static const char *const sites[] = { "cross-site", "same-site" };
    const struct route_list routes = rest_routes();
    struct fixture *f = *state;
    int tried = 0;

    for (size_t i = 0; i < routes.n; i++) {
        const struct route *r = &routes.items[i];

        if (r->permission != PERMISSION_NONE || strcmp(r->method, "GET") == 0 ||
            !str_starts(str_from_c(r->path), STR("/api/")))
            continue;
        for (size_t s = 0; s < ARRAY_LEN(sites); s++)
            expect_problem(send(f, r->method, r->path, "{}", NULL, sites[s], NULL, NULL), 403,
                           "auth.cross_site");
        tried++;
    }
    assert_in_range(tried, 4, 100);
    expect_problem(try_in(f, "rosa@cobros.co", "brumaTejadoS"), 401, "auth.wrong_password");
}

static void cookie__that_is_there_twice_is_none(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);

    b.cookie = str_format(&f->arena, "a=b; %s; %s", b.cookie, b.cookie).p;
    expect_problem(ask(f, &b, "GET", "/api/v1/session", NULL), 401, "auth.missing");
    b = given_browser(f);
    b.cookie = str_format(&f->arena, "a=b; %s; c=d", b.cookie).p;
    assert_int_equal(status(f, &b), 200);
}

static void sessions__are_listed_and_ended_from_elsewhere(void **state)
{
    struct fixture *f = *state;
    struct browser office = given_browser(f), lost = given_browser(f);
    struct answer here = ask(f, &lost, "GET", "/api/v1/session", NULL);
    struct answer list = ask(f, &office, "GET", "/api/v1/sessions", NULL);
    struct str id = json_str(json_path(here.json, "session.id"));
    const char *path = str_format(&f->arena, "/api/v1/sessions/%.*s", STR_ARG(id)).p;

    assert_int_equal(json_size(json_get(list.json, "items")), 2);
    assert_int_equal(ask(f, &office, "DELETE", path, NULL).status, 204);
    assert_int_equal(status(f, &lost), 401);
    assert_int_equal(status(f, &office), 200);
    expect_problem(ask(f, &office, "DELETE", path, NULL), 404, "session.not_found");
}

static void sessions__of_another_person_do_not_exist(void **state)
{
    struct fixture *f = *state;
    struct browser rosa = given_browser(f);
    struct str id =
        json_str(json_path(ask(f, &rosa, "GET", "/api/v1/session", NULL).json, "session.id"));

    f->user = (struct user){ .email = STR("ana@cobros.co"),
                             .language = STR("es"),
                             .password_hash = STR("plain1:" PASSWORD) };
    f->user.id.v = random_id(f->ports.random, f->clock.wall);
    save(f, &user_record, &f->user, f->account.id);
    struct membership m = { .user = f->user.id, .role = ROLE_OWNER };
    m.id.v = random_id(f->ports.random, f->clock.wall);
    save(f, &membership_record, &m, f->account.id);
    struct browser ana = browser_of(f, try_in(f, "ana@cobros.co", PASSWORD));

    assert_int_equal(
        json_size(json_get(ask(f, &ana, "GET", "/api/v1/sessions", NULL).json, "items")), 1);
    expect_problem(
        ask(f, &ana, "DELETE", str_format(&f->arena, "/api/v1/sessions/%.*s", STR_ARG(id)).p, NULL),
        404, "session.not_found");
    assert_int_equal(status(f, &rosa), 200);
}

static void password__is_changed_with_the_old_one_and_ends_all_sessions(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f), other = given_browser(f);
    const char *path = "/api/v1/password";

    expect_problem(
        ask(f, &b, "POST", path, "{\"current\":\"wrong\",\"password\":\"otra bruma larga\"}"), 401,
        "auth.wrong_password");
    assert_int_equal(
        ask(f, &b, "POST", path, "{\"current\":\"" PASSWORD "\",\"password\":\"corta\"}").status,
        422);
    assert_int_equal(status(f, &other), 200);
    struct answer a = ask(f, &b, "POST", path,
                          "{\"current\":\"" PASSWORD "\",\"password\":\"otra bruma larga\"}");
    struct browser renewed = browser_of(f, a);

    assert_int_equal(a.status, 200);
    assert_int_equal(status(f, &renewed), 200);
    assert_int_equal(status(f, &b), 401); /* a new id: the old cookie opens nothing */
    assert_int_equal(status(f, &other), 401);
    fixed_clock_move(&f->clock, MINUTES(1));
    assert_int_equal(try_in(f, "rosa@cobros.co", PASSWORD).status, 401);
    assert_int_equal(try_in(f, "rosa@cobros.co", "otra bruma larga").status, 201);
}

static void cookie__is_taken_away_when_leaving(void **state)
{
    struct fixture *f = *state;
    struct browser b = given_browser(f);
    struct answer a = ask(f, &b, "DELETE", "/api/v1/session", NULL);

    assert_int_equal(a.status, 204);
    assert_true(str_find(a.head, STR("Set-Cookie: __Host-sid=; Path=/; Secure; HttpOnly; "
                                     "SameSite=Lax; Max-Age=0\r\n")) != SIZE_MAX);
}

#define WITH_PEOPLE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PEOPLE(cookie__is_of_this_host_hidden_from_scripts_and_from_other_sites),
        WITH_PEOPLE(secret__is_kept_as_a_hash_alone),
        WITH_PEOPLE(sign_in__tells_nobody_who_is_there),
        WITH_PEOPLE(sign_in__is_tried_five_times_a_minute_for_a_name),
        WITH_PEOPLE(sign_in__is_tried_twenty_times_a_minute_from_an_address),
        WITH_PEOPLE(sign_in__makes_a_weak_hash_again),
        WITH_PEOPLE(session__ends_unused_after_30_minutes),
        WITH_PEOPLE(session__ends_used_after_8_hours),
        WITH_PEOPLE(session__may_what_its_role_may_now),
        WITH_PEOPLE(session__ends_with_the_account),
        WITH_PEOPLE(change__must_come_from_the_own_page_with_the_csrf),
        WITH_PEOPLE(open_route__from_anothers_page_is_refused),
        WITH_PEOPLE(cookie__that_is_there_twice_is_none),
        WITH_PEOPLE(sessions__are_listed_and_ended_from_elsewhere),
        WITH_PEOPLE(sessions__of_another_person_do_not_exist),
        WITH_PEOPLE(password__is_changed_with_the_old_one_and_ends_all_sessions),
        WITH_PEOPLE(cookie__is_taken_away_when_leaving),
    };

    return cmocka_run_group_tests_name("sessions", tests, NULL, NULL);
}
