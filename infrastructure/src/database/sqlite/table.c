/* database/sqlite/table.c - from a record's fields to columns and statements. */
#include "database/sqlite/table.h"

#include <assert.h>
#include <string.h>

enum { TABLE_TEXT = 1 << 16 };

static bool field_is_sealed(const struct field *field)
{
    if (field->flags & FIELD_SENSITIVE)
        return true;
    if (field->sub != NULL)
        for (size_t i = 0; i < field->sub->n; i++)
            if (field_is_sealed(&field->sub->fields[i]))
                return true;
    return false;
}

/* -- columns -- */

struct planner {
    struct table *table;
    struct arena *arena;
    int capacity;
};

static bool is_named(const char *const *names, const char *name)
{
    if (names != NULL)
        for (; *names != NULL; names++)
            if (strcmp(*names, name) == 0)
                return true;
    return false;
}

static bool is_key(const struct table_spec *spec, const char *name)
{
    struct str keys = str_from_c(spec->key != NULL ? spec->key : "account, id");

    while (keys.p != NULL)
        if (str_eq_c(str_trim(str_cut(&keys, ',')), name))
            return true;
    return false;
}

static struct column_plan *add_column(struct planner *p, const char *name, enum column_kind kind,
                                      const struct field *field, size_t base)
{
    struct table *t = p->table;
    struct column_plan *column;

    if (t->n == p->capacity) {
        struct column_plan *old = t->columns;

        p->capacity = p->capacity == 0 ? 32 : p->capacity * 2;
        t->columns = ARENA_ARRAY(p->arena, struct column_plan, (size_t)p->capacity);
        if (t->n > 0)
            memcpy(t->columns, old, (size_t)t->n * sizeof *old);
    }
    column = &t->columns[t->n++];
    *column = (struct column_plan){
        .name = name,
        .kind = kind,
        .offset = base + field->offset,
        .has = field->has == FIELD_ALWAYS ? FIELD_ALWAYS : base + field->has,
        .field = field,
        .key = is_key(t->spec, name),
        .constant = is_named(t->spec->constant, name),
    };
    return column;
}

static const char *joined(struct arena *arena, const char *prefix, const char *name)
{
    return *prefix == '\0' ? name : str_format(arena, "%s_%s", prefix, name).p;
}

/* The codec writes records: a single field is a record of one. */
static const struct record *record_of_one(struct planner *p, const struct field *field, size_t base)
{
    struct record *record = ARENA_NEW(p->arena, struct record);
    struct field *copy = ARENA_NEW(p->arena, struct field);

    *copy = *field;
    copy->offset += base;
    if (copy->has != FIELD_ALWAYS)
        copy->has += base;
    *record = (struct record){ field->name, p->table->record->size, copy, 1 };
    return record;
}

static void add_fields(struct planner *p, const struct record *record, const char *prefix,
                       size_t base);

static void add_field(struct planner *p, const struct field *f, const char *name, size_t base)
{
    static const enum column_kind kinds[] = {
        [KIND_ID] = COLUMN_IS_ID,        [KIND_I64] = COLUMN_IS_I64,
        [KIND_BOOL] = COLUMN_IS_BOOL,    [KIND_ENUM] = COLUMN_IS_ENUM,
        [KIND_STR] = COLUMN_IS_STR,      [KIND_INSTANT] = COLUMN_IS_I64,
        [KIND_DURATION] = COLUMN_IS_I64, [KIND_BYTES] = COLUMN_IS_BYTES,
    };

    switch (f->kind) {
    case KIND_AMOUNT:
        add_column(p, name, COLUMN_IS_UNITS, f, base);
        add_column(p, joined(p->arena, name, "unit"), COLUMN_IS_UNIT, f, base);
        break;
    case KIND_SUB:
        add_fields(p, f->sub, name, base + f->offset);
        break;
    case KIND_LIST:
    case KIND_STRS:
    case KIND_MAP:
        add_column(p, name, COLUMN_IS_JSON, f, base)->json = record_of_one(p, f, base);
        break;
    case KIND_ID:
    case KIND_I64:
    case KIND_BOOL:
    case KIND_ENUM:
    case KIND_STR:
    case KIND_INSTANT:
    case KIND_DURATION:
    case KIND_BYTES:
        add_column(p, name, kinds[f->kind], f, base);
        break;
    }
}

