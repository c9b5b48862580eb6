/* domain/src/services/ledger_audit.c - does the ledger add up? */
#include "domain/services/ledger_audit.h"

#include "base/checked.h"

struct ledger_audit ledger_audit_begin(enum unit unit, struct arena *arena)
{
    return (struct ledger_audit){ .folded = { .unit = unit }, .arena = arena };
}

/* -- holds by their tag -- */

static struct open_hold *place_of(struct open_hold *holds, size_t capacity, struct str tag)
{
    size_t at = str_hash(tag) & (capacity - 1);

    while (holds[at].tag.n > 0 && !str_eq(holds[at].tag, tag))
        at = (at + 1) & (capacity - 1);
    return &holds[at];
}

static void grow(struct ledger_audit *a)
{
    size_t capacity = a->capacity == 0 ? 256 : a->capacity * 2;
    struct open_hold *holds = ARENA_ARRAY(a->arena, struct open_hold, capacity);

    for (size_t i = 0; i < a->capacity; i++)
        if (a->holds[i].tag.n > 0)
            *place_of(holds, capacity, a->holds[i].tag) = a->holds[i];
    a->holds = holds;
    a->capacity = capacity;
}

static struct open_hold *hold_of(struct ledger_audit *a, struct str tag)
{
    if (a->n * 2 >= a->capacity)
        grow(a);
    return place_of(a->holds, a->capacity, tag);
}

/* -- lines -- */

static bool sums_to_nothing(const struct entry *e)
{
    int64_t sum;

    return add_i64(e->available, e->held, &sum) && add_i64(sum, e->spent, &sum) &&
           add_i64(sum, e->debt, &sum) && add_i64(sum, e->outside, &sum) && sum == 0;
}

static bool open_line(struct ledger_audit *a, const struct entry *e)
{
    struct open_hold *hold = hold_of(a, e->tag);

    if (hold->tag.n > 0 || e->held < 0)
        return false;
    *hold = (struct open_hold){ str_copy(a->arena, e->tag), e->held, false };
    a->n++;
    a->open_units += e->held;
    return true;
}

static bool close_line(struct ledger_audit *a, const struct entry *e)
{
    struct open_hold *hold = hold_of(a, e->tag);

    if (hold->tag.n == 0 || hold->closed || e->held != -hold->units)
        return false;
    if (e->spent < 0 || e->spent > hold->units || (e->kind == ENTRY_RELEASE && e->spent != 0))
        return false;
    hold->closed = true;
    a->open_units -= hold->units;
    return true;
}

static bool holds_fit(struct ledger_audit *a, const struct entry *e)
{
    switch (e->kind) {
    case ENTRY_HOLD:
        return open_line(a, e);
    case ENTRY_SETTLE:
    case ENTRY_RELEASE:
        return close_line(a, e);
    case ENTRY_FUND:
    case ENTRY_REFUND:
    case ENTRY_ADJUST:
        break;
    }
    return e->held == 0 && e->spent == 0;
}

const char *ledger_audit_line(struct ledger_audit *a, const struct entry *e)
{
    if (e->seq != a->folded.seq + 1)
        return "I6";
    if (!sums_to_nothing(e))
        return "I1";
    if (!holds_fit(a, e))
        return "I7";
    return wallet_fold(&a->folded, e) ? NULL : "I5";
}

const char *ledger_audit_end(const struct ledger_audit *a, const struct wallet *w)
{
    const struct wallet *f = &a->folded;

    if (w->available < 0 || w->held < 0)
        return "I2";
    if (w->held != a->open_units)
        return "I3";
    if (!wallet_is_sound(w))
        return "I4";
    if (f->unit != w->unit || f->seq != w->seq || f->available != w->available ||
        f->held != w->held || f->spent != w->spent || f->debt != w->debt ||
        f->funded != w->funded || f->refunded != w->refunded || f->adjusted != w->adjusted)
        return "I5";
    return NULL;
}
