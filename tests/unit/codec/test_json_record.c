/* tests/unit/codec/test_json_record.c - records by their table. */
#include "support/expect.h"

#include "codec/json_record.h"

enum colour { COLOUR_RED = 1, COLOUR_BLUE };
static const char *const colour_texts[] = { [COLOUR_RED] = "red", [COLOUR_BLUE] = "blue" };
static const struct enum_names colour_names = { colour_texts, ARRAY_LEN(colour_texts) };
static const char *const unit_texts[] = { [1] = "talk_ms", [2] = "USD" };
static const struct enum_names unit_names = { unit_texts, ARRAY_LEN(unit_texts) };

struct wheel {
    struct str name;
    int64_t spokes;
};
static const struct field wheel_fields[] = {
    FIELD_STR(struct wheel, name, FIELD_REQUIRED, 1, 5),
    FIELD_I64(struct wheel, spokes, 0, 3, 36),
};
static const struct record wheel_record = RECORD("wheels", struct wheel, wheel_fields);

struct bike {
    struct id128 id;
    enum colour colour;
    struct str name, secret, digest;
    struct opt_i64 gears;
    bool new;
    struct instant born;
    struct duration ride_ms;
    struct quantity price, talk;
    struct wheel spare;
    LIST_OF(struct wheel) wheels;
    struct str_list tags;
    struct str_map notes;
};
static const struct field bike_fields[] = {
    { .name = "id",
      .kind = KIND_ID,
      .flags = FIELD_READ_ONLY,
      .offset = offsetof(struct bike, id),
      .has = FIELD_ALWAYS,
      .prefix = "bik" },
    FIELD_ENUM(struct bike, colour, FIELD_REQUIRED, colour_names),
    FIELD_STR(struct bike, name, 0, 2, 4),
    FIELD_STR(struct bike, secret, FIELD_PRIVATE, 0, 0),
    FIELD_BYTES(struct bike, digest, 0, 4),
    FIELD_OPT_I64(struct bike, gears, 0, 1, 30),
    FIELD_BOOL(struct bike, new, 0),
    FIELD_INSTANT(struct bike, born, 0),
    FIELD_DURATION(struct bike, ride_ms, 0, 0, 100000),
    { .name = "price",
      .kind = KIND_AMOUNT,
      .offset = offsetof(struct bike, price),
      .has = FIELD_ALWAYS,
      .names = &unit_names },
    { .name = "talk",
      .kind = KIND_AMOUNT,
      .offset = offsetof(struct bike, talk),
      .has = FIELD_ALWAYS,
      .names = &unit_names },
    FIELD_SUB(struct bike, spare, 0, wheel_record),
    FIELD_LIST(struct bike, wheels, 0, wheel_record, 2),
    FIELD_STRS(struct bike, tags, 0, 3),
    FIELD_MAP(struct bike, notes, 0, 2),
};
static const struct record bike_record = RECORD("bikes", struct bike, bike_fields);

struct fixture {
    struct arena arena;
    struct error error;
    struct bike bike;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.error.arena = &f.arena;
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static enum err read(struct fixture *f, enum json_reading from, struct str text)
{
    const struct json *root;

    error_clear(&f->error);
    expect_ok(json_parse(&f->arena, text, NULL, &root, &f->error));
    return json_read_record(root, &bike_record, from, &f->bike, &f->arena, &f->error);
}

static struct str written(struct fixture *f, uint32_t skip)
{
    struct strbuf out = strbuf_init(&f->arena, 1 << 16);
    struct json_writer w = json_writer_init(&out);

    json_put_record(&w, &bike_record, &f->bike, skip);
    return strbuf_str(&out);
}

static struct bike full_bike(void)
{
    static struct wheel wheels[] = { { STR_INIT("front"), 20 }, { STR_INIT("back"), 36 } };
    static struct str tags[] = { STR_INIT("city"), STR_INIT("ñ") };
    static struct str_pair notes[] = { { STR_INIT("a b"), STR_INIT("c") } };

