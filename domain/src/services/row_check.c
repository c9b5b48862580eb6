/* domain/services/row_check.c - a row is a contact if one of its phones can be called; what is
 * wrong with the others, and what was mended, is told. */
#include "domain/services/row_check.h"

#include "base/strbuf.h"
#include "services/cell_reading.h"
#include "services/phone_cell.h"

enum { VALUE_BYTES = 2000, NAME_BYTES = 200 };

static const char *const row_verdict_texts[] = {
    [ROW_READY] = "ready",         [ROW_REPAIRED] = "repaired",     [ROW_WARNED] = "warned",
    [ROW_DUPLICATE] = "duplicate", [ROW_SUPPRESSED] = "suppressed", [ROW_REJECTED] = "rejected",
};
ENUM_NAMES_DEFINE(row_verdict)

/* A row on its way to its verdict. */
struct checking {
    struct arena *arena;
    const struct batch *batch;
    const struct cell *cells;
    size_t n;
    struct str country; /* of the row's national numbers */
    struct row_result *to;
    size_t notes_room;
    size_t pieces; /* phones written in the row, good or bad */
    bool mended, warned;
};

static const struct cell *cell_of(const struct checking *c, const struct column *column)
{
    static const struct cell empty = { .kind = CELL_EMPTY, .text = STR_INIT("") };

    return (size_t)column->index < c->n ? &c->cells[column->index] : &empty;
}

static void note(struct checking *c, const char *slug, struct str column, struct param param)
{
    struct row_result *to = c->to;

    if (to->notes.n == c->notes_room) {
        size_t room = c->notes_room == 0 ? 4 : c->notes_room * 2;
        struct row_note *items = ARENA_ARRAY(c->arena, struct row_note, room);

        for (size_t i = 0; i < to->notes.n; i++)
            items[i] = to->notes.items[i];
        to->notes.items = items;
        c->notes_room = room;
    }
    to->notes.items[to->notes.n++] =
        (struct row_note){ .slug = slug, .column = column, .params = { param } };
}

static const struct param no_param = { .name = NULL };

static void mend_note(struct checking *c, const char *slug, struct str column, struct param param)
{
    note(c, slug, column, param);
    c->mended = true;
}

static void warn_note(struct checking *c, const char *slug, struct str column, struct param param)
{
    note(c, slug, column, param);
    c->warned = true;
}

static bool has_phone(const struct row_contact *contact, struct str e164)
{
    for (size_t i = 0; i < contact->phones.n; i++)
        if (str_eq(contact->phones.items[i].phone.e164, e164))
            return true;
    return false;
}

static void take_phone(struct checking *c, const struct parsed_phone *phone, struct str column)
{
    struct row_contact *contact = &c->to->contact;
    struct str e164 = { phone->e164, phone->n };

    if (has_phone(contact, e164)) {
        note(c, "row.phone_repeated", column, no_param);
        return;
    }
    if (contact->phones.n == JOB_PHONES) {
        warn_note(c, "row.too_many_phones", column, P_I64("limit", JOB_PHONES));
        return;
    }
    if (phone->repair != NULL)
        mend_note(c, phone->repair, column, no_param);
    if (phone->quality == PHONE_POSSIBLE)
        warn_note(c, "phone.possible", column, no_param);
    if (contact->phones.n == 0)
        contact->country =
            phone->region[0] != '\0' ? str_copy(c->arena, str_from_c(phone->region)) : c->country;
    contact->phones.items[contact->phones.n++] =
        (struct job_phone){ { str_copy(c->arena, e164) }, phone->quality };
}

static void check_phones(struct checking *c, struct phone_numbering phones,
                         const struct column *column)
{
    struct phone_cell found;

    phone_cell_read(phones, cell_of(c, column), c->country, &found);
    c->pieces += found.n;
    for (size_t i = 0; i < found.n; i++) {
        if (found.items[i].slug != NULL)
            warn_note(c, found.items[i].slug, column->header, no_param);
        else
            take_phone(c, &found.items[i].phone, column->header);
    }
    if (found.n > 1)
        mend_note(c, "row.phones_split", column->header, P_I64("count", (int64_t)found.n));
    if (found.more)
        warn_note(c, "row.too_many_phones", column->header, P_I64("limit", JOB_PHONES));
}

/* At most `most` bytes of whole characters. */
static struct str cut_text(struct str text, size_t most)
{
    if (text.n <= most)
        return text;
    while (most > 0 && ((unsigned char)text.p[most] & 0xc0) == 0x80)
        most--;
    return str_slice(text, 0, most);
}

/* "Ana" "Pérez  Gómez" of two columns: "Ana Pérez Gómez". */
static void add_name(struct strbuf *to, struct str part)
{
    bool blank = to->n > 0;

    part = str_trim(part);
    for (size_t i = 0; i < part.n; i++) {
        if (part.p[i] == ' ' || part.p[i] == '\n' || part.p[i] == '\r' || part.p[i] == '\t') {
            blank = true;
            continue;
        }
        if (blank)
            strbuf_add_char(to, ' ');
        blank = false;
        strbuf_add_char(to, part.p[i]);
    }
}

static struct str name_of(struct checking *c)
{
    struct strbuf name = strbuf_init(c->arena, 4 * VALUE_BYTES);
    struct str header = STR("");

