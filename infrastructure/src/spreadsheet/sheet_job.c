/* spreadsheet/sheet_job.c - what a file is by its first bytes, and whether its name agrees. */
#include "spreadsheet/sheet_job.h"

#include <string.h>

#include "spreadsheet/little_endian.h"
#include "spreadsheet/xls/ole.h"

enum { MAGIC = 8 };

enum content { CONTENT_TEXT = 1, CONTENT_ZIP, CONTENT_OLE, CONTENT_OLD_EXCEL };

static enum content content_of(const unsigned char *p, size_t n)
{
    static const unsigned char ole[8] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };

    if (n >= sizeof ole && memcmp(p, ole, sizeof ole) == 0)
        return CONTENT_OLE;
    if (n >= 4 && (memcmp(p, "PK\3\4", 4) == 0 || memcmp(p, "PK\5\6", 4) == 0))
        return CONTENT_ZIP;
    /* A bare BOF record: Excel 2 to 5 without a container. */
    if (n >= 4 && p[0] == 9 && (p[1] == 0 || p[1] == 2 || p[1] == 4 || p[1] == 8) && p[3] == 0 &&
        p[2] >= 4 && p[2] <= 16)
        return CONTENT_OLD_EXCEL;
    return CONTENT_TEXT;
}

static bool is_one_of(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

static enum err choose_ole(const struct sheet_job *job, bool is_xlsx,
                           const struct sheet_format_ops **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct ole ole;

    TRY(ole_open(&job->source, &arena, &ole, error));
    if (ole_find(&ole, STR("EncryptedPackage")) != NULL)
        return FAIL(error, ERR_INVALID, "sheet.encrypted");
    if (is_xlsx)
        return FAIL(error, ERR_INVALID, "sheet.wrong_ending");
    *ret = &xls_format;
    return ERR_OK;
}

static enum err choose(const struct sheet_job *job, const struct sheet_format_ops **ret,
                       struct error *error)
{
    static const struct str zips[] = { STR_INIT("xlsx"), STR_INIT("xlsm") };
    static const struct str texts[] = { STR_INIT("csv"), STR_INIT("txt"), STR_INIT("tsv") };
    bool is_xlsx = is_one_of(job->ending, zips, ARRAY_LEN(zips));
    bool is_text = is_one_of(job->ending, texts, ARRAY_LEN(texts));
    unsigned char magic[MAGIC];
    size_t n = job->source.size < MAGIC ? (size_t)job->source.size : MAGIC;
    enum content content;

    if (job->source.size == 0)
        return FAIL(error, ERR_INVALID, "sheet.empty_file");
    if (job->limits.file_bytes > 0 && job->source.size > job->limits.file_bytes)
        return FAIL_WITH(error, ERR_INVALID, "sheet.too_large",
                         P_I64("limit", job->limits.file_bytes));
    if (!is_xlsx && !is_text && !str_eq(job->ending, STR("xls")))
        return FAIL(error, ERR_INVALID, "sheet.unknown_format");
    TRY(source_read(&job->source, 0, magic, n, error));
    content = content_of(magic, n);
    if (is_text ? content != CONTENT_TEXT
                : content == CONTENT_TEXT || (content == CONTENT_ZIP) != is_xlsx)
        if (content != CONTENT_OLE || is_text) /* an encrypted .xlsx is one of these */
            return FAIL(error, ERR_INVALID, "sheet.wrong_ending");
    if (content == CONTENT_OLD_EXCEL)
        return FAIL(error, ERR_INVALID, "sheet.biff5");
    if (content == CONTENT_OLE)
        return choose_ole(job, is_xlsx, ret, error);
    *ret = is_text ? &csv_format : &xlsx_format;
    return ERR_OK;
}

/* Texts of the inner error lie in memory that ends with the job. */
static enum err tell(struct error *error, const struct error *inner, enum err err)
{
    struct param params[ERROR_PARAMS];

    if (error == NULL || error == inner || inner->slug == NULL)
        return err; /* the row's own refusal filled what it filled */
    memcpy(params, inner->params, sizeof params);
    for (int i = 0; i < ERROR_PARAMS && error->arena == NULL; i++)
        if (params[i].str.p != NULL)
            params[i].str = STR("");
    return error_set(error, err, inner->slug, inner->file, inner->line, params);
}

enum err sheet_job_info(const struct sheet_job *job, struct arena *arena, struct workbook_info *ret,
                        struct error *error)
{
    CLEANUP(arena_release) struct arena errors = arena_init();
    struct error inner = { .arena = &errors };
    const struct sheet_format_ops *format;
    enum err err = choose(job, &format, &inner);

    if (err == ERR_OK)
        err = format->info(job, arena, ret, &inner);
    return err == ERR_OK ? ERR_OK : tell(error, &inner, err);
}

enum err sheet_job_read(const struct sheet_job *job, sheet_row *row, void *to, struct error *error)
{
    CLEANUP(arena_release) struct arena errors = arena_init();
    struct error inner = { .arena = &errors };
    const struct sheet_format_ops *format;
    enum err err = choose(job, &format, &inner);

    if (err == ERR_OK)
        err = format->read(job, row, to, &inner);
    return err == ERR_OK ? ERR_OK : tell(error, &inner, err);
}

enum err sheet_find(const struct workbook_info *book, struct str name, size_t *ret,
                    struct error *error)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < book->n; i++)
            if (pass == 0 ? str_eq(book->sheets[i].name, name)
                          : str_eq_nocase(book->sheets[i].name, name)) {
                *ret = i;
                return ERR_OK;
            }
    return FAIL_WITH(error, ERR_INVALID, "sheet.no_such_sheet", P_STR("sheet", name));
}
