/* application/src/export_calls.c */
#include "export_calls.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/call.h"
#include "export_cells.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)
RECORD_REPOSITORY(export)

enum { PAGE = 200, FILTERS = 5, NAMES_MOST = 64 };

struct exporting {
    const struct ports *ports;
    struct scope *scope;
    struct export *export;
    struct str zone; /* of the account: in which times are written */
    struct sheet_file *file;
    /* campaigns' names, as they come by; the oldest gives way */
    struct campaign_id ids[NAMES_MOST];
    struct str names[NAMES_MOST];
    size_t n_names;
};

/* -- columns -- */

static struct out_cell dialed_cell(struct exporting *x, struct scope *page, const struct call *call)
{
    return cell_instant(x->ports, page, x->zone,
                        call->dialed_at.has ? call->dialed_at : SOME_INSTANT(call->created_at));
}

static struct out_cell name_cell(struct exporting *x, struct scope *page, const struct call *call)
{
    (void)x;
    (void)page;
    return cell_text(call->name);
}

static struct out_cell phone_cell(struct exporting *x, struct scope *page, const struct call *call)
{
    (void)x;
    (void)page;
    return cell_text(call->phone.e164);
}

static struct out_cell outcome_cell(struct exporting *x, struct scope *page,
                                    const struct call *call)
{
    if (call->outcome == 0)
        return cell_text(STR(""));
    return cell_text(export_word(x->ports, page->arena, x->export->language, "outcome",
                                 outcome_name(call->outcome)));
}

static struct out_cell duration_cell(struct exporting *x, struct scope *page,
                                     const struct call *call)
{
    (void)x;
    if (!call->talk_ms.has)
        return cell_text(STR(""));
    return cell_decimal(amount_print(page->arena, AMOUNT(call->talk_ms.v.ms, UNIT_TALK_MS)));
}

/* The file is the same for who may not read money, without what calls cost. */
static struct opt_amount charge_of(const struct exporting *x, const struct call *call)
{
    return x->export->without_money ? (struct opt_amount){ .has = false } : call->charge;
}

static struct out_cell charge_cell(struct exporting *x, struct scope *page, const struct call *call)
{
    return cell_amount(page, charge_of(x, call));
}

static struct out_cell unit_cell(struct exporting *x, struct scope *page, const struct call *call)
{
    return cell_unit(x->ports, page, x->export->language, charge_of(x, call));
}

/* A campaign's name is looked up once; one that is gone has none. */
static struct str campaign_name(struct exporting *x, struct scope *page, struct campaign_id id)
{
    struct campaign *campaign;
    size_t at;

    for (size_t i = 0; i < x->n_names && i < NAMES_MOST; i++)
        if (id128_eq(x->ids[i].v, id.v))
            return x->names[i];
    at = x->n_names++ % NAMES_MOST;
    x->ids[at] = id;
    x->names[at] = STR("");
    if (campaign_find(x->ports->records, page, id, &campaign) == ERR_OK)
        x->names[at] = str_copy(x->scope->arena, campaign->name);
    error_clear(&page->error);
    return x->names[at];
}

static struct out_cell campaign_cell(struct exporting *x, struct scope *page,
                                     const struct call *call)
{
    return cell_text(campaign_name(x, page, call->campaign));
}

static struct out_cell attempt_cell(struct exporting *x, struct scope *page,
                                    const struct call *call)
{
    (void)x;
    return cell_decimal(str_format(page->arena, "%lld", (long long)call->attempt));
}

static struct out_cell summary_cell(struct exporting *x, struct scope *page,
                                    const struct call *call)
{
    (void)x;
    (void)page;
    return cell_text(call->summary);
}

static struct out_cell promise_date_cell(struct exporting *x, struct scope *page,
                                         const struct call *call)
{
    (void)x;
    (void)page;
    return cell_said_date(call->promise_date);
}

static struct out_cell promise_amount_cell(struct exporting *x, struct scope *page,
                                           const struct call *call)
{
    (void)x;
    (void)page;
    return cell_said_amount(call->promise_amount);
}

