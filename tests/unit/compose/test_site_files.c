/* tests/unit/compose/test_site_files.c - what of a folder becomes the dashboard. */
#include "support/a_folder.h"
#include "support/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/site_files.h"

struct fixture {
    struct arena arena;
    struct error error;
    char folder[64];
};

static const char *const written[] = { "index.html",  "index.html.gz", "index.html.br",
                                       "assets/a.js", "note.unknown",  ".hidden.js" };

static const char *at(struct fixture *f, const char *name)
{
    return str_format(&f->arena, "%s/%s", f->folder, name).p;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = arena_init();
    f->error.arena = &f->arena;
    snprintf(f->folder, sizeof f->folder, "/tmp/test_site_files-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    assert_int_equal(mkdir(at(f, "assets"), 0700), 0);
    for (size_t i = 0; i < ARRAY_LEN(written); i++) {
        FILE *file = fopen(at(f, written[i]), "wb");

        assert_non_null(file);
        fputs(written[i], file);
        fclose(file);
    }
    assert_int_equal(symlink("/etc/passwd", at(f, "passwd.txt")), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    folder_remove(f->folder);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static const struct site_file *find(const struct site *site, const char *path)
{
    for (size_t i = 0; i < site->n; i++)
        if (str_eq_c(site->items[i].path, path))
            return &site->items[i];
    return NULL;
}

static void folder__is_read_with_its_packed_forms(void **state)
{
    struct fixture *f = *state;
    const struct site_file *page, *script;
    struct site site;

    expect_ok(site_read(&f->arena, str_from_c(f->folder), &site, &f->error));

    assert_int_equal(site.n, 2);
    page = find(&site, "/index.html");
    script = find(&site, "/assets/a.js");
    assert_non_null(page);
    assert_non_null(script);
    expect_str(page->bytes, "index.html");
    expect_str(page->gzip, "index.html.gz");
    expect_str(page->brotli, "index.html.br");
    assert_false(page->lasting);
    assert_true(script->lasting);
    expect_str(script->type, "text/javascript; charset=utf-8");
}

static void links__and_files_of_unknown_kinds_are_left_out(void **state)
{
    struct fixture *f = *state;
    struct site site;

    expect_ok(site_read(&f->arena, str_from_c(f->folder), &site, &f->error));

    assert_null(find(&site, "/passwd.txt"));
    assert_null(find(&site, "/note.unknown"));
    assert_null(find(&site, "/.hidden.js"));
}

static void folder__that_is_named_must_be_there(void **state)
{
    struct fixture *f = *state;
    struct site site;

    expect_error(site_read(&f->arena, STR("/nowhere"), &site, &f->error), &f->error, ERR_INVALID,
                 "data.unreadable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folder__is_read_with_its_packed_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(links__and_files_of_unknown_kinds_are_left_out, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(folder__that_is_named_must_be_there, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
