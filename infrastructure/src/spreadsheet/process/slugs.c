/* spreadsheet/process/slugs.c - the list. */
#include "spreadsheet/process/slugs.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

static const char *const slugs[] = {
    "sheet.empty_file",
    "sheet.unknown_format",
    "sheet.wrong_ending",
    "sheet.encrypted",
    "sheet.biff5",
    "sheet.truncated",
    "sheet.damaged",
    "sheet.bomb",
    "sheet.too_many_rows",
    "sheet.too_many_columns",
    "sheet.too_large",
    "sheet.no_such_sheet",
    "sheet.no_content",
    "sheet.dtd",
    "sheet.too_slow",
    "sheet.cell_too_long",
    "sheet.record_too_long",
    "sheet.open_quote",
    "sheet.too_many_strings",
    "sheet.reader_failed",
};
static const char *const params[] = { "part", "limit", "sheet", "row", "column" };

static unsigned number_of(const char *text, const char *const *list, size_t n)
{
    for (size_t i = 0; text != NULL && i < n; i++)
        if (strcmp(list[i], text) == 0)
            return (unsigned)i + 1;
    return 0;
}

unsigned sheet_slug_number(const char *slug)
{
    return number_of(slug, slugs, ARRAY_LEN(slugs));
}

const char *sheet_slug(unsigned number)
{
    return number >= 1 && number <= ARRAY_LEN(slugs) ? slugs[number - 1] : NULL;
}

unsigned sheet_param_number(const char *name)
{
    return number_of(name, params, ARRAY_LEN(params));
}

const char *sheet_param(unsigned number)
{
    return number >= 1 && number <= ARRAY_LEN(params) ? params[number - 1] : NULL;
}
