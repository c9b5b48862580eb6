/* application/src/import_rows.c - read, check, look up, stage: five thousand rows at a time, each
 * page in an arena of its own, so that memory does not grow with the file. */
#include "import_rows.h"

#include <string.h>

#include "base/error.h"
#include "base/sort.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/services/row_check.h"
#include "import_reasons.h"
#include "import_report.h"
#include "phone_set.h"
#include "row_book.h"
#include "row_duplicates.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)

enum { PAGE_ROWS = 5000, RUN_KEYS = 262144 };

/* A row of the page, checked; its phones stand together in the page's list of phones. */
struct page_row {
    int64_t row;
    struct row_result result;
    const struct cell *cells; /* as read, or as a person wrote them */
    size_t n_cells;
    struct batch_row *fix; /* NULL: nobody wrote into it */
    size_t first_phone, n_phones;
};
struct page_phone {
    struct phone_hash_id hash;
    size_t place; /* in the order of rows */
};

struct import {
    const struct ports *ports;
    struct scope *scope; /* of the whole import */
    struct batch *batch;
    struct batch_counts *counts;
    struct import_report report;
    struct row_book book;
    bool stages; /* else it only looks */
    struct phone_set seen;
    struct job_phone_key *keys; /* a run of the phone index, to be sorted */
    size_t n_keys;

    struct arena arena; /* of the page */
    struct scope page;
    struct page_row *rows;
    size_t n;
    size_t n_phones;
};

static void page_begin(struct import *im)
{
    arena_reset(&im->arena);
    im->page = scope_page(im->scope, &im->arena, VIA0(im->ports->clock, wall));
    im->rows = ARENA_ARRAY(&im->arena, struct page_row, PAGE_ROWS);
    im->n = 0;
    im->n_phones = 0;
}

static int order_phones(const void *a, const void *b)
{
    return id128_cmp(((const struct page_phone *)a)->hash.v,
                     ((const struct page_phone *)b)->hash.v);
}

static int order_keys(const void *a, const void *b)
{
    return id128_cmp(((const struct job_phone_key *)a)->hash.v,
                     ((const struct job_phone_key *)b)->hash.v);
}

/* What the account knows of every phone of the page, in the order of rows; asked in the order of
 * hashes, which walks the index once. */
static enum err look_up(struct import *im, struct phone_hash_id **hashes,
                        struct phone_known **known)
{
    struct page_phone *phones = ARENA_ARRAY(&im->arena, struct page_phone, im->n_phones);
    struct phone_hash_id *sorted = ARENA_ARRAY(&im->arena, struct phone_hash_id, im->n_phones);
    struct phone_known *answers = ARENA_ARRAY(&im->arena, struct phone_known, im->n_phones);
    size_t at = 0;

    *hashes = ARENA_ARRAY(&im->arena, struct phone_hash_id, im->n_phones);
    *known = ARENA_ARRAY(&im->arena, struct phone_known, im->n_phones);
    for (size_t i = 0; i < im->n; i++) {
        im->rows[i].first_phone = at;
        for (size_t k = 0; k < im->rows[i].n_phones; k++, at++) {
            struct phone phone = im->rows[i].result.contact.phones.items[k].phone;

            phones[at].hash = VIA(im->ports->hasher, account_hash, im->batch->account, phone);
            phones[at].place = at;
            (*hashes)[at] = phones[at].hash;
        }
    }
    sort_items(phones, at, sizeof *phones, order_phones);
    for (size_t i = 0; i < at; i++)
        sorted[i] = phones[i].hash;
    TRY(VIA(im->ports->imports, known, &im->page, im->batch->campaign, sorted, at, answers));
    for (size_t i = 0; i < at; i++)
        (*known)[phones[i].place] = answers[i];
    return ERR_OK;
}

static void note(struct import *im, struct page_row *row, const char *slug)
{
    struct row_note *notes = ARENA_ARRAY(&im->arena, struct row_note, row->result.notes.n + 1);

    if (row->result.notes.n > 0)
        memcpy(notes, row->result.notes.items, row->result.notes.n * sizeof *notes);
    notes[row->result.notes.n] = (struct row_note){ .slug = slug, .column = STR("") };
    row->result.notes.items = notes;
    row->result.notes.n++;
}

