/* tests/integration/phone/test_tables.c - the tables against the library, over inputs that nobody
 * chose. SPEECHAI_TEST_SEED=<n> chooses others; ./test --full takes fresh ones. */
#include "support/expect.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "phone/library.h"
#include "phone/tables.h"

enum { INPUTS = 240000, COUNTRIES = 300, POOL = 4096, TEXT = 80 };

struct input {
    char text[TEXT];
    size_t n;
    char country[3];
};

struct run {
    uint64_t random;
    struct phone_tables *tables;
    char countries[COUNTRIES][3];
    size_t countries_n;
    struct input pool[POOL]; /* found to be numbers: what comes next is made from them */
    size_t pool_n;
    long compared, declined, valid;
};

static uint64_t draw(struct run *r)
{
    r->random ^= r->random << 13;
    r->random ^= r->random >> 7;
    r->random ^= r->random << 17;
    return r->random;
}

static size_t below(struct run *r, size_t n)
{
    return (size_t)(draw(r) >> 11) % n;
}

static void put_char(struct input *in, char c)
{
    if (in->n < TEXT - 1)
        in->text[in->n++] = c;
}

static void put(struct input *in, const char *text)
{
    for (; *text != '\0'; text++)
        put_char(in, *text);
}

static void put_digits(struct run *r, struct input *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_char(in, (char)('0' + below(r, 10)));
}

static const char *pick(struct run *r, const char *const *of, size_t n)
{
    return of[below(r, n)];
}

/* Half of all inputs are of the countries that matter most here. */
static void pick_country(struct run *r, struct input *in)
{
    static const char *const near[] = { "CO", "MX", "AR", "BR", "CL", "PE", "EC", "ES", "US" };
    const char *country =
        below(r, 2) == 0 ? pick(r, near, ARRAY_LEN(near)) : r->countries[below(r, r->countries_n)];

    memcpy(in->country, country, 3);
    if (below(r, 40) == 0)
        in->country[0] = '\0';
}

static void make_random(struct run *r, struct input *in)
{
    pick_country(r, in);
    if (below(r, 4) == 0)
        put_char(in, '+');
    put_digits(r, in, 2 + below(r, 14));
}

/* Marks and digits in any order. */
static void make_noise(struct run *r, struct input *in)
{
    static const char letters[] = "0123456789012345678900112357+ -.()[]";

    pick_country(r, in);
    for (size_t n = below(r, 36); n > 0; n--)
        put_char(in, letters[below(r, sizeof letters - 1)]);
}

/* A number that was one among what people write beside it. */
static void make_noted(struct run *r, struct input *in)
{
    static const char *const notes[] = { " ext 12", "x3",  " / ",  "ñ",  " ó ", " a", "Cel ",
                                         "$",       " y ", "\n",   "'",  "\"",  "@",  " <3>",
                                         "Maria",   "#4",  ",",    ";",  ":",   "+",  "\xc2\xa0",
                                         "=",       "_",   "%",    "&",  "|",   "\\", "é1",
                                         "int 5",   "~2",  "\xff", "/x", "?",   "*",  "`" };
    const struct input *from = &r->pool[below(r, r->pool_n)];
    size_t at = below(r, from->n + 1);

    memcpy(in->country, from->country, 3);
    if (below(r, 3) == 0)
        put(in, pick(r, notes, ARRAY_LEN(notes)));
    for (size_t i = 0; i < from->n; i++) {
        if (i == at && below(r, 2) == 0)
            put(in, pick(r, notes, ARRAY_LEN(notes)));
        put_char(in, from->text[i]);
    }
    for (size_t i = below(r, 3); i > 0; i--)
        put(in, pick(r, notes, ARRAY_LEN(notes)));
    if (below(r, 3) == 0)
        put_digits(r, in, 1 + below(r, 4));
}

/* A number that was one, with another tail, a prefix, or marks. */
static void make_from_pool(struct run *r, struct input *in)
{
    static const char *const fronts[] = { "",   "",    "",   "",     "0",  "00",  "+",
                                          "1",  "011", "01", "044",  "05", "07",  "09",
                                          "90", "015", "+0", "0057", "++", "0444" };
    const struct input *from = &r->pool[below(r, r->pool_n)];
    size_t change = below(r, 6) == 0 ? below(r, from->n + 1) : from->n;

    memcpy(in->country, from->country, 3);
    if (below(r, 12) == 0)
        pick_country(r, in);
    if (below(r, 2) == 0)
        put(in, pick(r, fronts, ARRAY_LEN(fronts)));
    for (size_t i = 0; i < from->n; i++) {
        bool other = i == change || (i + 4 > from->n && below(r, 2) == 0);
        if (below(r, 30) == 0)
            put_char(in, " -.()"[below(r, 5)]);
        put_char(in, other && from->text[i] >= '0' ? (char)('0' + below(r, 10)) : from->text[i]);
    }
    if (below(r, 10) == 0)
        put_digits(r, in, 1 + below(r, 3));
    if (below(r, 10) == 0 && in->n > 2)
        in->n -= 1 + below(r, 2);
}

static void keep(struct run *r, const struct phone_answer *answer, const struct input *in)
{
    struct input found = { .n = answer->n };

    memcpy(found.text, answer->e164, answer->n);
    memcpy(found.country, in->country, 3);
    if (below(r, 2) == 0 && in->n < 24)
        found = *in;
    r->pool[r->pool_n < POOL ? r->pool_n++ : below(r, POOL)] = found;
}

