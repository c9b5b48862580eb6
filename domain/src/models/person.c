/* domain/src/models/person.c - guard, attempts and contacts of one phone in one account. */
#include "domain/models/person.h"

#include <string.h>

static const struct field touch_fields[] = {
    FIELD_STR(struct touch, tag, 0, 1, 64),
    FIELD_INSTANT(struct touch, at, 0),
    FIELD_ENUM(struct touch, purpose, 0, purpose_names),
    FIELD_ID(struct touch, campaign, 0),
    FIELD_BOOL(struct touch, contact, 0),
};
const struct record touch_record = RECORD("touch", struct touch, touch_fields);

static const struct field person_fields[] = {
    FIELD_ID(struct person, id, FIELD_KEY),
    FIELD_ID(struct person, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct person, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_BOOL(struct person, suppressed, FIELD_READ_ONLY),
    FIELD_STR(struct person, suppressed_reason, FIELD_READ_ONLY, 0, 64),
    FIELD_OPT_INSTANT(struct person, suppressed_until, FIELD_READ_ONLY),
    FIELD_STR(struct person, guard_tag, FIELD_PRIVATE, 0, 64),
    FIELD_INSTANT(struct person, guard_until, FIELD_PRIVATE),
    FIELD_INSTANT(struct person, cool_until, FIELD_PRIVATE),
    FIELD_LIST(struct person, touches, FIELD_PRIVATE, touch_record, PERSON_TOUCHES),
};
const struct record person_record = RECORD("persons", struct person, person_fields);

bool person_is_suppressed(const struct person *p, struct instant now)
{
    return p->suppressed &&
           (!p->suppressed_until.has || instant_before(now, p->suppressed_until.v));
}

static size_t touch_of(const struct person *p, struct str tag)
{
    for (size_t i = p->touches.n; i > 0; i--) /* it is nearly always the newest */
        if (str_eq(p->touches.items[i - 1].tag, tag))
            return i - 1;
    return SIZE_MAX;
}

static void touch_remove(struct person *p, size_t i)
{
    memmove(&p->touches.items[i], &p->touches.items[i + 1],
            (p->touches.n - i - 1) * sizeof p->touches.items[0]);
    p->touches.n--;
}

/* How many at the front are too old, or too many for one more. */
static size_t touches_to_drop(const struct person *p, struct instant now)
{
    const struct duration kept = { (int64_t)PERSON_DAYS * MS_PER_DAY };
    size_t drop = 0;

    while (drop < p->touches.n && instant_before(instant_add(p->touches.items[drop].at, kept), now))
        drop++;
    if (p->touches.n - drop >= PERSON_TOUCHES)
        drop = p->touches.n - PERSON_TOUCHES + 1;
    return drop;
}

void person_begin(struct person *p, struct touch touch, struct instant guard_until,
                  struct arena *arena)
{
    p->guard_tag = touch.tag;
    p->guard_until = guard_until;
    if (touch_of(p, touch.tag) != SIZE_MAX)
        return;

    size_t drop = touches_to_drop(p, touch.at), keep = p->touches.n - drop;
    struct touch *items = ARENA_ARRAY(arena, struct touch, keep + 1);
    if (keep > 0)
        memcpy(items, p->touches.items + drop, keep * sizeof *items);
    items[keep] = touch;
    p->touches.items = items;
    p->touches.n = keep + 1;
}

static void guard_free(struct person *p, struct str tag)
{
    if (str_eq(p->guard_tag, tag)) {
        p->guard_tag = STR("");
        p->guard_until = (struct instant){ 0 };
    }
}

void person_unsent(struct person *p, struct str tag)
{
    size_t i = touch_of(p, tag);

    guard_free(p, tag);
    if (i != SIZE_MAX)
        touch_remove(p, i);
}

void person_end(struct person *p, struct str tag, bool rang, bool contact, struct instant now,
                struct duration cool_down)
{
    size_t i = touch_of(p, tag);

    if (!rang) {
        person_unsent(p, tag);
        return;
    }
    guard_free(p, tag);
    if (i == SIZE_MAX || !contact || p->touches.items[i].contact)
        return;
    p->touches.items[i].contact = true;
    struct instant until = instant_add(now, cool_down);
    if (instant_before(p->cool_until, until))
        p->cool_until = until;
}
