/* application/src/phone_set.c - open addressing; the keyed hash is its own hash. Doubling leaves
 * the old slots behind in the arena: as much again as the set itself. */
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
    struct phone_set larger = { .arena = set->arena,
                                .capacity =
                                    set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2 };

    larger.slots = ARENA_ARRAY(set->arena, struct phone_hash_id, larger.capacity);
    for (size_t i = 0; i < set->capacity; i++)
        if (!ID_NONE(set->slots[i]))
            *slot_of(&larger, set->slots[i]) = set->slots[i];
    larger.n = set->n;
    *set = larger;
}

bool phone_set_add(struct phone_set *set, struct phone_hash_id hash)
{
    struct phone_hash_id *slot;

    if (set->n * 2 >= set->capacity)
        grow(set);
    slot = slot_of(set, hash);
    if (!ID_NONE(*slot))
        return false;
    *slot = hash;
    set->n++;
    return true;
}
