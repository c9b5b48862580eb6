/* bench/bench_export.c - the results of jobs that were all called, from the store into a workbook,
 * beside libxlsxwriter (constant_memory) that writes the very same cells and reads nothing.
 *
 *     bench_export [--jobs N] [--json]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/strbuf.h"
#include "bench.h"
#include "domain/models/account.h"
#include "domain/models/call.h"
#include "export_rows.h"
#include "infrastructure/spreadsheet.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"
#include "slugs.h"

enum { STAGE = 5000, HEADERS_MOST = 64 };

struct bench {
    int64_t jobs;
    char folder[64], store_path[96], ours_path[96], theirs_path[96];
    struct sqlite_store *store;
    struct clock clock;
    struct random random;
    struct system_zones *zones;
    struct account_id account;
    struct campaign_id campaign;
};

static struct scope fresh_scope(const struct bench *b, struct arena *arena)
{
    struct scope scope = scope_system(arena, b->account, VIA0(b->clock, wall), log_none());

    scope.error.arena = arena;
    return scope;
}

/* -- what there is to export -- */

static struct str_pair *variables_of(struct arena *arena, int64_t i)
{
    struct str_pair *variables = ARENA_ARRAY(arena, struct str_pair, 4);

    variables[0] = (struct str_pair){ STR("nombre"), STR("María Fernanda Restrepo Gómez") };
    variables[1] = (struct str_pair){ STR("saldo"), str_format(arena, "%lld.50", (long long)i) };
    variables[2] = (struct str_pair){ STR("ciudad"), STR("Medellín") };
    variables[3] =
        (struct str_pair){ STR("obligacion"), str_format(arena, "OB-%07lld", (long long)i) };
    return variables;
}

static struct job make_job(const struct bench *b, struct batch_id batch, int64_t i,
                           struct arena *arena)
{
    struct job_phone *phone = ARENA_NEW(arena, struct job_phone);
    struct instant now = VIA0(b->clock, wall);

    phone->phone.e164 = str_format(arena, "+57300%07lld", (long long)i);
    phone->quality = PHONE_VALID;
    return (struct job){ .id = { random_id(b->random, now) },
                         .campaign = b->campaign,
                         .batch = batch,
                         .row = i + 2,
                         .state = JOB_DONE,
                         .outcome = OUTCOME_PROMISE,
                         .attempts = 1,
                         .attempt = { .n = 1, .tag = str_format(arena, "tag-%lld", (long long)i) },
                         .promise_date = STR("2026-12-01"),
                         .promise_amount = STR("125000"),
                         .country = STR("CO"),
                         .created_at = now,
                         .finished_at = SOME_INSTANT(now),
                         .phones = { phone, 1 },
                         .variables = { variables_of(arena, i), 4 } };
}

static struct call make_call(const struct bench *b, const struct job *job)
{
    return (struct call){ .id = { random_id(b->random, job->created_at) },
                          .campaign = b->campaign,
                          .batch = job->batch,
                          .job = job->id,
                          .tag = job->attempt.tag,
                          .attempt = 1,
                          .state = JOB_DONE,
                          .outcome = OUTCOME_PROMISE,
                          .dialed_at = SOME_INSTANT(job->created_at),
                          .talk_ms = { true, { 61000 } },
                          .charge = { true, { 240000, UNIT_USD } },
                          .created_at = job->created_at,
                          .phone = job->phones.items[0].phone,
                          .summary =
                              STR("La persona confirma la deuda y promete pagar el viernes."),
                          .transcript = STR("Agent: Buenos días.\nUser: Sí, con ella.\n") };
}

static void stage(const struct bench *b, struct batch_id batch, int64_t first, int64_t n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = fresh_scope(b, &arena);
    struct job **jobs = ARENA_ARRAY(&arena, struct job *, (size_t)n);
    void **calls = ARENA_ARRAY(&arena, void *, (size_t)n);

    for (int64_t i = 0; i < n; i++) {
        jobs[i] = ARENA_NEW(&arena, struct job);
        *jobs[i] = make_job(b, batch, first + i, &arena);
        struct call *call = ARENA_NEW(&arena, struct call);
        *call = make_call(b, jobs[i]);
        calls[i] = call;
    }
    bench_must(VIA(sqlite_import_store(b->store), stage, &scope, jobs, (size_t)n), &scope.error,
               "stage");
    bench_must(
        VIA(sqlite_record_store(b->store), save_many, &scope, &call_record, calls, (size_t)n, NULL),
        &scope.error, "calls");
}

