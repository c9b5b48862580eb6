/* tests/unit/application/test_brand.c - doors of accounts and what is shown there. */
#include "support/world.h"

#include "application/commands/brand.h"
#include "application/commands/keep_logo.h"
#include "domain/models/subdomain.h"
#include "domain/repositories/record_store.h"

RECORD_REPOSITORY(account)

static const struct str door = STR_INIT("andina.calls.example.com");

static int given_doors(void **state)
{
    int failed = given_world(state);
    struct world *w = *state;

    w->ports.choices.base_domain = STR("calls.example.com");
    w->ports.choices.public_url = STR("https://calls.example.com:8443/x");
    return failed;
}
#define DOOR_TEST(test) cmocka_unit_test_setup_teardown(test, given_doors, end_world)

static enum err choose(struct world *w, struct scope *scope, const char *name,
                       struct own_address *ret)
{
    struct choose_address cmd = { str_from_c(name) };

    return choose_own_address(&w->ports, scope, &cmd, ret);
}

static void given_brand_of(struct world *w, struct scope *scope)
{
    struct account *account;

    expect_ok(account_find(w->ports.records, scope, scope->account, &account));
    account->brand_name = STR("Cobros Andinos");
    account->brand_color = STR("#1a5fb4");
    expect_ok(account_save(w->ports.records, scope, account, NULL));
}

static void given_brand(struct world *w)
{
    given_brand_of(w, scope_of(w));
}

static void expect_installations(struct world *w, const char *host)
{
    struct brand brand;
    struct account *account;

    expect_ok(read_brand(&w->ports, scope_global(w), str_from_c(host), &brand));
    assert_int_equal(brand.name.n + brand.color.n, 0);
    assert_false(brand.logo);
    expect_refused(w, find_brand_logo(&w->ports, scope_global(w), str_from_c(host), &account),
                   ERR_NOT_FOUND, "logo.none");
}

static void door__shows_the_brand_of_its_account_alone(void **state)
{
    struct world *w = *state;
    struct own_address address;
    struct account *account;
    struct brand brand;

    given_brand(w);
    expect_installations(w, "andina.calls.example.com");
    expect_ok(choose(w, scope_of(w), " Andina", &address));
    expect_str(address.url, "https://andina.calls.example.com:8443");
    expect_ok(read_brand(&w->ports, scope_global(w), door, &brand));
    expect_str(brand.name, "Cobros Andinos");
    expect_str(brand.color, "#1a5fb4");
    assert_false(brand.logo);
    expect_ok(keep_logo(&w->ports, scope_of(w), STR("\x89PNG\r\n\x1a\n...."), &account));
    expect_ok(find_brand_logo(&w->ports, scope_global(w), door, &account));
    assert_true(ID_EQ(account->id, scope_of(w)->account));
    expect_installations(w, "calls.example.com");
    expect_installations(w, "otra.calls.example.com");
    expect_installations(w, "127.0.0.1:8080");
    expect_installations(w, "");
}

static void door__is_closed_with_its_account(void **state)
{
    struct world *w = *state;
    struct own_address address;
    struct account *account;

    given_brand(w);
    expect_ok(choose(w, scope_of(w), "andina", &address));
    expect_ok(account_find(w->ports.records, scope_of(w), w->scope.account, &account));
    account->status = ACCOUNT_CLOSED;
    expect_ok(account_save(w->ports.records, scope_of(w), account, NULL));
    expect_installations(w, "andina.calls.example.com");
}

static void address__is_one_accounts_until_it_gives_it_up(void **state)
{
    struct world *w = *state;
    struct own_address address;

    expect_ok(choose(w, scope_of(w), "andina", &address));
    expect_ok(choose(w, scope_of(w), "andina", &address));
    assert_int_equal(choose(w, scope_elsewhere(w), "andina", &address), ERR_INVALID);
    assert_string_equal(field_slug(w, "subdomain"), "subdomain.taken");
    expect_ok(choose(w, scope_of(w), "andina2", &address));
    expect_ok(choose(w, scope_elsewhere(w), "andina", &address));
    expect_ok(choose(w, scope_of(w), "", &address));
    assert_int_equal(address.url.n, 0);
    expect_ok(choose(w, scope_elsewhere(w), "andina2", &address));
    expect_str(address.subdomain, "andina2");
}