/* Leaves the row only those phones that may be called; without any it changes its verdict. */
static void keep_callable(struct import *im, struct page_row *row,
                          const struct phone_hash_id *hashes, const struct phone_known *known,
                          struct phone_hash_id *kept)
{
    struct job_phone *phones = row->result.contact.phones.items;
    size_t n = 0;
    enum row_verdict without = ROW_REJECTED;

    for (size_t i = 0; i < row->n_phones; i++) {
        const struct phone_known *k = &known[row->first_phone + i];
        struct phone_hash_id hash = hashes[row->first_phone + i];
        const char *duplicate = NULL;

        if (k->suppressed) {
            note(im, row, "row.suppressed");
            without = ROW_SUPPRESSED;
            continue;
        }
        duplicate =
            row_duplicate_reason(im->batch, im->page.now, k, phone_set_add(&im->seen, hash));
        if (duplicate != NULL) {
            note(im, row, duplicate);
            without = ROW_DUPLICATE;
            continue;
        }
        kept[n] = hash;
        phones[n++] = phones[i];
    }
    row->n_phones = n;
    row->result.contact.phones.n = n;
    if (n == 0)
        row->result.verdict = without;
}

static enum err stage_keys(struct import *im)
{
    sort_items(im->keys, im->n_keys, sizeof *im->keys, order_keys);
    enum err err = VIA(im->ports->imports, stage_phones, &im->page, im->batch->campaign,
                       im->batch->id, im->keys, im->n_keys);
    im->n_keys = 0;
    return err;
}

static enum err add_key(struct import *im, struct phone_hash_id hash, struct job_id job)
{
    if (im->n_keys == RUN_KEYS)
        TRY(stage_keys(im));
    im->keys[im->n_keys++] = (struct job_phone_key){ hash, job };
    return ERR_OK;
}

static struct job *job_make(struct import *im, const struct page_row *row)
{
    const struct row_contact *contact = &row->result.contact;
    struct job *job = ARENA_NEW(&im->arena, struct job);

    *job = (struct job){
        .id = job_id_of_row(im->batch->id, row->row),
        .account = im->batch->account,
        .campaign = im->batch->campaign,
        .batch = im->batch->id,
        .row = row->row,
        .state = JOB_SCHEDULED,
        .not_before = im->page.now,
        .country = contact->country,
        .time_zone = contact->time_zone,
        .created_at = im->page.now,
        .name = contact->name,
        .variables = contact->variables,
    };
    job->phones.items = contact->phones.items;
    job->phones.n = contact->phones.n;
    return job;
}

static enum err stage_row(struct import *im, const struct page_row *row,
                          const struct phone_hash_id *kept, struct job **jobs, size_t *n_jobs)
{
    struct job *job = job_make(im, row);

    jobs[(*n_jobs)++] = job;
    for (size_t i = 0; i < row->n_phones; i++)
        TRY(add_key(im, kept[i], job->id));
    return ERR_OK;
}

static enum err settle_row(struct import *im, struct page_row *row,
                           const struct phone_hash_id *kept, struct job **jobs, size_t *n_jobs)
{
    const struct row_result *result = &row->result;
    bool accepted = row_is_accepted(result->verdict);

    im->counts->rows++;
    batch_counts_add(im->counts, result->verdict, 1);
    if (accepted && im->stages)
        TRY(stage_row(im, row, kept, jobs, n_jobs));
    row_book_add(&im->book, &im->page, row->fix, row->row, row->cells, row->n_cells, result);
    if (result->notes.n == 0)
        return ERR_OK;
    import_reasons_add(im->batch, row->row, !accepted, result->notes.items, result->notes.n);
    return import_report_row(&im->report, &im->page, row->row, row->cells, row->n_cells,
                             result->verdict, result->notes.items, result->notes.n);
}

static enum err page_end(struct import *im)
{
    struct phone_hash_id *hashes;
    struct phone_known *known;
    struct job **jobs = ARENA_ARRAY(&im->arena, struct job *, im->n);
    size_t n_jobs = 0;

