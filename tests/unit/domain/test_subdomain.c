/* tests/unit/domain/test_subdomain.c - names of doors. */
#include "support/expect.h"

#include "base/arena.h"
#include "domain/models/subdomain.h"

static void subdomain__is_a_plain_word_that_is_nobodys(void **state)
{
    static const struct {
        const char *name, *refusal;
    } cases[] = {
        { "andina", NULL },
        { "cobros-andinos", NULL },
        { "a1b", NULL },
        { "", "subdomain.malformed" },
        { "ab", "subdomain.malformed" },
        { "1andina", "subdomain.malformed" },
        { "-andina", "subdomain.malformed" },
        { "andina-", "subdomain.malformed" },
        { "xn--andna-3ya", "subdomain.malformed" },
        { "a--b", "subdomain.malformed" },
        { "and.ina", "subdomain.malformed" },
        { "andin\xc3\xa1", "subdomain.malformed" },
        { "Andina", "subdomain.malformed" },
        { "a23456789012345678901234567890123456789xy", "subdomain.malformed" },
        { "www", "subdomain.reserved" },
        { "admin", "subdomain.reserved" },
        { "speechai", "subdomain.reserved" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *refusal = subdomain_refusal(str_from_c(cases[i].name));

        if (cases[i].refusal == NULL)
            assert_null(refusal);
        else
            assert_string_equal(refusal, cases[i].refusal);
    }
}

static void subdomain__is_normal_in_lower_case_without_blanks(void **state)
{
    struct arena arena = arena_init();

    (void)state;
    expect_str(subdomain_normal(&arena, STR("  AnDina ")), "andina");
    arena_release(&arena);
}

static void subdomain__is_one_label_before_the_base_domain(void **state)
{
    static const struct {
        const char *host, *name;
    } cases[] = {
        { "andina.calls.example.com", "andina" },
        { "ANDINA.Calls.Example.com:8080", "andina" },
        { "andina.calls.example.com.", "andina" },
        { "calls.example.com", NULL },
        { ".calls.example.com", NULL },
        { "x.andina.calls.example.com", NULL },
        { "andina.calls.example.com.evil.org", NULL },
        { "andinacalls.example.com", NULL },
        { "andina.example.com", NULL },
        { "-.calls.example.com", NULL },
        { "", NULL },
        { ":", NULL },
    };
    struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str found =
            subdomain_of_host(&arena, str_from_c(cases[i].host), STR("calls.example.com"));

        if (cases[i].name == NULL)
            assert_null(found.p);
        else
            assert_true(str_eq_c(found, cases[i].name));
    }
    assert_null(subdomain_of_host(&arena, STR("andina.calls.example.com"), STR("")).p);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subdomain__is_a_plain_word_that_is_nobodys),
        cmocka_unit_test(subdomain__is_normal_in_lower_case_without_blanks),
        cmocka_unit_test(subdomain__is_one_label_before_the_base_domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