static void compare(struct run *r, const struct input *in)
{
    struct phone_answer ours, theirs;

    if (!tables_ask(r->tables, in->text, in->n, in->country, &ours)) {
        r->declined++;
        return;
    }
    library_ask(in->text, in->n, in->country, &theirs);
    r->compared++;
    if (!answer_eq(&ours, &theirs))
        fail_msg("\"%.*s\" in \"%s\": tables %d %d %d %s %s, library %d %d %d %s %s", (int)in->n,
                 in->text, in->country, (int)ours.reading, (int)ours.length, (int)ours.type,
                 ours.region, ours.e164, (int)theirs.reading, (int)theirs.length, (int)theirs.type,
                 theirs.region, theirs.e164);
    if (theirs.reading == READING_OK && theirs.type != TYPE_UNKNOWN) {
        r->valid++;
        keep(r, &theirs, in);
    }
}

static void tables__answer_what_the_library_answers(void **state)
{
    const char *given = getenv("SPEECHAI_TEST_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261126;
    struct run *r = *state;

    r->random = seed * 2654435761u + 1;
    print_message("SPEECHAI_TEST_SEED=%llu\n", (unsigned long long)seed);
    for (long i = 0; i < INPUTS; i++) {
        struct input in = { .n = 0 };
        size_t kind = below(r, 10);

        if (kind < 2 || r->pool_n == 0)
            make_random(r, &in);
        else if (kind == 2)
            make_noise(r, &in);
        else if (kind == 3)
            make_noted(r, &in);
        else
            make_from_pool(r, &in);
        compare(r, &in);
    }

    print_message("%ld compared, %ld of them valid, %ld declined\n", r->compared, r->valid,
                  r->declined);
    assert_true(r->compared > INPUTS * 9 / 10);
    assert_true(r->declined > 0);
    assert_true(r->valid > INPUTS / 5);
}

/* The number goes on to each length that it may still have, if its code is called from here much;
 * else to one of them. */
static void visit_transition(void *to, unsigned code, const char *digits, size_t n)
{
    static const unsigned near[] = { 57, 52, 54, 55, 56, 51, 593, 34 };
    struct run *r = to;
    bool all = false;

    for (size_t i = 0; i < ARRAY_LEN(near); i++)
        all = all || near[i] == code;
    if (n > 14)
        return;
    for (size_t length = all ? n : n + below(r, 15 - n); length < 15; length += all ? 1 : 15) {
        struct input in = { .n = 0 };

        in.n = (size_t)snprintf(in.text, sizeof in.text, "+%u%.*s", code, (int)n, digits);
        put_digits(r, &in, length - n);
        compare(r, &in);
    }
}

static void tables__agree_on_every_transition(void **state)
{
    struct run *r = *state;

    r->compared = r->valid = 0;
    tables_each_transition(r->tables, visit_transition, r);

    print_message("%ld compared, %ld of them valid\n", r->compared, r->valid);
    assert_true(r->compared > 100000);
}

enum { THREADS = 4, ROUNDS = 200 };

/* Every thread meets calling codes that nobody has asked for yet. */
static void *ask_around(void *tables)
{
    static const char *const numbers[] = { "+12125550123",  "+573001234567", "+525512345678",
                                           "+447400123456", "+79121234567",  "+390612345678" };
    struct phone_answer answer;
    uintptr_t wrong = 0;

    for (size_t i = 0; i < ROUNDS; i++) {
        const char *number = numbers[i % ARRAY_LEN(numbers)];

        wrong += !tables_ask(tables, number, strlen(number), "", &answer) ||
                 answer.type == TYPE_UNKNOWN || strcmp(answer.e164, number) != 0;
    }
    return (void *)wrong;
}

static void tables__serve_many_threads(void **state)
{
    struct phone_tables *fresh = tables_new();
    pthread_t threads[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_around, fresh), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;

        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    tables_free(fresh);
}

static void tables__decline_what_is_not_plain(void **state)
{
    static const char *const texts[] = { "300 123 4567 ext 2", "3001234567;ext=1", "300 123 4567 a",
                                         "３００1234567",      "300\t1234567",     "300#" };
    struct run *r = *state;
    struct phone_answer answer;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_false(tables_ask(r->tables, texts[i], strlen(texts[i]), "CO", &answer));
}

static void tables__know_every_country_of_the_library(void **state)
{
    struct run *r = *state;

    assert_true(r->countries_n > 200);
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            char country[3] = { a, b, '\0' };
            assert_int_equal(tables_know_country(r->tables, country),
                             library_knows_country(country));
        }
    assert_false(tables_know_country(r->tables, ""));
    assert_false(tables_know_country(r->tables, "001"));
}

static int open_tables(void **state)
{
    struct run *r = calloc(1, sizeof *r);

    library_open();
    r->tables = tables_new();
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            char country[3] = { a, b, '\0' };
            if (library_knows_country(country))
                memcpy(r->countries[r->countries_n++], country, 3);
        }
    *state = r;
    return r->tables == NULL;
}

static int close_tables(void **state)
{
    struct run *r = *state;

    tables_free(r->tables);
    free(r);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables__know_every_country_of_the_library),
        cmocka_unit_test(tables__decline_what_is_not_plain),
        cmocka_unit_test(tables__serve_many_threads),
        cmocka_unit_test(tables__answer_what_the_library_answers),
        cmocka_unit_test(tables__agree_on_every_transition),
    };

    return cmocka_run_group_tests_name("phone tables", tests, open_tables, close_tables);
}
