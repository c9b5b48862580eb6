/* database/sqlite/deltas.c - a small hash table of the rows whose counters change in a transaction,
 * with the old values of those that the current request has touched. */
#include "database/sqlite/deltas.h"

#include <stdlib.h>
#include <string.h>

#include "database/sqlite/row.h"

static const struct field job_count_fields[] = {
    FIELD_ID(struct job_count, account, FIELD_KEY),
    FIELD_ID(struct job_count, campaign, FIELD_KEY),
    FIELD_ID(struct job_count, batch, FIELD_KEY),
    FIELD_STR(struct job_count, state, FIELD_KEY, 0, 0),
    FIELD_I64(struct job_count, n, 0, 0, 0),
};
const struct record job_count_record = RECORD("job_counts", struct job_count, job_count_fields);

enum { BUCKETS = 256 };

struct delta {
    bool is_rollup;
    unsigned mark; /* of the request that touched it last */
    size_t next;   /* in its bucket, plus one */
    union {
        struct job_count jobs;
        struct rollup rollup;
    } v;
};
struct old_value {
    size_t at;
    struct delta was;
};
struct deltas {
    size_t buckets[BUCKETS]; /* index of the first, plus one */
    struct delta *items;
    size_t n, capacity;
    struct old_value *old;
    size_t n_old, old_capacity;
    unsigned mark;
};

struct deltas *deltas_new(void)
{
    struct deltas *d = calloc(1, sizeof *d);

    if (d == NULL)
        abort();
    return d;
}

void deltas_free(struct deltas *d)
{
    if (d == NULL)
        return;
    free(d->items);
    free(d->old);
    free(d);
}

void deltas_clear(struct deltas *d)
{
    memset(d->buckets, 0, sizeof d->buckets);
    d->n = d->n_old = 0;
    d->mark = 0;
}

void deltas_mark(struct deltas *d)
{
    d->mark++;
    d->n_old = 0;
}

void deltas_undo(struct deltas *d)
{
    while (d->n_old > 0) {
        const struct old_value *old = &d->old[--d->n_old];

        d->items[old->at].v = old->was.v;
    }
}

static void *grown(void *items, size_t *capacity, size_t size)
{
    *capacity = *capacity == 0 ? 64 : *capacity * 2;
    items = realloc(items, *capacity * size);
    if (items == NULL)
        abort();
    return items;
}

static bool same_jobs(const struct job_count *a, const struct job_count *b)
{
    return ID_EQ(a->batch, b->batch) && ID_EQ(a->campaign, b->campaign) &&
           ID_EQ(a->account, b->account) && str_eq(a->state, b->state);
}

static bool same_rollup(const struct rollup *a, const struct rollup *b)
{
    return a->slot == b->slot && ID_EQ(a->campaign, b->campaign) && ID_EQ(a->account, b->account);
}

/* The item with this key, made with no counts if it is not there; its old value is noted. */
static struct delta *touch(struct deltas *d, const struct delta *key, size_t hash)
{
    size_t *link = &d->buckets[hash % BUCKETS];
    size_t at;

    for (; *link != 0; link = &d->items[*link - 1].next) {
        const struct delta *item = &d->items[*link - 1];

        if (item->is_rollup == key->is_rollup &&
            (key->is_rollup ? same_rollup(&item->v.rollup, &key->v.rollup)
                            : same_jobs(&item->v.jobs, &key->v.jobs)))
            break;
    }
    if (*link == 0) {
        *link = d->n + 1; /* before the items may move */
        if (d->n == d->capacity)
            d->items = grown(d->items, &d->capacity, sizeof *d->items);
        d->items[d->n] = *key;
        d->items[d->n].next = 0;
        at = d->n++;
    } else {
        at = *link - 1;
    }
    if (d->items[at].mark != d->mark) {
        if (d->n_old == d->old_capacity)
            d->old = grown(d->old, &d->old_capacity, sizeof *d->old);
        d->old[d->n_old++] = (struct old_value){ at, d->items[at] };
        d->items[at].mark = d->mark;
    }
    return &d->items[at];
}

static size_t hash_of(struct id128 id, size_t more)
{
    uint64_t h;

    memcpy(&h, id.bytes + 8, sizeof h);
    return (size_t)((h ^ more * 0x9e3779b97f4a7c15u) >> 7);
}

void deltas_add_jobs(struct deltas *d, const struct job_count *count)
{
    struct delta key = { .v.jobs = *count };

    key.v.jobs.n = 0;
    touch(d, &key, hash_of(count->batch.v, str_hash(count->state)))->v.jobs.n += count->n;
}

void deltas_add_rollup(struct deltas *d, const struct rollup *rollup)
{
    struct delta key = { .is_rollup = true };
    struct rollup *sum;

    key.v.rollup.account = rollup->account;
    key.v.rollup.campaign = rollup->campaign;
    key.v.rollup.slot = rollup->slot;
    sum = &touch(d, &key, hash_of(rollup->campaign.v, (size_t)rollup->slot))->v.rollup;
    rollup_sum(sum, rollup, 1);
}

int64_t deltas_of_jobs(const struct deltas *d, const struct job_count *key)
{
    for (size_t i = 0; i < d->n; i++)
        if (!d->items[i].is_rollup && same_jobs(&d->items[i].v.jobs, key))
            return d->items[i].v.jobs.n;
    return 0;
}

static bool changes_nothing(const struct delta *item)
{
    return item->is_rollup ? rollup_is_empty(&item->v.rollup) : item->v.jobs.n == 0;
}

enum err deltas_write(struct deltas *d, struct tx *tx)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct delta *item = &d->items[i];

        if (changes_nothing(item))
            continue;
        if (item->is_rollup)
            TRY(row_add(tx, &rollup_record, &item->v.rollup));
        else
            TRY(row_add(tx, &job_count_record, &item->v.jobs));
    }
    return ERR_OK;
}
