/* spreadsheet/writer/csv_writer.c - RFC 4180 with the mark that makes Excel read UTF-8, and with an
 * apostrophe before what a spreadsheet would run as a formula. */
#include <stdio.h>
#include <string.h>

#include "codec/csv_cell.h"
#include "spreadsheet/writer/sheet_file.h"

bool is_decimal(struct str text)
{
    size_t i = text.n > 0 && text.p[0] == '-', digits = 0;

    for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
        digits++;
    if (digits == 0)
        return false;
    if (i == text.n)
        return true;
    if (text.p[i++] != '.' || i == text.n)
        return false;
    for (; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return true;
}

static bool is_formula(struct str text)
{
    return text.n > 0 && memchr("=+-@\t\r\0", text.p[0], 7) != NULL;
}

static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '"' || text.p[i] == ',' || text.p[i] == '\n' || text.p[i] == '\r')
            return true;
    return false;
}

static void add_quoted(struct output *o, struct str text)
{
    while (text.n > 0) {
        size_t quote = str_find_char(text, '"');

        if (quote == SIZE_MAX) {
            output_add(o, text.p, text.n);
            return;
        }
        output_add(o, text.p, quote + 1);
        output_add(o, "\"", 1);
        text = str_slice(text, quote + 1, text.n);
    }
}

static void add_text(struct output *o, struct str text)
{
    bool quotes = needs_quotes(text);

    if (quotes)
        output_add(o, "\"", 1);
    if (is_formula(text))
        output_add(o, "'", 1);
    for (size_t at = 0, next; at < text.n; at = next) {
        struct str piece;

        next = csv_next_formula(text, at);
        piece = str_slice(text, at, next);
        if (at > 0)
            output_add(o, "'", 1);
        if (quotes)
            add_quoted(o, piece);
        else
            output_add(o, piece.p, piece.n);
    }
    if (quotes)
        output_add(o, "\"", 1);
}

static void add_date(struct sheet_file *file, const struct out_cell *cell)
{
    char text[48];
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", cell->date.year, cell->date.month,
                     cell->date.day);

    if (cell->kind == OUT_DATE_TIME)
        n += snprintf(text + n, sizeof text - (size_t)n, " %02d:%02d:%02d", cell->second / 3600,
                      cell->second / 60 % 60, cell->second % 60);
    output_add(&file->output, text, (size_t)n);
}

void csv_row(struct sheet_file *file, const struct out_cell *cells, size_t n)
{
    struct output *o = &file->output;

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            output_add(o, ",", 1);
        switch (cells[i].kind) {
        case OUT_EMPTY:
            break;
        case OUT_DECIMAL: /* a negative amount is no formula */
            if (is_decimal(cells[i].text)) {
                output_add(o, cells[i].text.p, cells[i].text.n);
                break;
            }
            add_text(o, cells[i].text);
            break;
        case OUT_TEXT:
            add_text(o, cells[i].text);
            break;
        case OUT_DATE:
        case OUT_DATE_TIME:
            add_date(file, &cells[i]);
            break;
        }
    }
    output_add(o, "\r\n", 2);
    file->row++;
}

void csv_begin(struct sheet_file *file)
{
    output_add(&file->output, "\xef\xbb\xbf", 3);
    for (size_t i = 0; i < file->n; i++) {
        if (i > 0)
            output_add(&file->output, ",", 1);
        add_text(&file->output, file->columns[i].header);
    }
    output_add(&file->output, "\r\n", 2);
}