static void add_fields(struct planner *p, const struct record *record, const char *prefix,
                       size_t base)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];

        if (!field_is_sealed(f))
            add_field(p, f, joined(p->arena, prefix, f->name), base);
        else if ((f->flags & FIELD_INDEXED) && f->kind == KIND_STR)
            add_column(p, joined(p->arena, prefix, f->name), COLUMN_IS_HASH, f, base);
    }
}

static void gather_sealed(struct table *t, struct arena *arena)
{
    struct field *fields = ARENA_ARRAY(arena, struct field, t->record->n);
    size_t n = 0;

    for (size_t i = 0; i < t->record->n; i++)
        if (field_is_sealed(&t->record->fields[i]))
            fields[n++] = t->record->fields[i];
    t->sealed = (struct record){ t->record->name, t->record->size, fields, n };
}

const char *column_type(const struct column_plan *column)
{
    switch (column->kind) {
    case COLUMN_IS_ID:
    case COLUMN_IS_BYTES:
    case COLUMN_IS_HASH:
        return "BLOB";
    case COLUMN_IS_I64:
    case COLUMN_IS_BOOL:
    case COLUMN_IS_UNITS:
        return "INTEGER";
    case COLUMN_IS_ENUM:
    case COLUMN_IS_STR:
    case COLUMN_IS_UNIT:
    case COLUMN_IS_JSON:
        return "TEXT";
    }
    return "ANY";
}

const struct column_plan *table_column(const struct table *table, const struct field *field)
{
    for (int i = 0; i < table->n; i++)
        if (table->columns[i].field == field && table->columns[i].kind != COLUMN_IS_JSON)
            return &table->columns[i];
    return NULL;
}

/* -- statements: parameter i + 1 is column i, n + 1 is `sealed`, n + 2 the version it must have --
 */

static bool has_sealed(const struct table *t)
{
    return t->sealed.n > 0;
}

void table_put_columns(const struct table *table, struct str alias, struct strbuf *out)
{
    for (int i = 0; i < table->n + has_sealed(table); i++) {
        if (i > 0)
            strbuf_add(out, STR(", "));
        if (alias.p != NULL)
            strbuf_addf(out, "%.*s.", STR_ARG(alias));
        strbuf_addf(out, "\"%s\"", i < table->n ? table->columns[i].name : "sealed");
    }
}

static void put_key(const struct table *t, struct strbuf *out)
{
    const char *between = " WHERE ";

    for (int i = 0; i < t->n; i++)
        if (t->columns[i].key) {
            strbuf_addf(out, "%s\"%s\" = ?%d", between, t->columns[i].name, i + 1);
            between = " AND ";
        }
}

static void put_insert(const struct table *t, struct strbuf *out)
{
    strbuf_addf(out, "INSERT INTO %s (", t->record->name);
    table_put_columns(t, STR_NONE, out);
    strbuf_add(out, STR(") VALUES ("));
    for (int i = 0; i < t->n + has_sealed(t); i++)
        strbuf_addf(out, i == 0 ? "?%d" : ", ?%d", i + 1);
    strbuf_add_char(out, ')');
}

bool column_changes(const struct column_plan *column, bool whole)
{
    return !column->key && !column->constant && (whole || column->kind != COLUMN_IS_HASH);
}

static const char *put_set(const struct table *t, const struct column_set *columns,
                           struct strbuf *out)
{
    const char *between = "";

    strbuf_addf(out, "UPDATE %s SET ", t->record->name);
    for (int i = 0; i < t->n; i++)
        if (column_set_has(columns, i)) {
            strbuf_addf(out, "%s\"%s\" = ?%d", between, t->columns[i].name, i + 1);
            between = ", ";
        }
    return between;
}

static void put_row(const struct table *t, struct strbuf *out)
{
    put_key(t, out);
    if (t->version != NULL)
        strbuf_addf(out, " AND version = ?%d", t->n + 2);
}

