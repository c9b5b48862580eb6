/* application/src/commands/erase_old.c - ids carry their birth, so what is between two moments is a
 * range of them. Each step may be done again. */
#include "application/commands/erase_old.h"

#include "domain/models/account.h"
#include "domain/models/batch.h"
#include "domain/models/call.h"
#include "domain/models/recording.h"
#include "each_global.h"
#include "row_book.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(call)

typedef enum err eraser(const struct ports *ports, struct scope *scope, void *object);

static enum err erase_recording(const struct ports *ports, struct scope *scope, struct call_id id)
{
    void *found;
    enum err err = VIA(ports->records, find, scope, &recording_record, id.v, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(err);
    TRY(VIA(ports->objects, remove, ((struct recording *)found)->object, &scope->error));
    return VIA(ports->records, remove, scope, &recording_record, id.v);
}

static enum err erase_call(const struct ports *ports, struct scope *scope, void *object)
{
    struct call *call = object;

    TRY(erase_recording(ports, scope, call->id));
    if (call->transcript.n == 0 && call->summary.n == 0 && call->recording_url.n == 0)
        return ERR_OK;
    call->transcript = call->word_times = call->summary = call->recording_url = STR("");
    return call_save(ports->records, scope, call, NULL);
}

static enum err erase_batch(const struct ports *ports, struct scope *scope, void *object)
{
    struct batch *batch = object;

    if (batch->status == BATCH_IMPORTING || batch->status == BATCH_CHECKING ||
        batch->file_object.n == 0)
        return ERR_OK;
    TRY(row_book_remove(ports, scope, batch->id));
    if (batch->report_object.n > 0)
        TRY(VIA(ports->objects, remove, batch->report_object, &scope->error));
    TRY(VIA(ports->objects, remove, batch->file_object, &scope->error));
    if (batch->status == BATCH_RECEIVED) /* nothing can become of it without its file */
        return VIA(ports->records, remove, scope, &batch_record, batch->id.v);
    batch->report_object = batch->file_object = STR("");
    return batch_save(ports->records, scope, batch, NULL);
}

/* The smallest id that can have been born then. */
static struct str born(struct scope *scope, const char *prefix, struct instant at)
{
    static const unsigned char none[10];

    return id128_print(scope->arena, prefix, id128_make(at.unix_ms > 0 ? at.unix_ms : 0, none));
}

static enum err each_between(const struct ports *ports, struct scope *scope,
                             const struct record *record, const char *prefix, struct instant from,
                             struct instant until, eraser *erase)
{
    struct page_query query = {
        .filters = { { STR("id"), FILTER_GTE, born(scope, prefix, from) },
                     { STR("id"), FILTER_LT, born(scope, prefix, until) } },
        .n = 2,
        .limit = PAGE_MOST,
    };
    bool more = true;

    while (more) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope page = scope_page(scope, &arena, scope->now);
        struct page list;
        enum err err = VIA(ports->records, page, &page, record, &query, &list);

        for (size_t i = 0; err == ERR_OK && i < list.n; i++)
            err = erase(ports, &page, (char *)list.items + i * record->size);
        if (err != ERR_OK)
            return FAIL(&scope->error, err, page.error.slug);
        more = list.next.p != NULL;
        if (more)
            query.after = str_copy(scope->arena, list.next);
    }
    return ERR_OK;
}

static enum err erase_of_account(const struct ports *ports, struct scope *scope, void *object)
{
    struct account *account = object;
    struct instant until = instant_add(
        scope->now, (struct duration){ -account->retention_days * (int64_t)MS_PER_DAY });

    if (account->retention_days == 0 || !instant_before(account->erased_until, until))
        return ERR_OK;
    TRY(each_between(ports, scope, &call_record, "cal", account->erased_until, until, erase_call));
    TRY(each_between(ports, scope, &batch_record, "bat", account->erased_until, until,
                     erase_batch));
    account->erased_until = until;
    return account_save(ports->records, scope, account, NULL);
}

enum err erase_old(const struct ports *ports, struct scope *scope)
{
    TRY(each_with_status(ports, scope, &account_record, account_status_name(ACCOUNT_ACTIVE),
                         erase_of_account));
    return each_with_status(ports, scope, &account_record, account_status_name(ACCOUNT_SUSPENDED),
                            erase_of_account);
}