static struct batch make_batch(const struct bench *b)
{
    static struct column columns[] = {
        { .header = STR_INIT("Nombre"), .role = COLUMN_NAME, .variable = STR_INIT("nombre") },
        { .header = STR_INIT("Saldo"), .role = COLUMN_AMOUNT, .variable = STR_INIT("saldo") },
        { .header = STR_INIT("Ciudad"), .role = COLUMN_CITY, .variable = STR_INIT("ciudad") },
        { .header = STR_INIT("Obligación"),
          .role = COLUMN_VARIABLE,
          .variable = STR_INIT("obligacion") },
    };

    return (struct batch){ .id = { random_id(b->random, VIA0(b->clock, wall)) },
                           .campaign = b->campaign,
                           .status = BATCH_IMPORTING,
                           .columns = { columns, ARRAY_LEN(columns) },
                           .counts = { .jobs = b->jobs } };
}

static void prepare(const struct bench *b)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = fresh_scope(b, &arena);
    struct batch batch = make_batch(b);
    struct account account = { .id = b->account,
                               .account = b->account,
                               .status = ACCOUNT_ACTIVE,
                               .name = STR("Bench"),
                               .time_zone = STR("America/Bogota"),
                               .currency = UNIT_USD };

    bench_must(VIA(sqlite_record_store(b->store), save, &scope, &account_record, &account, NULL),
               &scope.error, "account");
    bench_must(VIA(sqlite_record_store(b->store), save, &scope, &batch_record, &batch, NULL),
               &scope.error, "batch");
    for (int64_t i = 0; i < b->jobs; i += STAGE)
        stage(b, batch.id, i, b->jobs - i < STAGE ? b->jobs - i : STAGE);
    batch.status = BATCH_COMMITTED;
    bench_must(VIA(sqlite_import_store(b->store), commit, &scope, &batch, NULL), &scope.error,
               "commit");
}

/* -- ours -- */

static enum err scratch(void *self, struct arena *arena, struct str *ret, struct error *error)
{
    const struct bench *b = self;

    (void)arena;
    (void)error;
    *ret = str_from_c(b->ours_path);
    return ERR_OK;
}

static void export_to(struct bench *b, struct sheet_writer writer)
{
    static const struct object_store_ops objects = { .scratch = scratch };
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = fresh_scope(b, &arena);
    struct export export = { .id = { random_id(b->random, scope.now) },
                             .campaign = b->campaign,
                             .format = EXPORT_XLSX,
                             .language = STR("es") };
    struct ports ports = { .records = sqlite_record_store(b->store),
                           .imports = sqlite_import_store(b->store),
                           .clock = b->clock,
                           .zones = system_zones_port(b->zones),
                           .sheet_writer = writer,
                           .objects = { &objects, b },
                           .wording = bench_wording() };
    struct str path;

    bench_must(export_rows(&ports, &scope, &export, &path), &scope.error, "export");
    if (export.rows != b->jobs)
        exit(1);
}

/* -- theirs: the cells of ours, kept in memory before the watch starts -- */

struct kept {
    struct arena arena;
    struct out_cell *cells; /* row after row */
    size_t n, capacity, columns;
};

static enum err keep_open(void *self, struct arena *arena, struct str path,
                          enum sheet_format format, struct str sheet,
                          const struct out_column *columns, size_t n, struct sheet_file **ret,
                          struct error *error)
{
    struct kept *kept = self;

    (void)arena;
    (void)path;
    (void)format;
    (void)sheet;
    (void)columns;
    (void)error;
    kept->columns = n;
    kept->cells = ARENA_ARRAY(&kept->arena, struct out_cell, n * kept->capacity);
    *ret = self;
    return ERR_OK;
}

static enum err keep_row(struct sheet_file *file, const struct out_cell *cells, size_t n,
                         struct error *error)
{
    struct kept *kept = (void *)file;

    (void)error;
    for (size_t i = 0; i < n; i++) {
        struct out_cell *cell = &kept->cells[kept->n++];

        *cell = cells[i];
        cell->text = str_from_c(str_c(&kept->arena, cells[i].text));
    }
    return ERR_OK;
}

static enum err keep_close(struct sheet_file *file, struct error *error)
{
    (void)file;
    (void)error;
    return ERR_OK;
}

static void keep_abandon(struct sheet_file *file)
{
    (void)file;
}

static void write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       const struct out_cell *cell, lxw_format *date)
{
    switch (cell->kind) {
    case OUT_EMPTY:
        return;
    case OUT_TEXT:
        worksheet_write_string(sheet, row, column, cell->text.p, NULL);
        return;
    case OUT_DECIMAL:
        worksheet_write_number(sheet, row, column, strtod(cell->text.p, NULL), NULL);
        return;
    case OUT_DATE:
    case OUT_DATE_TIME:
        worksheet_write_number(sheet, row, column,
                               (double)(date_to_days(cell->date) + 25569) + cell->second / 86400.0,
                               date);
        return;
    }
}