    return (struct bike){
        .id = id128_make(5, (const unsigned char[10]){ 1 }),
        .colour = COLOUR_BLUE,
        .name = STR("One"),
        .secret = STR("hush"),
        .digest = STR("\x01\xfe"),
        .gears = SOME_I64(7),
        .new = true,
        .born = { 1 },
        .ride_ms = { 90000 },
        .price = { 12345678, 2 },
        .talk = { 90000, 1 },
        .spare = { STR("s"), 3 },
        .wheels = { wheels, 2 },
        .tags = { tags, 2 },
        .notes = { notes, 1 },
    };
}

static void record__prints_what_its_table_says(void **state)
{
    struct fixture *f = *state;

    f->bike = full_bike();

    expect_str(written(f, FIELD_PRIVATE),
               "{\"id\":\"bik_00000000050400000000000000\",\"colour\":\"blue\",\"name\":\"One\","
               "\"digest\":\"01fe\",\"gears\":7,\"new\":true,"
               "\"born\":\"1970-01-01T00:00:00.001Z\",\"ride_ms\":90000,"
               "\"price\":{\"amount\":\"12.345678\",\"currency\":\"USD\"},"
               "\"talk\":{\"talk_ms\":90000},\"spare\":{\"name\":\"s\",\"spokes\":3},"
               "\"wheels\":[{\"name\":\"front\",\"spokes\":20},{\"name\":\"back\",\"spokes\":36}],"
               "\"tags\":[\"city\",\"ñ\"],\"notes\":{\"a b\":\"c\"}}");
}

static void record__prints_nothing_as_null(void **state)
{
    struct fixture *f = *state;

    expect_str(written(f, 0),
               "{\"id\":null,\"colour\":null,\"name\":null,\"secret\":null,\"digest\":null,"
               "\"gears\":null,\"new\":false,\"born\":\"1970-01-01T00:00:00.000Z\",\"ride_ms\":0,"
               "\"price\":null,\"talk\":null,\"spare\":{\"name\":null,\"spokes\":0},\"wheels\":[],"
               "\"tags\":[],\"notes\":{}}");
}

static void record__reads_back_what_it_printed(void **state)
{
    struct fixture *f = *state;
    struct bike full = full_bike();

    f->bike = full;
    struct str text = written(f, 0);
    f->bike = (struct bike){ .name = STR("old") };

    expect_ok(read(f, JSON_FROM_STORE, text));
    assert_true(record_equal(&bike_record, &f->bike, &full));
    f->bike = (struct bike){ .name = STR_NONE };
    text = written(f, 0);
    f->bike = full;
    expect_ok(read(f, JSON_FROM_STORE, str_slice(text, 0, text.n)));
    assert_false(f->bike.gears.has);
    assert_null(f->bike.name.p);
}

static void record__leaves_what_is_absent_and_clears_what_is_null(void **state)
{
    struct fixture *f = *state;

    f->bike = (struct bike){ .name = STR("keep"), .gears = SOME_I64(3) };
    expect_ok(read(f, JSON_FROM_CLIENT, STR("{\"colour\":\"red\",\"gears\":null}")));

    expect_str(f->bike.name, "keep");
    assert_false(f->bike.gears.has);
    assert_int_equal(f->bike.colour, COLOUR_RED);
}

static void expect_field(const struct field_error **at, const char *field, const char *slug)
{
    assert_non_null(*at);
    if (!str_eq_c((*at)->field, field) || strcmp((*at)->slug, slug) != 0)
        fail_msg("got %.*s %s, wanted %s %s", STR_ARG((*at)->field), (*at)->slug, field, slug);
    *at = (*at)->next;
}

static void record__tells_every_wrong_field_of_a_client(void **state)
{
    struct fixture *f = *state;
    const struct field_error *at;

    expect_error(
        read(f, JSON_FROM_CLIENT,
             STR("{\"id\":\"bik_0000000005041000000000000000\",\"secret\":\"x\",\"what\":1,"
                 "\"name\":\"ñañañ\",\"gears\":0,\"new\":1,\"born\":\"soon\",\"ride_ms\":100001,"
                 "\"price\":{\"amount\":\"1.0000001\",\"currency\":\"USD\"},\"talk\":{\"talk_ms\":"
                 "1.5},\"wheels\":[{\"name\":\"front\"},{\"spokes\":2}],\"tags\":[\"a\",1],"
                 "\"notes\":{\"n\":2},\"digest\":\"0g\"}")),
        &f->error, ERR_INVALID, "request.invalid");

    at = f->error.fields;
    expect_field(&at, "id", "field.read_only");
    expect_field(&at, "secret", "field.unknown");
    expect_field(&at, "what", "field.unknown");
    expect_field(&at, "name", "field.too_long");
    expect_field(&at, "gears", "field.too_small");
    expect_field(&at, "new", "field.type");
    expect_field(&at, "born", "field.format");
    expect_field(&at, "ride_ms", "field.too_big");
    expect_field(&at, "price.amount", "field.format");
    expect_field(&at, "talk.talk_ms", "field.type");
    expect_field(&at, "wheels[1].spokes", "field.too_small");
    expect_field(&at, "wheels[1].name", "field.required");
    expect_field(&at, "tags[1]", "field.type");
    expect_field(&at, "notes.n", "field.type");
    expect_field(&at, "digest", "field.format");
    expect_field(&at, "colour", "field.required");
    assert_null(at);
}

static void record__names_what_an_enum_allows(void **state)
{
    struct fixture *f = *state;

    expect_error(read(f, JSON_FROM_CLIENT, STR("{\"colour\":\"green\"}")), &f->error, ERR_INVALID,
                 "request.invalid");
    expect_str(str_from_c(f->error.fields->slug), "field.not_one_of");
    expect_str(f->error.fields->params[0].str, "red, blue");
}

static void record__counts_characters_not_bytes(void **state)
{
    expect_ok(read(*state, JSON_FROM_CLIENT, STR("{\"colour\":\"red\",\"name\":\"ñañ\"}")));
}

/* Each member of it by its name: a number instead of text, and a currency that is none. */
static void amount__tells_which_of_its_members_is_wrong(void **state)
{
    struct fixture *f = *state;
    const struct field_error *at;

    expect_error(read(f, JSON_FROM_CLIENT,
                      STR("{\"price\":{\"amount\":50,\"currency\":\"XAU\","
                          "\"tax\":1},\"talk\":{}}")),
                 &f->error, ERR_INVALID, "request.invalid");

    at = f->error.fields;
    expect_field(&at, "price.tax", "field.unknown");
    expect_field(&at, "price.amount", "field.type");
    expect_field(&at, "price.currency", "field.not_one_of");
    assert_true(str_find(f->error.fields->next->next->params[0].str, STR("talk_ms")) == SIZE_MAX);
    expect_field(&at, "talk.amount", "field.required");
    expect_field(&at, "talk.currency", "field.required");
    expect_field(&at, "colour", "field.required");
    assert_null(at);
}

static void amount__is_exact_in_both_directions(void **state)
{
    static const struct {
        const char *text;
        int64_t micros;
    } cases[] = {
        { "0.000001", 1 },
        { "-0.000001", -1 },
        { "12.345678", 12345678 },
        { "9223372036854.775807", INT64_MAX },
        { "-9223372036854.775807", -INT64_MAX },
        { "0.000000", 0 },
    };
    static const char *const wrong[] = { "",
                                         ".5",
                                         "1.",
                                         "1.0000001",
                                         "01",
                                         "+1",
                                         "1e3",
                                         "1,5",
                                         "--1",
                                         "1.-5",
                                         "- 1",
                                         " 1",
                                         "9223372036854.775808",
                                         "1.5.5" };
    struct fixture *f = *state;
    int64_t micros;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct strbuf out = strbuf_init(&f->arena, 64);

        json_amount_text(cases[i].micros, &out);
        assert_true(str_eq_c(strbuf_str(&out), cases[i].text));
        assert_true(json_amount_parse(str_from_c(cases[i].text), &micros));
        assert_true(micros == cases[i].micros);
    }
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_false(json_amount_parse(str_from_c(wrong[i]), &micros));
    assert_true(json_amount_parse(STR("5"), &micros) && micros == 5000000);
    assert_true(json_amount_parse(STR("5.5"), &micros) && micros == 5500000);
}