static const struct {
    const char *slug;
    int width;
    struct out_cell (*cell)(struct exporting *x, struct scope *page, const struct call *call);
} columns[] = {
    { "export.called_at", 20, dialed_cell },
    { "export.name", 26, name_cell },
    { "export.phone", 17, phone_cell },
    { "export.outcome", 22, outcome_cell },
    { "export.duration", 14, duration_cell },
    { "export.charge", 12, charge_cell },
    { "export.unit", 8, unit_cell },
    { "export.campaign", 30, campaign_cell },
    { "export.attempt", 10, attempt_cell },
    { "export.promise_date", 16, promise_date_cell },
    { "export.promise_amount", 16, promise_amount_cell },
    { "export.summary", 60, summary_cell },
};

/* -- rows -- */

static enum err write_call(struct exporting *x, struct scope *page, const struct call *call)
{
    struct out_cell cells[ARRAY_LEN(columns)];

    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        cells[i] = columns[i].cell(x, page, call);
    return x->ports->sheet_writer.ops->row(x->file, cells, ARRAY_LEN(columns), &page->error);
}

static void add_filter(struct page_query *query, const char *field, enum filter_op op,
                       struct str value)
{
    query->filters[query->n++] = (struct filter){ str_from_c(field), op, value };
}

/* The smallest id that can have been born then: ids carry their birth. */
static struct str born(struct scope *scope, struct instant at)
{
    static const unsigned char none[10];

    return id128_print(scope->arena, "cal", id128_make(at.unix_ms, none));
}

static struct page_query query_of(struct scope *scope, const struct export *export)
{
    struct page_query query = { .limit = PAGE, .descending = true };

    if (!ID_NONE(export->campaign))
        add_filter(&query, "campaign", FILTER_EQ, ID_TEXT(scope->arena, export->campaign));
    if (export->outcome != 0)
        add_filter(&query, "outcome", FILTER_EQ, outcome_name(export->outcome));
    if (export->phone.e164.n > 0)
        add_filter(&query, "phone", FILTER_EQ, export->phone.e164);
    if (export->since.has)
        add_filter(&query, "id", FILTER_GTE, born(scope, export->since.v));
    if (export->until.has)
        add_filter(&query, "id", FILTER_LT, born(scope, export->until.v));
    return query;
}

static enum err write_page(struct exporting *x, struct scope *page, struct page_query *query)
{
    struct page list;

    TRY(VIA(x->ports->records, page, page, &call_record, query, &list));
    for (size_t i = 0; i < list.n; i++) {
        TRY(write_call(x, page, &((const struct call *)list.items)[i]));
        x->export->rows++;
    }
    query->after = list.next.p == NULL ? STR_NONE : str_copy(x->scope->arena, list.next);
    /* so that people see it go on */
    return list.next.p == NULL ? ERR_OK : export_save(x->ports->records, page, x->export, NULL);
}

static enum err write_all(struct exporting *x)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct page_query query = query_of(x->scope, x->export);

    do {
        struct scope page = scope_page(x->scope, &arena, VIA0(x->ports->clock, wall));
        enum err err = write_page(x, &page, &query);

        if (err != ERR_OK)
            return FAIL(&x->scope->error, err, page.error.slug);
        arena_reset(&arena);
    } while (query.after.p != NULL);
    return ERR_OK;
}

static enum err open_file(struct exporting *x, struct str *path)
{
    struct out_column out[ARRAY_LEN(columns)];
    struct arena *arena = x->scope->arena;

    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        out[i] = (struct out_column){
            .header =
                VIA(x->ports->wording, print, arena, x->export->language, columns[i].slug, NULL),
            .width = columns[i].width,
        };
    TRY(VIA(x->ports->objects, scratch, arena, path, &x->scope->error));
    return VIA(x->ports->sheet_writer, open, arena, *path,
               x->export->format == EXPORT_CSV ? SHEET_CSV : SHEET_XLSX,
               VIA(x->ports->wording, print, arena, x->export->language, "export.calls", NULL), out,
               ARRAY_LEN(columns), &x->file, &x->scope->error);
}

enum err export_calls(const struct ports *ports, struct scope *scope, struct export *export,
                      struct str *path)
{
    struct exporting x = { .ports = ports, .scope = scope, .export = export };
    struct account *account;
    enum err err;

    TRY(account_find(ports->records, scope, scope->account, &account));
    x.zone = account->time_zone;
    TRY(open_file(&x, path));
    err = write_all(&x);
    if (err == ERR_OK)
        return ports->sheet_writer.ops->close(x.file, &scope->error);
    ports->sheet_writer.ops->abandon(x.file);
    return err;
}
