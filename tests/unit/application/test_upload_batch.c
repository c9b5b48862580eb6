/* tests/unit/application/test_upload_batch.c - a sheet is stored, looked at, and corrected. */
#include "support/world.h"

#include "application/commands/import_batch.h"
#include "application/commands/upload_batch.h"

struct bytes {
    int n;
};

static enum err from_bytes(void *from, void *buffer, size_t n, size_t *got)
{
    struct bytes *left = from;

    *got = (size_t)left->n < n ? (size_t)left->n : n;
    left->n -= (int)*got;
    memset(buffer, 'x', *got);
    return ERR_OK;
}

static enum err broken_off(void *from, void *buffer, size_t n, size_t *got)
{
    (void)from;
    (void)buffer;
    (void)n;
    (void)got;
    return ERR_TIMEOUT;
}

static void given_people(struct world *w)
{
    GIVEN_SHEET(w, "Nombre|Teléfono|Deuda", "Ana|3001112233|150000", "Luis|3004445566|20000",
                "Eva|3007778899|99");
}

static struct upload_batch of(struct bytes *bytes)
{
    return (struct upload_batch){ .file_name = STR("cartera.xlsx"),
                                  .source = from_bytes,
                                  .from = bytes };
}

static struct batch *uploaded(struct world *w)
{
    struct bytes bytes = { 10 };
    struct upload_batch cmd = of(&bytes);
    struct batch *batch;

    cmd.campaign = w->d.campaign.id;
    expect_ok(upload_batch(&w->ports, scope_of(w), &cmd, &batch));
    return batch;
}

static void upload__recognises_the_columns_and_keeps_the_file(void **state)
{
    struct world *w = *state;
    struct batch *batch;

    given_people(w);
    batch = uploaded(w);

    assert_int_equal(batch->status, BATCH_RECEIVED);
    assert_int_equal(batch->header_row, 1);
    assert_int_equal(batch->columns.n, 3);
    assert_int_equal(batch->columns.items[0].role, COLUMN_NAME);
    assert_int_equal(batch->columns.items[1].role, COLUMN_PHONE);
    expect_str(batch->columns.items[2].variable, "deuda");
    expect_str(batch->country, "CO");
    expect_str(batch->format, "xlsx");
    assert_int_equal(batch->duplicates, DUPLICATES_SKIP);
    assert_int_equal(batch->file_bytes, 10);
    assert_int_equal(objects_named(w, "source"), 1);
    assert_int_equal(events_of(w, EVENT_BATCH_RECEIVED), 1);
}

static void upload__without_a_campaign_makes_a_draft_of_its_name(void **state)
{
    struct world *w = *state;
    struct bytes bytes = { 10 };
    struct upload_batch cmd = of(&bytes);
    struct batch *batch;

    given_people(w);
    scope_with(w, PERMISSION_BIT(PERMISSION_IMPORT))->idempotency_key = STR("request-1");
    expect_ok(upload_batch(&w->ports, &w->scope, &cmd, &batch));

    const struct campaign *made = kept_campaign(w, batch->campaign);
    assert_int_equal(made->status, CAMPAIGN_DRAFT);
    expect_str(made->name, "cartera.xlsx");
    assert_int_equal(w->d.store->keys.n, 1);
    assert_ptr_equal(w->d.store->keys.items[0].record, &batch_record);
}

static void upload__cuts_a_long_name_between_characters(void **state)
{
    struct world *w = *state;
    struct bytes bytes = { 10 };
    struct upload_batch cmd = of(&bytes);
    struct strbuf name = strbuf_init(&w->d.arena, 255);
    struct batch *batch;

    given_people(w);
    strbuf_add_c(&name, "x");
    while (name.n < 200)
        strbuf_add_c(&name, "ñ");
    cmd.file_name = strbuf_str(&name);
    expect_ok(upload_batch(&w->ports, scope_of(w), &cmd, &batch));

    assert_int_equal(kept_campaign(w, batch->campaign)->name.n, 119);
    assert_true(str_is_utf8(kept_campaign(w, batch->campaign)->name));
}

