/* tests/contract/mailer_contract.c - what every mailer promises. */
#include "contract/mail_adapter.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "support/expect.h"

struct given {
    struct mail_adapter *adapter;
    struct arena arena;
    struct error error;
};

static int given_mailer(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->error.arena = &g->arena;
    g->adapter = mail_adapter_open();
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    mail_adapter_free(g->adapter);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static struct mail plain_mail(const char *id)
{
    return (struct mail){ .id = str_from_c(id),
                          .to = STR("ana@example.com"),
                          .subject = STR("Saldo bajo"),
                          .text = STR("Quedan 3 minutos.") };
}

static enum err send(struct given *g, struct mail mail)
{
    return VIA(g->adapter->mailer, send, &mail, &g->error);
}

static struct mail only_one(struct given *g)
{
    assert_int_equal(mail_adapter_count(g->adapter), 1);
    return mail_adapter_read(g->adapter, &g->arena, 0);
}

static void send__brings_address_subject_and_text_as_they_are(void **state)
{
    struct given *g = *state;
    struct mail mail = plain_mail("evt_1-low"), got;

    mail.subject = STR("¿Saldo? 12 € = poco_ñ");
    mail.text = STR("Señora Ana:\n\n.\n..punto\nquedan 3 = tres  \nFrom aquí\n\tadiós");
    expect_ok(send(g, mail));
    got = only_one(g);
    expect_str(got.id, "evt_1-low");
    expect_str(got.to, "ana@example.com");
    assert_true(str_eq(got.subject, mail.subject));
    assert_true(str_eq(str_trim(got.text), mail.text));
}

static void send__brings_what_is_long_whole(void **state)
{
    struct given *g = *state;
    struct strbuf subject = strbuf_init(&g->arena, 1000), text = strbuf_init(&g->arena, 1 << 20);
    struct mail mail = plain_mail("evt_2"), got;

    for (int i = 0; i < 120; i++)
        strbuf_add_c(&subject, "ñ€");
    for (int i = 0; i < 5000; i++)
        strbuf_addf(&text, "línea %d de una carta que no acaba; ", i);
    mail.subject = str_slice(strbuf_str(&subject), 0, 400);
    mail.text = strbuf_str(&text);
    expect_ok(send(g, mail));
    got = only_one(g);
    assert_true(str_eq(got.subject, mail.subject));
    assert_true(str_eq(str_trim(got.text), str_trim(mail.text)));
}

static void send__of_the_same_id_is_the_same_message(void **state)
{
    struct given *g = *state;

    expect_ok(send(g, plain_mail("evt_3")));
    expect_ok(send(g, plain_mail("evt_3")));
    expect_ok(send(g, plain_mail("evt_4")));
    assert_int_equal(mail_adapter_count(g->adapter), g->adapter->knows_ids ? 2 : 3);
    expect_str(mail_adapter_read(g->adapter, &g->arena, 0).id, "evt_3");
}

static void send__refuses_what_would_break_a_header(void **state)
{
    struct given *g = *state;
    static const struct mail bad[] = {
        { STR_INIT("i"), STR_INIT("a@b.co\r\nBcc: c@d.co"), STR_INIT("s"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("a@b.co>,<c@d.co"), STR_INIT("s"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("a@b.co c@d.co"), STR_INIT("s"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("nobody"), STR_INIT("s"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT(""), STR_INIT("s"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("a@b.co"), STR_INIT("s\nBcc: c@d.co"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("a@b.co"), STR_INIT("s\r"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("a@b.co"), STR_INIT(""), STR_INIT("t") },
        { STR_INIT("i\r\nX: y"), STR_INIT("a@b.co"), STR_INIT("s"), STR_INIT("t") },
        { STR_INIT("i"), STR_INIT("a@b.co"), STR_INIT("s"), STR_INIT("\xff") },
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        expect_error(send(g, bad[i]), &g->error, ERR_INVALID, "mail.refused");
    assert_int_equal(mail_adapter_count(g->adapter), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_mailer, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(send__brings_address_subject_and_text_as_they_are),
        TEST(send__brings_what_is_long_whole),
        TEST(send__of_the_same_id_is_the_same_message),
        TEST(send__refuses_what_would_break_a_header),
    };

    return cmocka_run_group_tests_name("mailer", tests, NULL, NULL);
}