static void put_update(const struct table *t, bool whole, struct strbuf *out)
{
    struct column_set columns = { { 0, 0 } };
    const char *between;

    for (int i = 0; i < t->n; i++)
        if (column_changes(&t->columns[i], whole))
            columns.bits[i / 64] |= UINT64_C(1) << (i % 64);
    between = put_set(t, &columns, out);
    if (whole && has_sealed(t))
        strbuf_addf(out, "%ssealed = ?%d", between, t->n + 1);
    put_row(t, out);
}

static void put_add(const struct table *t, struct strbuf *out)
{
    const char *between = "";

    put_insert(t, out);
    strbuf_addf(out, " ON CONFLICT (%s) DO UPDATE SET ",
                t->spec->key != NULL ? t->spec->key : "account, id");
    for (int i = 0; i < t->n + has_sealed(t); i++) {
        const char *name = i < t->n ? t->columns[i].name : "sealed";

        if (i < t->n && (t->columns[i].key || t->columns[i].constant))
            continue;
        /* ifnull: a column that came later */
        strbuf_addf(out, "%s\"%s\" = ifnull(\"%s\", 0) + excluded.\"%s\"", between, name, name,
                    name);
        between = ", ";
    }
}

static const char *kept(struct strbuf *out)
{
    strbuf_add_char(out, '\0');
    return out->p;
}

struct str table_update_text(const struct table *table, const struct column_set *columns,
                             struct arena *arena)
{
    struct strbuf text = strbuf_init(arena, TABLE_TEXT);

    put_set(table, columns, &text);
    put_row(table, &text);
    kept(&text);
    return strbuf_str(&text);
}

static struct strbuf text_in(struct arena *arena)
{
    return strbuf_init(arena, TABLE_TEXT);
}

static void make_statements(struct table *t, struct arena *arena)
{
    struct strbuf find = text_in(arena), insert = text_in(arena), plain = text_in(arena),
                  whole = text_in(arena), add = text_in(arena), drop = text_in(arena);

    strbuf_addf(&find, "SELECT {%s} FROM %s", t->record->name, t->record->name);
    put_key(t, &find);
    put_insert(t, &insert);
    put_update(t, false, &plain);
    put_update(t, true, &whole);
    put_add(t, &add);
    strbuf_addf(&drop, "DELETE FROM %s", t->record->name);
    put_key(t, &drop);
    if (t->version != NULL) /* NULL: it is not asked */
        strbuf_addf(&drop, " AND version = ifnull(?%d, version)", t->n + 2);
    t->find.sql = kept(&find);
    t->insert.sql = kept(&insert);
    t->update_plain.sql = kept(&plain);
    t->update_whole.sql = kept(&whole);
    t->add.sql = kept(&add);
    t->remove.sql = kept(&drop);
}

/* "batches" -> "batch.not_found", "entries" -> "entry.not_found" */
static const char *not_found_slug(struct str plural, struct arena *arena)
{
    struct str one = plural;
    const char *end = "";

    if (str_ends(plural, STR("ies"))) {
        one = str_slice(plural, 0, plural.n - 3);
        end = "y";
    } else if (str_ends(plural, STR("ches")) || str_ends(plural, STR("sses")) ||
               str_ends(plural, STR("xes"))) {
        one = str_slice(plural, 0, plural.n - 2);
    } else if (str_ends(plural, STR("s"))) {
        one = str_slice(plural, 0, plural.n - 1);
    }
    return str_format(arena, "%.*s%s.not_found", STR_ARG(one), end).p;
}

void table_init(struct table *table, const struct table_spec *spec, struct arena *arena)
{
    struct planner planner = { table, arena, 0 };
    const struct record *record = spec->record;

    *table = (struct table){ .record = record, .spec = spec };
    table->id = record_find(record, STR("id"));
    table->account = record_find(record, STR("account"));
    table->version = record_find(record, STR("version"));
    table->data_key = record_find(record, STR("data_key"));
    table->not_found = not_found_slug(str_from_c(record->name), arena);
    gather_sealed(table, arena);
    add_fields(&planner, record, "", 0);
    assert(table->n <= COLUMNS_MOST);
    table->changes = ARENA_ARRAY(arena, struct change, CHANGES_MOST);
    make_statements(table, arena);
}