static void address__of_one_who_was_cut_off_is_free_after_a_while(void **state)
{
    struct world *w = *state;
    struct own_address address;
    struct choose_address cmd = { STR("andina") };
    struct ports cut = failing_ports(&w->ports, 2, FAILS_BEFORE); /* the claim, then the account */
    struct scope *late;

    assert_int_equal(choose_own_address(&cut, scope_of(w), &cmd, &address), ERR_UNAVAILABLE);
    assert_int_equal(choose(w, scope_elsewhere(w), "andina", &address), ERR_INVALID);
    late = scope_elsewhere(w);
    late->now.unix_ms += SUBDOMAIN_CLAIM_MS;
    expect_ok(choose(w, late, "andina", &address));
    assert_int_equal(choose(w, scope_of(w), "andina", &address), ERR_INVALID);
}

/* A store in which another is quick: as soon as an account is saved without its name, that is
 * somebody else's. */
struct quick_other {
    struct record_store inside;
    struct world *w;
    struct scope other;
    bool done;
};

static enum err save_and_lose(void *self, struct scope *scope, const struct record *record,
                              void *object, struct event_list *events)
{
    struct quick_other *q = self;
    struct own_address address;

    TRY(VIA(q->inside, save, scope, record, object, events));
    if (record != &account_record || q->done)
        return ERR_OK;
    q->done = true;
    return choose(q->w, &q->other, "andina", &address);
}

static enum err find_inside(void *self, struct scope *scope, const struct record *record,
                            struct id128 id, void **ret)
{
    return VIA(((struct quick_other *)self)->inside, find, scope, record, id, ret);
}

static enum err remove_inside(void *self, struct scope *scope, const struct record *record,
                              struct id128 id)
{
    return VIA(((struct quick_other *)self)->inside, remove, scope, record, id);
}

static void address__that_is_given_up_is_not_taken_from_its_next_owner(void **state)
{
    static const struct record_store_ops ops = { .find = find_inside,
                                                 .save = save_and_lose,
                                                 .remove = remove_inside };
    struct world *w = *state;
    struct own_address address;
    struct choose_address cmd = { STR("andina2") };
    struct scope mine = *scope_of(w);
    struct ports ports = w->ports;
    struct brand brand;

    given_brand_of(w, scope_elsewhere(w));
    expect_ok(choose(w, &mine, "andina", &address));
    mine.now.unix_ms += SUBDOMAIN_CLAIM_MS;
    struct quick_other other = { w->ports.records, w, *scope_elsewhere(w), false };
    other.other.now = mine.now;
    ports.records = (struct record_store){ &ops, &other };
    expect_ok(choose_own_address(&ports, &mine, &cmd, &address));

    expect_ok(read_brand(&w->ports, scope_global(w), door, &brand));
    expect_str(brand.name, "Cobros Andinos");
}

static void address__is_sound_and_chosen_by_those_who_may(void **state)
{
    struct world *w = *state;
    const permission_set others = all_but(PERMISSION_MANAGE_ACCOUNT);
    struct own_address address;

    assert_int_equal(choose(w, scope_of(w), "www", &address), ERR_INVALID);
    assert_string_equal(field_slug(w, "subdomain"), "subdomain.reserved");
    assert_int_equal(choose(w, scope_of(w), "a b", &address), ERR_INVALID);
    assert_string_equal(field_slug(w, "subdomain"), "subdomain.malformed");
    expect_forbidden(w, choose(w, scope_with(w, others), "andina", &address));
    expect_forbidden(
        w, read_own_address(&w->ports, scope_with(w, all_but(PERMISSION_READ)), &address));
    w->ports.choices.base_domain = STR("");
    expect_refused(w, choose(w, scope_of(w), "andina", &address), ERR_PRECONDITION,
                   "subdomain.off");
    expect_installations(w, "andina.calls.example.com");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOOR_TEST(door__shows_the_brand_of_its_account_alone),
        DOOR_TEST(door__is_closed_with_its_account),
        DOOR_TEST(address__is_one_accounts_until_it_gives_it_up),
        DOOR_TEST(address__of_one_who_was_cut_off_is_free_after_a_while),
        DOOR_TEST(address__that_is_given_up_is_not_taken_from_its_next_owner),
        DOOR_TEST(address__is_sound_and_chosen_by_those_who_may),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
