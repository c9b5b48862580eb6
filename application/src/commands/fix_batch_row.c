/* application/src/commands/fix_batch_row.c - a person writes into a row of a sheet. */
#include <string.h>

#include "application/commands/check_batch.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "row_book.h"
#include "row_duplicates.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)

enum { CELL_TEXT_MOST = 32767, COUNT_TRIES = 5 };

static const struct field fixed_cell_fields[] = {
    FIELD_I64(struct fixed_cell, index, FIELD_REQUIRED, 0, 16383),
    FIELD_STR(struct fixed_cell, text, FIELD_REQUIRED, 0, CELL_TEXT_MOST),
};
static const struct record fixed_cell_record =
    RECORD("fixed_cell", struct fixed_cell, fixed_cell_fields);

static const struct field fix_batch_row_fields[] = {
    FIELD_LIST(struct fix_batch_row, cells, FIELD_REQUIRED, fixed_cell_record, BATCH_COLUMNS),
};
const struct record fix_batch_row_record =
    RECORD("fix_batch_row", struct fix_batch_row, fix_batch_row_fields);

static bool has_column(const struct batch *batch, int64_t index)
{
    for (size_t i = 0; i < batch->columns.n; i++)
        if (batch->columns.items[i].index == index)
            return true;
    return false;
}

static void wrong(struct scope *scope, size_t i, const char *slug)
{
    error_add_field(&scope->error,
                    (struct field_error){ .field = str_format(scope->arena, "cells[%zu].index", i),
                                          .slug = slug });
}

static enum err check_cells(struct scope *scope, const struct batch *batch,
                            const struct fix_batch_row *cmd)
{
    for (size_t i = 0; i < cmd->cells.n; i++) {
        int64_t index = cmd->cells.items[i].index;

        if (!has_column(batch, index))
            wrong(scope, i, "columns.no_such_column");
        for (size_t k = 0; k < i; k++)
            if (cmd->cells.items[k].index == index)
                wrong(scope, i, "columns.twice");
    }
    return error_fields(&scope->error);
}

static void add_note(struct scope *scope, struct row_result *result, const char *slug)
{
    size_t n = result->notes.n;
    struct row_note *notes = ARENA_ARRAY(scope->arena, struct row_note, n + 1);

    if (n > 0)
        memcpy(notes, result->notes.items, n * sizeof *notes);
    notes[n] = (struct row_note){ .slug = slug, .column = STR("") };
    result->notes.items = notes;
    result->notes.n = n + 1;
}

/* As an import would decide, by what the account knows of the row's phones. */
static enum err look_up(const struct ports *ports, struct scope *scope, const struct batch *batch,
                        struct row_result *result)
{
    size_t n = result->contact.phones.n, callable = n;
    struct phone_hash_id *hashes = ARENA_ARRAY(scope->arena, struct phone_hash_id, n);
    struct phone_known *known = ARENA_ARRAY(scope->arena, struct phone_known, n);
    enum row_verdict without = ROW_REJECTED;

    for (size_t i = 0; i < n; i++)
        hashes[i] =
            VIA(ports->hasher, account_hash, batch->account, result->contact.phones.items[i].phone);
    TRY(VIA(ports->imports, known, scope, batch->campaign, hashes, n, known));
    for (size_t i = 0; i < n; i++) {
        const char *reason = known[i].suppressed
                                 ? "row.suppressed"
                                 : row_duplicate_reason(batch, scope->now, &known[i], true);

        if (reason == NULL)
            continue;
        add_note(scope, result, reason);
        without = known[i].suppressed ? ROW_SUPPRESSED : ROW_DUPLICATE;
        callable--;
    }
    if (callable == 0)
        result->verdict = without;
    return ERR_OK;
}

static enum err look_again(const struct ports *ports, struct scope *scope,
                           const struct batch *batch, const struct account *account,
                           struct batch_row *row)
{
    struct row_result result;

    row_check(scope->arena, batch, ports->phones, batch_row_cells(row, scope->arena), row->cells.n,
              &result);
    if (row_is_accepted(result.verdict))
        TRY(look_up(ports, scope, batch, &result));
    row_remarks(ports, scope->arena, account->language, &result, row);
    return ERR_OK;
}

/* The batch's counts follow; somebody may mend another row at the same time. */
static enum err count_again(const struct ports *ports, struct scope *scope, struct batch_id id,
                            enum row_verdict before, enum row_verdict after)
{
    enum err err = ERR_CONFLICT;

    for (int i = 0; i < COUNT_TRIES && err == ERR_CONFLICT; i++) {
        struct batch *batch;

        error_clear(&scope->error);
        TRY(batch_find(ports->records, scope, id, &batch));
        if (!batch->checked_at.has)
            return ERR_OK; /* it is being read anew */
        batch_counts_add(&batch->counts, before, -1);
        batch_counts_add(&batch->counts, after, 1);
        err = batch_save(ports->records, scope, batch, NULL);
    }
    return err;
}

static enum err find_row(const struct ports *ports, struct scope *scope, struct batch_id id,
                         int64_t row, struct batch_row **ret)
{
    void *found;
    enum err err =
        VIA(ports->records, find, scope, &batch_row_record, batch_row_id_of(id, row).v, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "batch.no_such_row", P_I64("row", row));
    }
    if (err == ERR_OK)
        *ret = found;
    return err;
}

enum err fix_batch_row(const struct ports *ports, struct scope *scope, struct batch_id id,
                       int64_t row, const struct fix_batch_row *cmd, struct batch_row **ret)
{
    struct batch *batch;
    struct batch_row *kept;
    struct account *account;
    enum row_verdict before;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    if (batch->status != BATCH_RECEIVED)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "batch.not_received",
                         P_STR("status", batch_status_name(batch->status)));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(find_row(ports, scope, id, row, &kept));
    TRY(check_cells(scope, batch, cmd));
    before = kept->verdict;
    for (size_t i = 0; i < cmd->cells.n; i++)
        batch_row_write(kept, scope->arena, (size_t)cmd->cells.items[i].index,
                        cmd->cells.items[i].text);
    kept->fixed = true;
    TRY(look_again(ports, scope, batch, account, kept));
    TRY(VIA(ports->records, save, scope, &batch_row_record, kept, NULL));
    if (kept->verdict != before)
        TRY(count_again(ports, scope, id, before, kept->verdict));
    row_say_again(ports, scope->arena, scope_language(scope, account->language), batch, kept);
    *ret = kept;
    return ERR_OK;
}
