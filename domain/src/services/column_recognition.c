/* domain/services/column_recognition.c - headers speak first, cells second; where they contradict
 * each other strongly, the cells are right. */
#include "domain/services/column_recognition.h"

#include "base/strbuf.h"
#include "services/column_evidence.h"
#include "services/column_terms.h"
#include "services/folding.h"
#include "services/header_row.h"

enum {
    ACCEPTED = 45, /* below it a column is a variable */
    AGAINST = 90,  /* cells that cannot be what the header says */
    MANY = 80,     /* per cent of cells */
    MOST = 60,
    FEW = 20,
    VARIABLE_BYTES = 56 /* a number that makes it unique still fits the field */
};

struct column_look {
    struct header_scores header;
    struct column_evidence cells;
    int score[COLUMN_ROLES];
    bool taken_over; /* is a phone by its cells, against its header */
};

static int share(int64_t per_cent, int weight)
{
    return (int)per_cent * weight / 100;
}

/* What the cells add to, or take from, the words of the header. */
static void weigh_cells(struct column_look *c)
{
    const struct column_evidence *e = &c->cells;
    int *score = c->score;
    bool enough = e->filled >= EVIDENCE_ENOUGH;

    /* the same number in every row is not the person's */
    if (score[COLUMN_PHONE] > 0 || e->distinct >= FEW || e->filled <= EVIDENCE_ENOUGH)
        score[COLUMN_PHONE] += share(e->phones, 75);
    score[COLUMN_EMAIL] += share(e->emails, 70);
    score[COLUMN_TIME_ZONE] += share(e->zones, 70);
    score[COLUMN_COUNTRY] += e->countries >= MANY ? 55 : 0;
    if (score[COLUMN_NAME] > 0)
        score[COLUMN_NAME] += share(e->names, 25);
    if (score[COLUMN_AMOUNT] > 0)
        score[COLUMN_AMOUNT] += share(e->amounts, 15);
    if (score[COLUMN_DUE_DATE] > 0)
        score[COLUMN_DUE_DATE] += share(e->dates, 20);
    if (!enough)
        return;
    if (e->digits < 10)
        score[COLUMN_PHONE] -= AGAINST;
    if (e->letters < FEW)
        score[COLUMN_NAME] -= AGAINST;
    if (e->letters < FEW)
        score[COLUMN_CITY] -= AGAINST;
    if (e->emails < FEW)
        score[COLUMN_EMAIL] -= AGAINST;
    if (e->dates < FEW)
        score[COLUMN_DUE_DATE] -= AGAINST;
    if (e->amounts < FEW)
        score[COLUMN_AMOUNT] -= AGAINST;
    if (e->countries < FEW)
        score[COLUMN_COUNTRY] -= AGAINST;
    if (e->letters >= MANY) {
        score[COLUMN_DOCUMENT] -= AGAINST;
        score[COLUMN_REFERENCE] -= AGAINST;
    }
    if (e->phones >= MANY && !c->header.firm)
        score[COLUMN_VARIABLE] -= AGAINST;
}

static enum column_role best_role(const struct column_look *c)
{
    enum column_role best = COLUMN_VARIABLE;
    int most = c->score[COLUMN_VARIABLE] > ACCEPTED ? c->score[COLUMN_VARIABLE] : ACCEPTED;

    if (c->header.firm)
        return COLUMN_VARIABLE;
    for (int role = 1; role < COLUMN_VARIABLE; role++) {
        if (c->score[role] > most) {
            most = c->score[role];
            best = (enum column_role)role;
        }
    }
    return best;
}

/* Numbers of documents may look like phones (ten digits), so a header is believed — unless the
 * sheet has no column that both is called a phone and looks like one. */
static void look_for_swapped(struct column_look *looks, size_t n)
{
    size_t to = SIZE_MAX, from = SIZE_MAX;

    for (size_t i = 0; i < n; i++) {
        const struct column_look *c = &looks[i];

        if (best_role(c) == COLUMN_PHONE && c->cells.phones >= MOST)
            return;
        if (c->cells.phones >= MOST && c->cells.filled >= EVIDENCE_ENOUGH && !c->header.firm)
            to = i;
        if (best_role(c) == COLUMN_PHONE)
            from = i;
    }
    if (to == SIZE_MAX)
        return;
    enum column_role was = best_role(&looks[to]);
    looks[to].score[COLUMN_PHONE] += 2 * AGAINST;
    looks[to].taken_over = true;
    if (from != SIZE_MAX && looks[from].cells.filled >= EVIDENCE_ENOUGH) {
        looks[from].score[COLUMN_PHONE] -= 2 * AGAINST;
        looks[from].score[was] += HEADER_SURE;
    }
}

/* A column of names without a header: two words, all different. Only if no header says name. */
static void look_for_names(struct column_look *looks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (best_role(&looks[i]) == COLUMN_NAME)
            return;
    for (size_t i = 0; i < n; i++) {
        const struct column_evidence *e = &looks[i].cells;
        bool plain = e->filled >= EVIDENCE_ENOUGH && e->names >= MANY - 10 && e->distinct >= MANY;

        if (plain && looks[i].score[COLUMN_VARIABLE] < ACCEPTED &&
            best_role(&looks[i]) == COLUMN_VARIABLE) {
            looks[i].score[COLUMN_NAME] = ACCEPTED + 10;
            return;
        }
    }
}