    for (size_t i = 0; i < c->batch->columns.n; i++) {
        const struct column *column = &c->batch->columns.items[i];

        if (column->role != COLUMN_NAME)
            continue;
        header = column->header;
        add_name(&name, str_slice(cell_of(c, column)->text, 0, VALUE_BYTES));
    }
    if (name.n > NAME_BYTES)
        warn_note(c, "row.value_cut", header, P_I64("limit", NAME_BYTES));
    return cut_text(strbuf_str(&name), NAME_BYTES);
}

static const struct column *first_of(const struct batch *batch, enum column_role role)
{
    for (size_t i = 0; i < batch->columns.n; i++)
        if (batch->columns.items[i].role == role)
            return &batch->columns.items[i];
    return NULL;
}

static struct str country_of(struct checking *c)
{
    const struct column *column = first_of(c->batch, COLUMN_COUNTRY);
    struct str text = column == NULL ? STR("") : str_trim(cell_of(c, column)->text);

    if (text.n == 0)
        return c->batch->country;
    struct str country = read_country(c->arena, text);
    if (country.p != NULL)
        return country;
    warn_note(c, "row.country_unknown", column->header, no_param);
    return c->batch->country;
}

static struct str zone_of(struct checking *c)
{
    const struct column *column = first_of(c->batch, COLUMN_TIME_ZONE);
    struct str text = column == NULL ? STR("") : str_trim(cell_of(c, column)->text);

    if (text.n == 0)
        return STR("");
    if (looks_like_zone(text))
        return str_copy(c->arena, text);
    warn_note(c, "row.zone_unknown", column->header, no_param);
    return STR("");
}

/* STR_NONE: it is told as it was written. */
static struct str due_date_of(struct checking *c, const struct column *column,
                              const struct cell *cell, struct str text)
{
    struct date date;

    if (cell->kind == CELL_DATE)
        return STR_NONE;
    if (cell->kind == CELL_TEXT && read_date(c->arena, text, c->country, &date))
        return date_print(c->arena, date);
    if ((cell->kind == CELL_TEXT || cell->kind == CELL_NUMBER) && read_date_number(text, &date)) {
        struct str read = date_print(c->arena, date);

        mend_note(c, "row.due_date_number", column->header, P_STR("date", read));
        return read;
    }
    warn_note(c, "row.due_date_unreadable", column->header, no_param);
    return STR_NONE;
}

static bool is_amount(struct checking *c, const struct cell *cell, struct str text)
{
    return cell->kind == CELL_NUMBER ||
           (cell->kind == CELL_TEXT && reads_as_amount(c->arena, text));
}

/* The voice agent reads values out: what a column promises and its cell is not, is told, and keeps
 * nobody from being called. */
static struct str value_of(struct checking *c, const struct column *column)
{
    const struct cell *cell = cell_of(c, column);
    struct str text = str_trim(cell->text);

    if (cell->kind == CELL_EMPTY || text.n == 0)
        return STR("");
    if (column->role == COLUMN_DUE_DATE) {
        struct str date = due_date_of(c, column, cell, text);

        if (date.p != NULL)
            return date;
    }
    if (column->role == COLUMN_AMOUNT && !is_amount(c, cell, text))
        warn_note(c, "row.amount_unreadable", column->header, no_param);
    if (text.n > VALUE_BYTES)
        warn_note(c, "row.value_cut", column->header, P_I64("limit", VALUE_BYTES));
    return str_copy(c->arena, cut_text(text, VALUE_BYTES));
}

static void fill_variables(struct checking *c)
{
    const struct batch *batch = c->batch;
    struct str_map *map = &c->to->contact.variables;

    map->items = ARENA_ARRAY(c->arena, struct str_pair, batch->columns.n);
    for (size_t i = 0; i < batch->columns.n; i++) {
        const struct column *column = &batch->columns.items[i];

        if (column->role != COLUMN_IGNORED)
            map->items[map->n++] = (struct str_pair){ column->variable, value_of(c, column) };
    }
}

static enum row_verdict verdict_of(const struct checking *c)
{
    return c->to->contact.phones.n == 0 ? ROW_REJECTED
           : c->warned                  ? ROW_WARNED
           : c->mended                  ? ROW_REPAIRED
                                        : ROW_READY;
}

void row_check(struct arena *arena, const struct batch *batch, struct phone_numbering phones,
               const struct cell *cells, size_t n, struct row_result *ret)
{
    struct checking c = { .arena = arena, .batch = batch, .cells = cells, .n = n, .to = ret };

    *ret = (struct row_result){ .contact.phones.items =
                                    ARENA_ARRAY(arena, struct job_phone, JOB_PHONES) };
    c.country = country_of(&c);
    ret->contact.country = c.country;
    for (size_t i = 0; i < batch->columns.n; i++)
        if (batch->columns.items[i].role == COLUMN_PHONE)
            check_phones(&c, phones, &batch->columns.items[i]);
    if (c.pieces == 0)
        note(&c, "row.no_phone", STR(""), no_param);
    ret->contact.name = name_of(&c);
    ret->contact.time_zone = zone_of(&c);
    fill_variables(&c);
    ret->verdict = verdict_of(&c);
}