static const struct json *schema_of(struct fixture *f, const struct record *record,
                                    enum json_schema form)
{
    struct strbuf out = strbuf_init(&f->arena, 1 << 16);
    struct json_writer w = json_writer_init(&out);
    const struct json *root;

    json_put_schema(&w, record, form, LANGUAGE_EN);
    expect_ok(json_parse(&f->arena, strbuf_str(&out), NULL, &root, &f->error));
    return root;
}

static bool requires(const struct json *schema, const char *name)
{
    const struct json *node = json_first(json_get(schema, "required"));

    while (node != NULL && !str_eq_c(json_str(node), name))
        node = json_next(node);
    return node != NULL;
}

static void schema__is_json_that_names_types_and_bounds(void **state)
{
    struct fixture *f = *state;
    const struct json *root = schema_of(f, &bike_record, JSON_SCHEMA_BODY);
    int64_t n;

    expect_str(json_str(json_first(json_get(root, "required"))), "colour");
    assert_null(json_path(root, "properties.secret"));
    expect_str(json_str(json_path(root, "properties.born.format")), "date-time");
    assert_true(json_i64(json_path(root, "properties.gears.maximum"), &n) && n == 30);
    assert_true(json_i64(json_path(root, "properties.name.minLength"), &n) && n == 2);
    assert_int_equal(json_size(json_path(root, "properties.price.oneOf")), 3);
}