static struct str clean_header(struct arena *arena, const struct cell *cell)
{
    return cell == NULL || cell->kind == CELL_EMPTY
               ? STR("")
               : str_copy(arena, str_slice(str_trim(cell->text), 0, 200));
}

/* "columna_c", as the sheet's program calls it. */
static struct str letter_name(struct arena *arena, size_t index)
{
    char letters[8];
    size_t n = sizeof letters;

    for (size_t left = index + 1; left > 0; left = (left - 1) / 26)
        letters[--n] = (char)('a' + (left - 1) % 26);
    struct strbuf b = strbuf_init(arena, VARIABLE_BYTES);
    strbuf_add_c(&b, "columna_");
    strbuf_add(&b, (struct str){ letters + n, sizeof letters - n });
    return strbuf_str(&b);
}

struct str variable_name(struct arena *arena, struct str header)
{
    struct str words = fold_text(arena, header);
    struct str cut = str_slice(words, 0, VARIABLE_BYTES);
    char *name = arena_alloc(arena, cut.n + 1);

    for (size_t i = 0; i < cut.n; i++)
        name[i] = cut.p[i] == ' ' ? '_' : cut.p[i];
    while (cut.n > 0 && name[cut.n - 1] == '_')
        cut.n--;
    return (struct str){ name, cut.n };
}

static bool is_taken(const struct recognition *r, size_t before, struct str name)
{
    for (size_t i = 0; i < before; i++)
        if (str_eq(r->columns[i].variable, name))
            return true;
    return false;
}

static void name_variables(struct arena *arena, struct recognition *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct str name = variable_name(arena, r->columns[i].header);
        int64_t number = 2;

        if (name.n == 0)
            name = letter_name(arena, (size_t)r->columns[i].index);
        struct str unique = name;
        while (is_taken(r, i, unique)) {
            struct strbuf b = strbuf_init(arena, VARIABLE_BYTES + 8);
            strbuf_add(&b, name);
            strbuf_add_char(&b, '_');
            strbuf_add_i64(&b, number++);
            unique = strbuf_str(&b);
        }
        r->columns[i].variable = unique;
    }
}

static size_t widest(const struct sample_row *rows, size_t n)
{
    size_t ret = 0;

    for (size_t i = 0; i < n; i++)
        ret = rows[i].n > ret ? rows[i].n : ret;
    return ret > BATCH_COLUMNS ? BATCH_COLUMNS : ret;
}

static int64_t confidence_of(const struct column_look *c, enum column_role role)
{
    int score = role == COLUMN_VARIABLE ? 50 : c->score[role];

    return c->taken_over ? 50 : score > 99 ? 99 : score;
}

/* The sample's row that is the header; SIZE_MAX: none. */
static size_t header_index(struct arena *arena, const struct sample_row *rows, size_t n,
                           int64_t header_row, struct str country)
{
    if (header_row == 0)
        return find_header_row(arena, rows, n, country);
    for (size_t i = 0; i < n; i++)
        if (rows[i].row == header_row)
            return i;
    return SIZE_MAX;
}

enum err recognise_columns(struct arena *arena, const struct sample_row *rows, size_t n,
                           int64_t header_row, struct phone_numbering phones, struct str country,
                           struct recognition *ret, struct error *error)
{
    size_t header = header_index(arena, rows, n, header_row, country);
    size_t first = header == SIZE_MAX ? 0 : header + 1;
    struct evidence_source source = { arena, rows + first, n - first, phones, country };
    size_t columns = widest(rows + (header == SIZE_MAX ? 0 : header), n - first + (first > 0));
    struct column_look *looks = ARENA_ARRAY(arena, struct column_look, columns);
    bool has_phone = false;

    *ret = (struct recognition){ .header_row = header == SIZE_MAX ? header_row : rows[header].row,
                                 .columns = ARENA_ARRAY(arena, struct column, columns),
                                 .n = columns };
    for (size_t i = 0; i < columns; i++) {
        bool named = header != SIZE_MAX && i < rows[header].n;

        ret->columns[i] = (struct column){
            .index = (int64_t)i,
            .header = clean_header(arena, named ? &rows[header].cells[i] : NULL),
        };
        looks[i].header = header_scores(arena, ret->columns[i].header);
        looks[i].cells = column_evidence(&source, i);
        for (int role = 1; role < COLUMN_ROLES; role++)
            looks[i].score[role] = looks[i].header.of[role];
        weigh_cells(&looks[i]);
    }
    look_for_swapped(looks, columns);
    look_for_names(looks, columns);
    for (size_t i = 0; i < columns; i++) {
        enum column_role role = best_role(&looks[i]);

        if (ret->columns[i].header.n == 0 && looks[i].cells.filled == 0)
            role = COLUMN_IGNORED;
        ret->columns[i].role = role;
        ret->columns[i].confidence = role == COLUMN_IGNORED ? 99 : confidence_of(&looks[i], role);
        has_phone = has_phone || role == COLUMN_PHONE;
    }
    name_variables(arena, ret);
    return has_phone ? ERR_OK : FAIL(error, ERR_INVALID, "columns.no_phone");
}
