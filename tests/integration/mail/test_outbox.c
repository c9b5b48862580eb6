/* tests/integration/mail/test_outbox.c - a message is one file, whole, once. */
#include "support/a_folder.h"
#include "support/expect.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "infrastructure/mail.h"

static struct instant fixed_wall(void *self)
{
    (void)self;
    return (struct instant){ 1800000000123 };
}

static bool fixed_trusted(void *self, struct str *how)
{
    (void)self;
    *how = STR("operator");
    return true;
}

static const struct clock_ops fixed_ops = { .wall = fixed_wall,
                                            .boot = fixed_wall,
                                            .trusted = fixed_trusted };

struct fixture {
    struct arena arena;
    struct error error;
    char folder[64];
    struct outbox *outbox;
    struct mailer mailer;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(), .folder = "/tmp/speechai-mail-XXXXXX" };
    assert_non_null(mkdtemp(f.folder));
    expect_ok(outbox_new(&(struct outbox_config){ .folder = str_from_c(f.folder),
                                                  .from = STR("speechai@localhost"),
                                                  .clock = { &fixed_ops, NULL } },
                         &f.outbox, &f.error));
    f.mailer = outbox_mailer(f.outbox);
    *state = &f;
    return 0;
}

static size_t count_files(const struct fixture *f, char *last)
{
    DIR *folder = opendir(f->folder);
    struct dirent *entry;
    char path[512];
    size_t n = 0;

    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        n++;
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        if (last != NULL)
            memcpy(last, path, sizeof path);
    }
    closedir(folder);
    return n;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    folder_remove(f->folder);
    outbox_free(f->outbox);
    arena_release(&f->arena);
    return 0;
}

static struct str only_file(struct fixture *f)
{
    char *text = arena_alloc(&f->arena, 16384), path[512];
    size_t n;

    assert_int_equal(count_files(f, path), 1);
    CLEANUP(cleanup_file) FILE *file = fopen(path, "r");
    assert_non_null(file);
    n = fread(text, 1, 16383, file);
    return (struct str){ text, n };
}

static enum err send_text(struct fixture *f, struct str id, struct str subject, struct str text)
{
    const struct mail mail = {
        .id = id, .to = STR("ana@example.com"), .subject = subject, .text = text
    };

    return VIA(f->mailer, send, &mail, &f->error);
}

static void send__writes_one_whole_message(void **state)
{
    struct fixture *f = *state;

    expect_ok(send_text(f, STR("evt_1-low"), STR("Saldo bajo: 12 €"),
                        STR("Señora Ana:\nquedan 3 = tres.\n.fin ")));

    expect_str(only_file(f), "From: speechai@localhost\r\n"
                             "To: ana@example.com\r\n"
                             "Subject: =?utf-8?Q?Saldo_bajo=3A_12_=E2=82=AC?=\r\n"
                             "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"
                             "Message-ID: <evt_1-low@speechai>\r\n"
                             "MIME-Version: 1.0\r\n"
                             "Content-Type: text/plain; charset=utf-8\r\n"
                             "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                             "Se=C3=B1ora Ana:\r\nquedan 3 =3D tres.\r\n=2Efin=20\r\n");
}

static void send__takes_the_same_id_once(void **state)
{
    struct fixture *f = *state;

    expect_ok(send_text(f, STR("evt_1"), STR("one"), STR("one")));
    expect_ok(send_text(f, STR("evt_1"), STR("two"), STR("two")));

    assert_true(str_find(only_file(f), STR("Subject: =?utf-8?Q?one?=")) != SIZE_MAX);
}

static void send__lets_no_id_out_of_the_folder(void **state)
{
    struct fixture *f = *state;

    expect_ok(send_text(f, STR("../../etc/passwd"), STR("s"), STR("t")));

    assert_true(only_file(f).n > 0);
}

static void send__folds_long_subjects_and_lines(void **state)
{
    struct fixture *f = *state;
    struct strbuf subject = strbuf_init(&f->arena, 1000), text = strbuf_init(&f->arena, 1000);
    struct str all, line;

    for (int i = 0; i < 60; i++)
        strbuf_add_c(&subject, "ñ");
    for (int i = 0; i < 300; i++)
        strbuf_add_c(&text, "x");
    expect_ok(send_text(f, STR("long"), strbuf_str(&subject), strbuf_str(&text)));

    all = only_file(f);
    while ((line = str_cut(&all, '\n')).p != NULL)
        assert_true(line.n <= 77);
}

static void send__refuses_what_would_break_the_headers(void **state)
{
    struct fixture *f = *state;
    struct mail mail = { .id = STR("x"),
                         .to = STR("ana@example.com\r\nBcc: b@example.com"),
                         .subject = STR("s"),
                         .text = STR("t") };

    expect_error(VIA(f->mailer, send, &mail, &f->error), &f->error, ERR_INVALID, "mail.refused");
    expect_error(send_text(f, STR("x"), STR("a\nb"), STR("t")), &f->error, ERR_INVALID,
                 "mail.refused");
    expect_error(send_text(f, STR("x"), STR("a"), STR("\xff")), &f->error, ERR_INVALID,
                 "mail.refused");
    assert_int_equal(count_files(f, NULL), 0);
}

static void new__refuses_a_folder_that_cannot_be(void **state)
{
    struct outbox *outbox;
    struct error error = { 0 };

    (void)state;
    expect_error(outbox_new(&(struct outbox_config){ .folder = STR("/dev/null/mail"),
                                                     .from = STR("speechai@localhost") },
                            &outbox, &error),
                 &error, ERR_UNAVAILABLE, "mail.no_folder");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(send__writes_one_whole_message),
        TEST(send__takes_the_same_id_once),
        TEST(send__lets_no_id_out_of_the_folder),
        TEST(send__folds_long_subjects_and_lines),
        TEST(send__refuses_what_would_break_the_headers),
        cmocka_unit_test(new__refuses_a_folder_that_cannot_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
