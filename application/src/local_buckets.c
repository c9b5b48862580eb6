/* application/src/local_buckets.c */
#include "local_buckets.h"

#include <string.h>

#include "base/checked.h"

/* So many roll-ups of quarters are in memory at once. */
enum { PAGE_MS_DAYS = 28 };

static bool same_bucket(enum bucket_kind kind, const struct bucket *a, const struct bucket *b)
{
    if (kind == BUCKET_HOUR_OF_WEEK)
        return a->weekday == b->weekday && a->hour == b->hour;
    return a->date.year == b->date.year && a->date.month == b->date.month &&
           a->date.day == b->date.day && a->hour == b->hour;
}

static struct bucket *bucket_add(struct bucket_list *list, struct arena *arena, struct bucket key)
{
    if (list->n == list->capacity) {
        const struct bucket *old = list->items;

        list->capacity = list->capacity == 0 ? 32 : list->capacity * 2;
        list->items = ARENA_ARRAY(arena, struct bucket, list->capacity);
        if (list->n > 0)
            memcpy(list->items, old, list->n * sizeof *old);
    }
    list->items[list->n] = key;
    return &list->items[list->n++];
}

/* From the newest back: the same hour of a day stands right there, also when clocks are put back;
 * one of the week is at most a week's hours away. */
static struct bucket *bucket_of(struct bucket_list *list, struct arena *arena,
                                enum bucket_kind kind, struct bucket key)
{
    size_t back = kind == BUCKET_HOUR_OF_WEEK ? HOURS_OF_WEEK : 2;

    for (size_t i = list->n; i > 0 && back > 0; i--, back--)
        if (same_bucket(kind, &list->items[i - 1], &key))
            return &list->items[i - 1];
    return bucket_add(list, arena, key);
}

static enum err add_slot(const struct ports *ports, const struct bucket_request *request,
                         struct scope *scope, const struct rollup *r, struct bucket_list *list)
{
    struct instant at = { r->slot * ROLLUP_SLOT_MS };
    struct local_time local;

    TRY(VIA(ports->zones, local, request->zone, at, &local, &scope->error));
    struct bucket key = { .date = local.date, .weekday = local.weekday };
    if (request->kind != BUCKET_DAY)
        key.hour = local.minute / 60;
    rollup_sum(&bucket_of(list, scope->arena, request->kind, key)->sum, r, 1);
    return ERR_OK;
}

static enum err add_page(const struct ports *ports, struct scope *page, struct scope *scope,
                         const struct bucket_request *request, struct instant from,
                         struct bucket_list *list)
{
    struct instant until = { min_i64(from.unix_ms + (int64_t)PAGE_MS_DAYS * MS_PER_DAY,
                                     request->until.unix_ms) };
    struct rollup_query query = { .campaign = request->campaign,
                                  .from = from,
                                  .until = until,
                                  .by_slot = true,
                                  .by_campaign = request->is_asked != NULL,
                                  .by_outcome = request->by_outcome };
    struct rollup_list rollups;

    TRY(VIA(ports->analytics, rollups, page, &query, &rollups));
    for (size_t i = 0; i < rollups.n; i++)
        if (request->is_asked == NULL ||
            request->is_asked(request->context, rollups.items[i].campaign))
            TRY(add_slot(ports, request, scope, &rollups.items[i], list));
    return ERR_OK;
}

enum err local_buckets(const struct ports *ports, struct scope *scope,
                       const struct bucket_request *request, struct bucket_list *ret)
{
    struct bucket_list list = { NULL, 0, 0 };
    struct instant at = request->from;

    for (; instant_before(at, request->until); at.unix_ms += (int64_t)PAGE_MS_DAYS * MS_PER_DAY) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope page = scope_page(scope, &arena, scope->now);

        page.error.arena = scope->arena;
        enum err err = add_page(ports, &page, scope, request, at, &list);
        if (err != ERR_OK && page.error.slug != NULL)
            scope->error = page.error;
        TRY(err);
    }
    *ret = list;
    return ERR_OK;
}
