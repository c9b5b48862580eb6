/* application/src/export_rows.c */
#include "export_rows.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/batch.h"
#include "domain/models/call.h"
#include "export_cells.h"
#include "reason_words.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(export)

enum { PAGE_JOBS = 500, COLUMNS_MOST = 512, CALLS_MOST = 20 };

struct exporting {
    const struct ports *ports;
    struct scope *scope;
    struct export *export;
    struct str zone; /* of the account: in which times are written */
    struct sheet_file *file;
    struct column *columns; /* of all batches, each variable once */
    size_t n;
};

/* What came of a job, over all its calls. */
struct result {
    const struct job *job;
    struct call *last; /* NULL: nobody was called */
    int64_t talk_ms;
    struct amount charge;
};

/* -- our columns: a header's slug and what stands below it -- */

static struct str word(const struct exporting *x, struct scope *page, const char *family,
                       struct str name)
{
    return export_word(x->ports, page->arena, x->export->language, family, name);
}

static struct out_cell outcome_cell(const struct exporting *x, struct scope *page,
                                    const struct result *r)
{
    if (r->job->outcome == 0)
        return cell_text(STR(""));
    return cell_text(word(x, page, "outcome", outcome_name(r->job->outcome)));
}

static struct out_cell state_cell(const struct exporting *x, struct scope *page,
                                  const struct result *r)
{
    return cell_text(word(x, page, "job_state", job_state_name(r->job->state)));
}

static struct out_cell reason_cell(const struct exporting *x, struct scope *page,
                                   const struct result *r)
{
    if (r->job->wait_reason.n == 0)
        return cell_text(STR(""));
    return cell_text(reason_words(x->ports, page->arena, x->export->language, r->job->wait_reason));
}

static struct out_cell attempts_cell(const struct exporting *x, struct scope *page,
                                     const struct result *r)
{
    (void)x;
    return cell_decimal(str_format(page->arena, "%lld", (long long)r->job->attempts));
}

static struct out_cell phone_cell(const struct exporting *x, struct scope *page,
                                  const struct result *r)
{
    (void)x;
    (void)page;
    return cell_text(r->last != NULL ? r->last->phone.e164 : STR(""));
}

static struct out_cell called_at_cell(const struct exporting *x, struct scope *page,
                                      const struct result *r)
{
    struct opt_instant never = { .has = false };

    return cell_instant(x->ports, page, x->zone, r->last != NULL ? r->last->dialed_at : never);
}

static struct out_cell duration_cell(const struct exporting *x, struct scope *page,
                                     const struct result *r)
{
    (void)x;
    if (r->last == NULL)
        return cell_text(STR(""));
    return cell_decimal(amount_print(page->arena, AMOUNT(r->talk_ms, UNIT_TALK_MS)));
}

/* The file is the same for who may not read money, without what calls cost. */
static struct opt_amount charge_of(const struct exporting *x, const struct result *r)
{
    return (struct opt_amount){ r->charge.unit != 0 && !x->export->without_money, r->charge };
}

static struct out_cell charge_cell(const struct exporting *x, struct scope *page,
                                   const struct result *r)
{
    return cell_amount(page, charge_of(x, r));
}

static struct out_cell unit_cell(const struct exporting *x, struct scope *page,
                                 const struct result *r)
{
    return cell_unit(x->ports, page, x->export->language, charge_of(x, r));
}

static struct out_cell summary_cell(const struct exporting *x, struct scope *page,
                                    const struct result *r)
{
    (void)x;
    (void)page;
    return cell_text(r->last != NULL ? r->last->summary : STR(""));
}

static struct out_cell promise_date_cell(const struct exporting *x, struct scope *page,
                                         const struct result *r)
{
    (void)x;
    (void)page;
    return cell_said_date(r->job->promise_date);
}

static struct out_cell promise_amount_cell(const struct exporting *x, struct scope *page,
                                           const struct result *r)
{
    (void)x;
    (void)page;
    return cell_said_amount(r->job->promise_amount);
}

static const struct {
    const char *slug;
    int width;
    struct out_cell (*cell)(const struct exporting *x, struct scope *page, const struct result *r);
} own_columns[] = {
    { "export.outcome", 22, outcome_cell },
    { "export.state", 16, state_cell },
    { "export.reason", 30, reason_cell },
    { "export.attempts", 10, attempts_cell },
    { "export.phone", 17, phone_cell },
    { "export.called_at", 20, called_at_cell },
    { "export.duration", 14, duration_cell },
    { "export.charge", 12, charge_cell },
    { "export.unit", 8, unit_cell },
    { "export.summary", 60, summary_cell },
    { "export.promise_date", 16, promise_date_cell },
    { "export.promise_amount", 16, promise_amount_cell },
};

/* -- the person's columns -- */

static bool has_variable(const struct exporting *x, struct str variable)
{
    for (size_t i = 0; i < x->n; i++)
        if (str_eq(x->columns[i].variable, variable))
            return true;
    return false;
}

static enum err add_columns(struct exporting *x, const struct batch *batch)
{
    for (size_t i = 0; i < batch->columns.n && x->n < COLUMNS_MOST; i++)
        if (batch->columns.items[i].role != COLUMN_IGNORED &&
            !has_variable(x, batch->columns.items[i].variable))
            x->columns[x->n++] = batch->columns.items[i];
    x->export->rows_total += batch->counts.jobs;
    return ERR_OK;
}