static void schema__of_an_answer_requires_all_that_is_written(void **state)
{
    struct fixture *f = *state;
    const struct json *schema = schema_of(f, &bike_record, JSON_SCHEMA_ANSWER), *printed;

    f->bike = (struct bike){ 0 };
    expect_ok(json_parse(&f->arena, written(f, FIELD_PRIVATE), NULL, &printed, &f->error));

    assert_int_equal(json_size(json_get(schema, "required")), json_size(printed));
    for (const struct json *m = json_first(printed); m != NULL; m = json_next(m))
        assert_true(requires(schema, str_c(&f->arena, json_name(m))));
    assert_null(json_get(schema, "additionalProperties"));
}

/* An enum is null in an answer only where it may be none; a body may say so of any. */
static void schema__of_an_answer_tells_which_enums_are_never_null(void **state)
{
    static const struct field fields[] = {
        FIELD_ENUM(struct bike, colour, 0, colour_names),
        FIELD_ENUM(struct bike, colour, FIELD_MAYBE, colour_names),
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        const struct record record = { "bikes", sizeof(struct bike), &fields[i], 1 };
        const struct json *told = schema_of(f, &record, JSON_SCHEMA_ANSWER);
        const struct json *taken = schema_of(f, &record, JSON_SCHEMA_BODY);
        size_t names = json_size(json_path(taken, "properties.colour.enum"));

        assert_int_equal(json_size(json_path(taken, "properties.colour.type")), 2);
        assert_int_equal(json_size(json_path(told, "properties.colour.enum")), names - 1 + i);
        assert_true(requires(told, "colour"));
        if (i == 0)
            expect_str(json_str(json_path(told, "properties.colour.type")), "string");
        else
            assert_int_equal(json_size(json_path(told, "properties.colour.type")), 2);
    }
}

static void schema__says_what_a_field_means(void **state)
{
    struct fixture *f = *state;
    const struct json *schema = schema_of(f, &bike_record, JSON_SCHEMA_ANSWER);

    expect_str(json_str(json_path(schema, "properties.id.description")), "Its id");
    assert_null(json_path(schema, "properties.gears.description")); /* nobody has told */
}

static void schema__of_a_part_requires_nothing_and_holds_whole_records(void **state)
{
    struct fixture *f = *state;
    const struct json *schema = schema_of(f, &bike_record, JSON_SCHEMA_PART);

    assert_null(json_get(schema, "required"));
    expect_str(json_str(json_path(schema, "properties.wheels.items.$ref")),
               "#/components/schemas/wheels");
    assert_non_null(json_path(schema, "properties.id.readOnly"));
}

static void schema__of_a_body_has_only_what_is_taken(void **state)
{
    struct fixture *f = *state;
    const struct json *body = schema_of(f, &bike_record, JSON_SCHEMA_BODY);
    const struct json *change = schema_of(f, &bike_record, JSON_SCHEMA_CHANGE);
    bool open = true;

    assert_null(json_path(body, "properties.id"));
    assert_int_equal(json_size(json_get(body, "required")), 1);
    assert_null(json_get(change, "required"));
    assert_true(json_bool(json_get(change, "additionalProperties"), &open) && !open);
    expect_str(json_str(json_path(body, "properties.spare.$ref")),
               "#/components/schemas/wheels_body");
    expect_str(json_str(json_path(change, "properties.spare.$ref")),
               "#/components/schemas/wheels_change");
    expect_str(json_str(json_path(change, "properties.wheels.items.$ref")),
               "#/components/schemas/wheels_body");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(record__prints_what_its_table_says, setup, teardown),
        cmocka_unit_test_setup_teardown(record__prints_nothing_as_null, setup, teardown),
        cmocka_unit_test_setup_teardown(record__reads_back_what_it_printed, setup, teardown),
        cmocka_unit_test_setup_teardown(record__leaves_what_is_absent_and_clears_what_is_null,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(record__tells_every_wrong_field_of_a_client, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(record__names_what_an_enum_allows, setup, teardown),
        cmocka_unit_test_setup_teardown(record__counts_characters_not_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(amount__tells_which_of_its_members_is_wrong, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(amount__is_exact_in_both_directions, setup, teardown),
        cmocka_unit_test_setup_teardown(schema__is_json_that_names_types_and_bounds, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(schema__of_an_answer_requires_all_that_is_written, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(schema__of_a_part_requires_nothing_and_holds_whole_records,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(schema__of_an_answer_tells_which_enums_are_never_null,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(schema__says_what_a_field_means, setup, teardown),
        cmocka_unit_test_setup_teardown(schema__of_a_body_has_only_what_is_taken, setup, teardown),
    };

    return cmocka_run_group_tests_name("json records", tests, NULL, NULL);
}
