/* tests/unit/domain/test_password_policy.c */
#include "support/expect.h"

#include "base/arena.h"
#include "domain/services/password_policy.h"

static struct str common_words[] = {
    STR_INIT("qwertyuiop"),
    STR_INIT("contraseña"),
    STR_INIT("password"),
    STR_INIT("123456789012"),
};

/* The slug of what is wrong with it; NULL: nothing. */
static const char *verdict(struct arena *arena, const char *password)
{
    struct word_list common = { common_words, ARRAY_LEN(common_words) };
    struct error error = { .arena = arena };

    word_list_sort(&common);
    password_check(&error, arena, STR("password"), str_from_c(password), STR("rosa.diaz@cobros.co"),
                   &common);
    return error.fields == NULL ? NULL : error.fields->slug;
}

static void expect_verdict(const char *password, const char *slug)
{
    struct arena arena = arena_init();
    const char *got = verdict(&arena, password);

    if ((got == NULL) != (slug == NULL) || (got != NULL && strcmp(got, slug) != 0))
        fail_msg("%s: %s", password, got == NULL ? "fine" : got);
    arena_release(&arena);
}

static void password__is_measured_in_characters(void **state)
{
    enum { MOST = 128 };
    char longest[MOST + 2];

    (void)state;
    expect_verdict("brumaTejado", "password.too_short");
    expect_verdict("brumaTejados", NULL);
    expect_verdict("ñandú-águila", NULL);
    expect_verdict("ñandúáguilá", "password.too_short");
    for (int i = 0; i < MOST + 1; i++)
        longest[i] = "abcdefghijkmnpqrstuvwxyz23456789-"[i * i % 33];
    longest[MOST] = '\0';
    expect_verdict(longest, NULL);
    longest[MOST] = 'x';
    longest[MOST + 1] = '\0';
    expect_verdict(longest, "password.too_long");
    expect_verdict("brumaTejado\xff\xfe", "password.malformed");
}

static void password__that_is_known_is_refused_in_any_disguise(void **state)
{
    (void)state;
    expect_verdict("123456789012", "password.common");
    expect_verdict("Password2026!", "password.common");
    expect_verdict("passwordpassword", "password.common");
    expect_verdict("p4ssw0rd-2026", "password.common");
    expect_verdict("2026contraseña", "password.common");
    expect_verdict("QwertyUiop11", "password.common");
    expect_verdict("aaaaaaaaaaaa", "password.common");
    expect_verdict("abcabcabcabc", "password.common");
}

static void password__needs_no_mixture(void **state)
{
    (void)state;
    expect_verdict("caballo correcto pila grapa", NULL);
    expect_verdict("482910573829", NULL);
    expect_verdict("PASSWORD sobre el tejado", NULL);
}

static void password__is_not_the_own_address(void **state)
{
    (void)state;
    expect_verdict("Rosa.Diaz@cobros.co", "password.own_name");
    expect_verdict("rosa.diaz2026!", "password.own_name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(password__is_measured_in_characters),
        cmocka_unit_test(password__that_is_known_is_refused_in_any_disguise),
        cmocka_unit_test(password__needs_no_mixture),
        cmocka_unit_test(password__is_not_the_own_address),
    };

    return cmocka_run_group_tests_name("password policy", tests, NULL, NULL);
}