static void upload__of_a_sheet_without_phones_waits_for_a_person(void **state)
{
    struct world *w = *state;
    struct batch *batch;

    GIVEN_SHEET(w, "Nombre|Ciudad", "Ana|Cali", "Luis|Neiva");
    batch = uploaded(w);

    assert_int_equal(batch->status, BATCH_RECEIVED);
    assert_int_equal(batch->columns.n, 2);
    expect_refused(w, import_batch(&w->ports, scope_of(w), batch->id, &batch), ERR_PRECONDITION,
                   "batch.no_phone_column");
}

static void upload__of_what_is_no_sheet_keeps_nothing(void **state)
{
    struct world *w = *state;
    struct bytes bytes = { 10 };
    struct upload_batch cmd = of(&bytes);
    struct batch *batch;
    size_t rows = w->d.store->rows.n;

    expect_refused(w, upload_batch(&w->ports, scope_of(w), &cmd, &batch), ERR_INVALID,
                   "sheet.empty_file");

    assert_int_equal(w->objects->n, 0);
    assert_int_equal(w->d.store->rows.n, rows);
}

static void upload__beyond_the_plan_is_refused(void **state)
{
    struct world *w = *state;
    struct bytes bytes = { 1001 };
    struct upload_batch cmd = of(&bytes);
    struct batch *batch;

    given_people(w);
    expect_refused(w, upload_batch(&w->ports, scope_of(w), &cmd, &batch), ERR_EXHAUSTED,
                   "object.too_large");
    assert_int_equal(w->objects->n, 0);
}

static void upload__that_breaks_off_keeps_nothing(void **state)
{
    struct world *w = *state;
    struct upload_batch cmd = { .file_name = STR("x.csv"), .source = broken_off };
    struct batch *batch;
    size_t rows = w->d.store->rows.n;

    assert_int_equal(upload_batch(&w->ports, scope_of(w), &cmd, &batch), ERR_TIMEOUT);
    assert_int_equal(w->objects->n, 0);
    assert_int_equal(w->d.store->rows.n, rows);
}

static void upload__tells_every_wrong_field_at_once(void **state)
{
    struct world *w = *state;
    struct bytes bytes = { 10 };
    struct upload_batch cmd = of(&bytes);
    struct batch *batch;

    cmd.file_name = STR("");
    cmd.country = STR("ZZ");
    expect_refused(w, upload_batch(&w->ports, scope_of(w), &cmd, &batch), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "file_name"), "field.format");
    assert_string_equal(field_slug(w, "country"), "account.country_unknown");
    assert_int_equal(bytes.n, 10); /* nothing was read of it */
}

static void upload__into_a_campaign_that_is_over_is_refused(void **state)
{
    struct world *w = *state;
    struct bytes bytes = { 10 };
    struct upload_batch cmd = of(&bytes);
    struct batch *batch;

    given_people(w);
    cmd.campaign = w->d.campaign.id;
    w->d.campaign.status = CAMPAIGN_DONE;
    keep_campaign(w, &w->d.campaign);
    expect_refused(w, upload_batch(&w->ports, scope_of(w), &cmd, &batch), ERR_PRECONDITION,
                   "campaign.over");
    assert_int_equal(w->objects->n, 0);
    expect_refused(w, upload_batch(&w->ports, scope_elsewhere(w), &cmd, &batch), ERR_NOT_FOUND,
                   "campaign.not_found");
    expect_forbidden(
        w, upload_batch(&w->ports, scope_with(w, all_but(PERMISSION_IMPORT)), &cmd, &batch));
}

/* -- corrections -- */

static enum err change(struct world *w, struct batch_id id, struct change_batch cmd)
{
    struct batch *batch;

    return change_batch(&w->ports, scope_of(w), id, &cmd, &batch);
}

static void change__takes_a_persons_word_on_columns(void **state)
{
    struct world *w = *state;
    struct column said[] = { { .index = 2, .role = COLUMN_AMOUNT, .variable = STR("Valor Total") },
                             { .index = 0, .role = COLUMN_IGNORED } };
    struct batch_id id;

    given_people(w);
    id = uploaded(w)->id;
    expect_ok(change(w, id, (struct change_batch){ .columns = { said, 2 } }));

    const struct batch *batch = kept_batch(w, id);
    assert_int_equal(batch->columns.items[0].role, COLUMN_IGNORED);
    assert_int_equal(batch->columns.items[1].role, COLUMN_PHONE);
    assert_int_equal(batch->columns.items[2].role, COLUMN_AMOUNT);
    assert_int_equal(batch->columns.items[2].confidence, 100);
    expect_str(batch->columns.items[2].variable, "valor_total");
}