static void write_theirs(struct bench *b, const struct kept *kept)
{
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = b->folder };
    lxw_workbook *book = workbook_new_opt(b->theirs_path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *date = workbook_add_format(book);

    format_set_num_format(date, "yyyy-mm-dd hh:mm");
    for (size_t i = 0; i < kept->n; i++)
        write_cell(sheet, (lxw_row_t)(i / kept->columns + 1), (lxw_col_t)(i % kept->columns),
                   &kept->cells[i], date);
    if (workbook_close(book) != LXW_NO_ERROR)
        exit(1);
}

/* -- the program -- */

static void open_all(struct bench *b)
{
    static const unsigned char key[SQLITE_MASTER_KEY] = { 7 };
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct sqlite_config config = { .path = str_from_c(b->store_path),
                                    .master_key = key,
                                    .clock = b->clock,
                                    .random = b->random,
                                    .log = log_none(),
                                    .readers = 2 };

    bench_must(system_zones_new(STR_NONE, &b->zones, &error), &error, "zones");
    bench_must(sqlite_store_open(&config, &b->store, &error), &error, "open");
    b->account = (struct account_id){ random_id(b->random, VIA0(b->clock, wall)) };
    b->campaign = (struct campaign_id){ random_id(b->random, VIA0(b->clock, wall)) };
}

static void make_folder(struct bench *b)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(b->folder, sizeof b->folder, "%s/bench.XXXXXX",
                   tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(b->folder) == NULL)
        exit(1);
    (void)snprintf(b->store_path, sizeof b->store_path, "%s/export.db", b->folder);
    (void)snprintf(b->ours_path, sizeof b->ours_path, "%s/ours.xlsx", b->folder);
    (void)snprintf(b->theirs_path, sizeof b->theirs_path, "%s/theirs.xlsx", b->folder);
}

static void remove_folder(const struct bench *b)
{
    char lock[112];

    (void)snprintf(lock, sizeof lock, "%s.lock", b->store_path);
    unlink(b->store_path);
    unlink(lock);
    unlink(b->ours_path);
    unlink(b->theirs_path);
    rmdir(b->folder);
}

static void measure(struct bench *b, bool json)
{
    static const struct sheet_writer_ops keeping = { keep_open, keep_row, keep_close,
                                                     keep_abandon };
    struct kept kept = { .arena = arena_init(), .capacity = (size_t)b->jobs };
    int64_t start = bench_now_us();

    export_to(b, sheet_writer_port());
    double ours = (double)b->jobs * 1e6 / (double)(bench_now_us() - start);
    start = bench_now_us();
    export_to(b, (struct sheet_writer){ &keeping, &kept });
    double reading = (double)b->jobs * 1e6 / (double)(bench_now_us() - start);
    start = bench_now_us();
    write_theirs(b, &kept);
    double theirs = (double)b->jobs * 1e6 / (double)(bench_now_us() - start);
    if (json)
        printf("{\"bench\":\"export\",\"jobs\":%lld,\"columns\":%zu,\"per_second\":%.0f,"
               "\"read_per_second\":%.0f,\"alone_per_second\":%.0f,\"ratio\":%.3f}\n",
               (long long)b->jobs, kept.columns, ours, reading, theirs, ours / theirs);
    else
        printf("export of results       %8.0f rows/s  %5.2f x libxlsxwriter alone (%zu columns)\n"
               "merely read             %8.0f rows/s\n"
               "libxlsxwriter alone     %8.0f rows/s\n",
               ours, ours / theirs, kept.columns, reading, theirs);
    arena_release(&kept.arena);
}

int main(int argc, char **argv)
{
    struct clock_config clock = { .trust = CLOCK_TRUST_OPERATOR,
                                  .source = clock_source_kernel(),
                                  .log = log_none() };
    struct system_clock *system = system_clock_new(&clock);
    struct bench b = { .jobs = 50000,
                       .clock = system_clock_port(system),
                       .random = system_random() };
    bool json = false;

    for (int i = 1; i < argc; i++) {
        json = json || strcmp(argv[i], "--json") == 0;
        if (strcmp(argv[i], "--jobs") == 0 && i + 1 < argc)
            b.jobs = strtoll(argv[i + 1], NULL, 10);
    }
    if (b.jobs < 1 || b.jobs > 1000000)
        return 2;
    make_folder(&b);
    open_all(&b);
    prepare(&b);
    measure(&b, json);
    sqlite_store_free(b.store);
    system_zones_free(b.zones);
    system_clock_free(system);
    remove_folder(&b);
    return 0;
}
