/* services/column_evidence.c - counts over the sample. */
#include "services/column_evidence.h"

#include "services/cell_reading.h"
#include "services/phone_cell.h"

enum { ROWS_LOOKED_AT = 40, TEXT_LOOKED_AT = 200 };

struct letter_counts {
    size_t digits, letters, blanks;
};

static struct letter_counts count_letters(struct str text)
{
    struct letter_counts ret = { 0 };

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        ret.digits += c >= '0' && c <= '9';
        ret.blanks += c == ' ';
        ret.letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0xc3;
    }
    return ret;
}

static bool has_phone(const struct evidence_source *source, const struct cell *cell)
{
    struct phone_cell found;

    phone_cell_read(source->phones, cell, source->country, &found);
    for (size_t i = 0; i < found.n; i++)
        if (found.items[i].slug == NULL && found.items[i].phone.quality == PHONE_VALID)
            return true;
    return false;
}

static bool is_date(const struct evidence_source *source, const struct cell *cell)
{
    struct date date;

    return cell->kind == CELL_DATE ||
           (cell->kind == CELL_TEXT &&
            read_date(source->arena, cell->text, source->country, &date));
}

static void count_cell(const struct evidence_source *source, const struct cell *cell,
                       struct column_evidence *ret)
{
    struct str text = str_trim(str_slice(cell->text, 0, TEXT_LOOKED_AT));
    struct letter_counts counts = count_letters(text);
    bool wordy = counts.letters > counts.digits && counts.letters * 2 > text.n;

    ret->filled++;
    ret->phones += counts.digits >= 7 && has_phone(source, cell);
    ret->digits += counts.digits >= 5 && cell->kind != CELL_DATE;
    ret->letters += wordy;
    ret->names += wordy && counts.digits == 0 && counts.blanks > 0 && counts.blanks < 6;
    ret->emails += looks_like_email(text);
    ret->dates += is_date(source, cell);
    ret->amounts += cell->kind == CELL_NUMBER || looks_like_amount(text);
    ret->zones += looks_like_zone(text);
    ret->countries += read_country(source->arena, text).p != NULL;
}

static const struct cell *cell_at(const struct sample_row *row, size_t column)
{
    const struct cell *cell = column < row->n ? &row->cells[column] : NULL;

    return cell == NULL || cell->kind == CELL_EMPTY || str_trim(cell->text).n == 0 ? NULL : cell;
}

static bool seen_before(const struct evidence_source *source, size_t row, size_t column)
{
    for (size_t i = 0; i < row; i++) {
        const struct cell *earlier = cell_at(&source->rows[i], column);

        if (earlier != NULL && str_eq(earlier->text, source->rows[row].cells[column].text))
            return true;
    }
    return false;
}

static int64_t per_cent(int64_t part, int64_t whole)
{
    return whole == 0 ? 0 : part * 100 / whole;
}

struct column_evidence column_evidence(const struct evidence_source *source, size_t column)
{
    struct column_evidence ret = { 0 };

    for (size_t i = 0; i < source->n && ret.filled < ROWS_LOOKED_AT; i++) {
        const struct cell *cell = cell_at(&source->rows[i], column);

        if (cell == NULL)
            continue;
        count_cell(source, cell, &ret);
        ret.distinct += !seen_before(source, i, column);
    }
    int64_t *const counts[] = { &ret.phones,    &ret.digits, &ret.letters, &ret.names,
                                &ret.distinct,  &ret.emails, &ret.dates,   &ret.amounts,
                                &ret.countries, &ret.zones };
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        *counts[i] = per_cent(*counts[i], ret.filled);
    return ret;
}

bool looks_like_data(struct arena *arena, const struct cell *cell, struct str country)
{
    struct date date;
    struct str text = str_trim(cell->text);

    if (cell->kind == CELL_NUMBER || cell->kind == CELL_DATE || cell->kind == CELL_BOOL)
        return true;
    if (cell->kind != CELL_TEXT || text.n == 0)
        return false;
    return count_letters(text).digits >= 6 || looks_like_email(text) || looks_like_amount(text) ||
           looks_like_zone(text) || read_date(arena, text, country, &date);
}