static void change__tells_every_wrong_column(void **state)
{
    struct world *w = *state;
    struct column said[] = { { .index = 0, .role = COLUMN_NAME, .variable = STR("x") },
                             { .index = 0, .role = COLUMN_CITY },
                             { .index = 9, .role = COLUMN_CITY },
                             { .index = 2, .role = COLUMN_VARIABLE, .variable = STR("X") } };
    struct batch_id id;

    given_people(w);
    id = uploaded(w)->id;

    expect_refused(w, change(w, id, (struct change_batch){ .columns = { said, 4 } }), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "columns[1].index"), "columns.twice");
    assert_string_equal(field_slug(w, "columns[2].index"), "columns.no_such_column");
    assert_string_equal(field_slug(w, "columns[2].variable"), "columns.same_variable");
    assert_int_equal(kept_batch(w, id)->columns.items[0].role, COLUMN_NAME);
}

static void change__of_the_header_row_recognises_anew(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Cartera de noviembre", "Cliente|Celular", "Ana|3001112233", "Eva|3004445566",
                "Luis|3007778899");
    id = uploaded(w)->id;
    assert_int_equal(kept_batch(w, id)->header_row, 2);
    expect_ok(change(w, id, (struct change_batch){ .header_row = SOME_I64(3) }));

    assert_int_equal(kept_batch(w, id)->header_row, 3);
    expect_str(kept_batch(w, id)->columns.items[0].header, "Ana");
}

static void change__keeps_what_it_does_not_mention(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    given_people(w);
    id = uploaded(w)->id;
    expect_ok(change(w, id,
                     (struct change_batch){ .duplicates = DUPLICATES_SKIP_IF_REACHED,
                                            .reached_days = SOME_I64(30) }));
    expect_ok(change(w, id, (struct change_batch){ .country = { true, STR("MX") } }));

    assert_int_equal(kept_batch(w, id)->duplicates, DUPLICATES_SKIP_IF_REACHED);
    assert_int_equal(kept_batch(w, id)->reached_days, 30);
    expect_str(kept_batch(w, id)->country, "MX");
}

static void change__refuses_what_cannot_be(void **state)
{
    struct world *w = *state;
    struct batch_id id;
    struct batch *batch;
    const struct change_batch nothing = { 0 };

    given_people(w);
    id = uploaded(w)->id;
    expect_refused(w, change(w, id, (struct change_batch){ .country = { true, STR("ZZ") } }),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "country"), "account.country_unknown");
    expect_refused(w, change(w, id, (struct change_batch){ .sheet = { true, STR("Otra") } }),
                   ERR_INVALID, "sheet.no_such_sheet");
    expect_refused(w, change_batch(&w->ports, scope_elsewhere(w), id, &nothing, &batch),
                   ERR_NOT_FOUND, "batch.not_found");
    expect_forbidden(w, change_batch(&w->ports, scope_with(w, all_but(PERMISSION_IMPORT)), id,
                                     &nothing, &batch));
    expect_ok(import_batch(&w->ports, scope_of(w), id, &batch));
    expect_refused(w, change(w, id, nothing), ERR_PRECONDITION, "batch.not_received");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(upload__recognises_the_columns_and_keeps_the_file),
        WORLD_TEST(upload__without_a_campaign_makes_a_draft_of_its_name),
        WORLD_TEST(upload__cuts_a_long_name_between_characters),
        WORLD_TEST(upload__of_a_sheet_without_phones_waits_for_a_person),
        WORLD_TEST(upload__of_what_is_no_sheet_keeps_nothing),
        WORLD_TEST(upload__beyond_the_plan_is_refused),
        WORLD_TEST(upload__that_breaks_off_keeps_nothing),
        WORLD_TEST(upload__tells_every_wrong_field_at_once),
        WORLD_TEST(upload__into_a_campaign_that_is_over_is_refused),
        WORLD_TEST(change__takes_a_persons_word_on_columns),
        WORLD_TEST(change__tells_every_wrong_column),
        WORLD_TEST(change__of_the_header_row_recognises_anew),
        WORLD_TEST(change__keeps_what_it_does_not_mention),
        WORLD_TEST(change__refuses_what_cannot_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
