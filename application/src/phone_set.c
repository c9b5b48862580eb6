/* application/src/phone_set.c - open addressing; the keyed hash is its own hash. The slots
 * of before are given back as soon as they have moved: a million phones are 32 MiB. */
#include "phone_set.h"

#include <string.h>

enum { FIRST_CAPACITY = 1024 };

static struct phone_hash_id *slot_of(const struct phone_set *set, struct phone_hash_id hash)
{
    uint64_t at;

    memcpy(&at, hash.v.bytes, sizeof at);
    for (;; at++) {
        struct phone_hash_id *slot = &set->slots[at & (set->capacity - 1)];

        if (ID_NONE(*slot) || ID_EQ(*slot, hash))
            return slot;
    }
}

static void grow(struct phone_set *set)
{
    struct phone_set larger = { .arena = arena_init(),
                                .capacity =
                                    set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2 };

    larger.slots = ARENA_ARRAY(&larger.arena, struct phone_hash_id, larger.capacity);
    for (size_t i = 0; i < set->capacity; i++)
        if (!ID_NONE(set->slots[i]))
            *slot_of(&larger, set->slots[i]) = set->slots[i];
    larger.n = set->n;
    arena_release(&set->arena);
    *set = larger;
}

bool phone_set_add(struct phone_set *set, struct phone_hash_id hash)
{
    struct phone_hash_id *slot;

    if (set->n >= set->capacity / 4 * 3) /* as full as keeps the walks short */
        grow(set);
    slot = slot_of(set, hash);
    if (!ID_NONE(*slot))
        return false;
    *slot = hash;
    set->n++;
    return true;
}

void phone_set_release(struct phone_set *set)
{
    arena_release(&set->arena);
    *set = (struct phone_set){ .arena = arena_init() };
}