static struct str variable_of(const struct job *job, struct str name)
{
    for (size_t i = 0; i < job->variables.n; i++)
        if (str_eq(job->variables.items[i].name, name))
            return job->variables.items[i].value;
    return STR("");
}

/* -- rows -- */

static enum err result_of(const struct exporting *x, struct scope *page, const struct job *job,
                          struct result *ret)
{
    struct page_query query = {
        .filters = { { STR("job"), FILTER_EQ, ID_TEXT(page->arena, job->id) } },
        .n = 1,
        .limit = CALLS_MOST,
    };
    struct page calls;

    *ret = (struct result){ .job = job };
    if (job->attempts == 0)
        return ERR_OK;
    TRY(VIA(x->ports->records, page, page, &call_record, &query, &calls));
    for (size_t i = 0; i < calls.n; i++) {
        struct call *call = &((struct call *)calls.items)[i];

        ret->last = call;
        ret->talk_ms += call->talk_ms.has ? call->talk_ms.v.ms : 0;
        if (!call->charge.has)
            continue;
        if (ret->charge.unit == 0)
            ret->charge = call->charge.v;
        else
            TRY(amount_add(ret->charge, call->charge.v, &ret->charge, &page->error));
    }
    return ERR_OK;
}

static enum err write_job(struct exporting *x, struct scope *page, const struct job *job)
{
    size_t own = ARRAY_LEN(own_columns);
    struct out_cell *cells = ARENA_ARRAY(page->arena, struct out_cell, x->n + own);
    struct result result;

    TRY(result_of(x, page, job, &result));
    for (size_t i = 0; i < x->n; i++)
        cells[i] = cell_text(variable_of(job, x->columns[i].variable));
    for (size_t i = 0; i < own; i++)
        cells[x->n + i] = own_columns[i].cell(x, page, &result);
    return x->ports->sheet_writer.ops->row(x->file, cells, x->n + own, &page->error);
}

static enum err write_page(struct exporting *x, struct scope *page, const struct batch *batch,
                           int64_t *after, bool *left)
{
    struct job **jobs;
    size_t n;

    TRY(VIA(x->ports->imports, rows, page, batch->id, *after, PAGE_JOBS, &jobs, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(write_job(x, page, jobs[i]));
        *after = jobs[i]->row;
        x->export->rows++;
    }
    *left = n == PAGE_JOBS;
    return ERR_OK;
}

static enum err write_batch(struct exporting *x, const struct batch *batch)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    int64_t after = 0;
    bool left = true;

    while (left) {
        struct scope page = scope_page(x->scope, &arena, VIA0(x->ports->clock, wall));
        enum err err = write_page(x, &page, batch, &after, &left);

        if (err == ERR_OK && left) /* so that people see it go on */
            err = export_save(x->ports->records, &page, x->export, NULL);
        if (err != ERR_OK)
            return FAIL(&x->scope->error, err, page.error.slug);
        arena_reset(&arena);
    }
    return ERR_OK;
}

static enum err open_file(struct exporting *x, struct str *path)
{
    size_t own = ARRAY_LEN(own_columns);
    struct arena *arena = x->scope->arena;
    struct out_column *columns = ARENA_ARRAY(arena, struct out_column, x->n + own);

    for (size_t i = 0; i < x->n; i++)
        columns[i].header =
            x->columns[i].header.n > 0 ? x->columns[i].header : x->columns[i].variable;
    for (size_t i = 0; i < own; i++)
        columns[x->n + i] = (struct out_column){
            .header = VIA(x->ports->wording, print, arena, x->export->language, own_columns[i].slug,
                          NULL),
            .width = own_columns[i].width,
        };
    TRY(VIA(x->ports->objects, scratch, arena, path, &x->scope->error));
    return VIA(x->ports->sheet_writer, open, arena, *path,
               x->export->format == EXPORT_CSV ? SHEET_CSV : SHEET_XLSX,
               VIA(x->ports->wording, print, arena, x->export->language, "export.sheet", NULL),
               columns, x->n + own, &x->file, &x->scope->error);
}

/* Oldest first, however many sheets the campaign was made of. */
static enum err each_batch(struct exporting *x,
                           enum err (*visit)(struct exporting *x, const struct batch *batch))
{
    struct page_query query = {
        .filters = { { STR("campaign"), FILTER_EQ,
                       ID_TEXT(x->scope->arena, x->export->campaign) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(x->ports->records, page, x->scope, &batch_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct batch *batch = &((struct batch *)page.items)[i];

            if (batch->status == BATCH_COMMITTED)
                TRY(visit(x, batch));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err export_rows(const struct ports *ports, struct scope *scope, struct export *export,
                     struct str *path)
{
    struct exporting x = { .ports = ports, .scope = scope, .export = export };
    struct account *account;
    enum err err;

    TRY(account_find(ports->records, scope, scope->account, &account));
    x.zone = account->time_zone;
    x.columns = ARENA_ARRAY(scope->arena, struct column, COLUMNS_MOST);
    TRY(each_batch(&x, add_columns));
    TRY(open_file(&x, path));
    err = each_batch(&x, write_batch);
    if (err == ERR_OK)
        return ports->sheet_writer.ops->close(x.file, &scope->error);
    ports->sheet_writer.ops->abandon(x.file);
    return err;
}