    if (im->n == 0)
        return ERR_OK;
    TRY(look_up(im, &hashes, &known));
    for (size_t i = 0; i < im->n; i++) {
        struct page_row *row = &im->rows[i];
        struct phone_hash_id kept[JOB_PHONES];

        if (row_is_accepted(row->result.verdict))
            keep_callable(im, row, hashes, known, kept);
        TRY(settle_row(im, row, kept, jobs, &n_jobs));
    }
    im->batch->progress_rows = im->counts->rows;
    if (im->stages)
        batch_take_import(im->batch, VIA0(im->ports->clock, wall));
    /* first: who lost the import to another process meanwhile stages nothing more */
    TRY(batch_save(im->ports->records, &im->page, im->batch, NULL));
    if (n_jobs > 0)
        TRY(VIA(im->ports->imports, stage, &im->page, jobs, n_jobs));
    TRY(row_book_flush(&im->book, &im->page));
    page_begin(im);
    return ERR_OK;
}

/* Out of the reader's buffer, or as a person wrote them. */
static void take_cells(struct import *im, struct page_row *row, const struct cell *cells, size_t n)
{
    struct cell *copy;

    if (row->fix != NULL) {
        row->cells = batch_row_cells(row->fix, &im->arena);
        row->n_cells = row->fix->cells.n;
        return;
    }
    copy = ARENA_ARRAY(&im->arena, struct cell, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = cells[i];
        copy[i].text = str_copy(&im->arena, cells[i].text);
    }
    row->cells = copy;
    row->n_cells = n;
}

static enum err take_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct import *im = to;
    struct page_row *taken = &im->rows[im->n];

    if (row <= im->batch->header_row)
        return ERR_OK;
    *taken = (struct page_row){ .row = row, .fix = row_book_fix(&im->book, row) };
    take_cells(im, taken, cells, n);
    row_check(&im->arena, im->batch, im->ports->phones, taken->cells, taken->n_cells,
              &taken->result);
    taken->n_phones = row_is_accepted(taken->result.verdict) ? taken->result.contact.phones.n : 0;
    im->n_phones += taken->n_phones;
    im->n++;
    return im->n == PAGE_ROWS ? page_end(im) : ERR_OK;
}

static enum err read_all(struct import *im)
{
    struct sheet_request request;
    enum err err;

    TRY(sheet_open(im->ports, im->scope, im->batch, &request));
    page_begin(im);
    err = VIA(im->ports->sheets, read, &request, take_row, im, &im->scope->error);
    sheet_close(im->ports, &request);
    if (err == ERR_OK)
        err = page_end(im);
    if (err == ERR_OK && im->n_keys > 0)
        err = stage_keys(im);
    /* a failure inside a row was told to the page, whose arena ends with this function */
    if (err != ERR_OK && im->page.error.code == err)
        err = error_set(&im->scope->error, err, im->page.error.slug, im->page.error.file,
                        im->page.error.line, im->page.error.params);
    return err;
}

static enum err run(const struct ports *ports, struct scope *scope, struct batch *batch,
                    bool stages, struct batch_counts *counts, struct str *report)
{
    CLEANUP(arena_release) struct arena long_lived = arena_init();
    struct import im = {
        .ports = ports,
        .scope = scope,
        .batch = batch,
        .counts = counts,
        .stages = stages,
        .arena = arena_init(),
    };
    struct account *account;
    int64_t bytes;
    enum err err;

    *counts = (struct batch_counts){ 0 };
    import_reasons_begin(batch, scope->arena);
    TRY(account_find(ports->records, scope, batch->account, &account));
    im.keys = ARENA_ARRAY(&long_lived, struct job_phone_key, RUN_KEYS);
    im.report = (struct import_report){ .ports = ports,
                                        .batch = batch,
                                        .language = account->language,
                                        .arena = &long_lived,
                                        .name = "report" };
    im.book = (struct row_book){ .ports = ports, .batch = batch, .language = account->language };
    err = row_book_open(&im.book, scope);
    if (err == ERR_OK)
        err = read_all(&im);
    if (err == ERR_OK)
        err = import_report_close(&im.report, scope, report, &bytes);
    else
        import_report_abandon(&im.report);
    phone_set_release(&im.seen);
    arena_release(&im.arena);
    return err;
}

enum err import_rows(const struct ports *ports, struct scope *scope, struct batch *batch,
                     struct batch_counts *counts, struct str *report)
{
    return run(ports, scope, batch, true, counts, report);
}

enum err check_rows(const struct ports *ports, struct scope *scope, struct batch *batch,
                    struct batch_counts *counts, struct str *report)
{
    return run(ports, scope, batch, false, counts, report);
}
