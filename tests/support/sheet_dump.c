/* tests/support/sheet_dump.c - what the reader makes of a file, as JSON lines: one a row, then one
 * that tells how it ended. For comparisons with other readers.
 *
 *     sheet_dump [--info] [--here] [--careful] [--quiet] [--sheet NAME] [--rows N] [--cpu SECONDS]
 * FILE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "infrastructure/spreadsheet.h"

struct dump {
    bool quiet;
    int64_t rows, cells;
    uint64_t hash; /* of all rows: two ways of reading are compared by it */
};

static void print_text(struct str s)
{
    putchar('"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static const char *kind_name(enum cell_kind kind)
{
    switch (kind) {
    case CELL_EMPTY:
        return "empty";
    case CELL_TEXT:
        return "text";
    case CELL_NUMBER:
        return "number";
    case CELL_DATE:
        return "date";
    case CELL_BOOL:
        return "bool";
    case CELL_ERROR:
        return "error";
    }
    return "?";
}

static enum err on_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct dump *dump = to;

    dump->rows++;
    for (size_t i = 0; i < n; i++) {
        dump->cells += cells[i].kind != CELL_EMPTY;
        dump->hash = (dump->hash ^ str_hash(cells[i].text) ^ cells[i].kind) * 0x100000001b3u;
    }
    dump->hash += (uint64_t)row;
    if (dump->quiet)
        return ERR_OK;
    printf("{\"row\":%lld,\"cells\":[", (long long)row);
    for (size_t i = 0; i < n; i++) {
        printf("%s[\"%s\",", i > 0 ? "," : "", kind_name(cells[i].kind));
        print_text(cells[i].text);
        printf("%s]", cells[i].lost_digits ? ",true" : "");
    }
    puts("]}");
    return ERR_OK;
}

static void print_error(const struct error *error)
{
    printf("{\"error\":\"%s\"", error->slug != NULL ? error->slug : err_name(error->code));
    for (int i = 0; i < ERROR_PARAMS && error->params[i].name != NULL; i++) {
        printf(",\"%s\":", error->params[i].name);
        if (error->params[i].str.p == NULL)
            printf("%lld", (long long)error->params[i].i64);
        else
            print_text(error->params[i].str);
    }
    puts("}");
}

static void print_info(const struct workbook_info *info)
{
    printf("{\"format\":\"%.*s\",\"sheets\":[", STR_ARG(info->format));
    for (size_t i = 0; i < info->n; i++) {
        printf("%s{\"hidden\":%s,\"name\":", i > 0 ? "," : "",
               info->sheets[i].hidden ? "true" : "false");
        print_text(info->sheets[i].name);
        putchar('}');
    }
    puts("]}");
}

int main(int argc, char **argv)
{
    int status = sheet_reader_child(argc, argv);
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct sheet_reader_settings settings = { .program = NULL };
    struct sheet_request request = { .most_rows = 0 };
    struct workbook_info info;
    struct dump dump = { .quiet = false };
    struct rusage usage;
    bool info_only = false;
    enum err err;

    if (status >= 0)
        return status;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--info") == 0)
            info_only = true;
        else if (strcmp(argv[i], "--here") == 0)
            settings.in_process = true;
        else if (strcmp(argv[i], "--careful") == 0)
            settings.careful = true;
        else if (strcmp(argv[i], "--quiet") == 0)
            dump.quiet = true;
        else if (strcmp(argv[i], "--sheet") == 0 && i + 1 < argc)
            request.sheet = str_from_c(argv[++i]);
        else if (strcmp(argv[i], "--rows") == 0 && i + 1 < argc)
            request.most_rows = atoll(argv[++i]);
        else if (strcmp(argv[i], "--cpu") == 0 && i + 1 < argc)
            settings.cpu_seconds = atoll(argv[++i]);
        else
            request.path = request.file_name = str_from_c(argv[i]);
    }
    struct sheet_reader_adapter *adapter = sheet_reader_new(settings);
    struct sheet_reader reader = sheet_reader_port(adapter);

    request.limits.unpacked_bytes = INT64_C(3) << 30;
    err = info_only ? VIA(reader, info, &request, &arena, &info, &error)
                    : VIA(reader, read, &request, on_row, &dump, &error);
    if (err != ERR_OK) {
        print_error(&error);
    } else if (info_only) {
        print_info(&info);
    } else {
        getrusage(settings.in_process ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage);
        printf("{\"rows\":%lld,\"content\":%lld,\"hash\":\"%016llx\",\"reader_kib\":%ld}\n",
               (long long)dump.rows, (long long)dump.cells, (unsigned long long)dump.hash,
               usage.ru_maxrss);
    }
    sheet_reader_free(adapter);
    arena_release(&arena);
    return err == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
