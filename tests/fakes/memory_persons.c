/* tests/fakes/memory_persons.c - persons and do-not-call lists. */
#include "fakes/memory_dialing_inside.h"

static enum err memory_load(void *self, struct scope *scope, struct account_id account,
                            const struct phone_hash_id *hashes, size_t n, struct person **persons)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    for (size_t i = 0; i < n; i++) {
        const struct person *p = memory_person(m, account, hashes[i]);
        struct person fresh = { .id = hashes[i], .account = account };

        persons[i] = record_copy(&person_record, p != NULL ? p : &fresh, scope->arena);
    }
    return ERR_OK;
}

static bool is_current(struct memory_dialing *m, const struct person_save *save)
{
    for (size_t i = 0; i < save->n; i++) {
        const struct person *p = memory_person(m, save->account, save->persons[i]->id);

        if (save->persons[i]->version != (p == NULL ? 0 : p->version))
            return false;
    }
    return true;
}

static enum err memory_save(void *self, struct scope *scope, struct person_save *saves, size_t n)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    (void)scope;
    for (size_t i = 0; i < n; i++) {
        saves[i].err = is_current(m, &saves[i]) ? ERR_OK : ERR_CONFLICT;
        if (saves[i].err != ERR_OK)
            continue;
        for (size_t k = 0; k < saves[i].n; k++) {
            saves[i].persons[k]->account = saves[i].account;
            saves[i].persons[k]->version++;
            memory_put(m->store, &person_record, saves[i].persons[k]);
        }
    }
    return ERR_OK;
}

static void mark(struct memory_dialing *m, struct scope *scope, struct phone_hash_id hash,
                 const struct suppression *s, struct event_list *events)
{
    const struct person *known = memory_person(m, scope->account, hash);
    struct person p =
        known != NULL ? *known : (struct person){ .id = hash, .account = scope->account };

    p.version++;
    p.suppressed = s != NULL;
    p.suppressed_reason = s != NULL ? suppression_reason_name(s->reason) : STR("");
    p.suppressed_until = s != NULL ? s->expires_at : (struct opt_instant){ .has = false };
    memory_put(m->store, &person_record, &p);
    memory_publish(m->store, scope, events, hash.v, p.version);
}

static size_t find_suppression(struct memory_dialing *m, struct account_id account,
                               struct phone_hash_id hash)
{
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct suppression *s = memory_row_of(m, i, &suppression_record);

        if (s != NULL && ID_EQ(s->account, account) && ID_EQ(s->hash, hash))
            return i;
    }
    return SIZE_MAX;
}

static enum err memory_suppress(void *self, struct scope *scope, struct suppression *s)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    size_t at = find_suppression(m, scope->account, s->hash);
    const struct person *person = memory_person(m, scope->account, s->hash);
    const struct suppression *known =
        at == SIZE_MAX ? NULL : memory_row_of(m, at, &suppression_record);
    struct event_list events = { 0 };

    s->account = scope->account;
    s->version = person == NULL ? 1 : person->version + 1;
    if (known != NULL)
        s->id = known->id;
    memory_put(m->store, &suppression_record, s);
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_SUPPRESSION_ADDED,
                                   .at = scope->now,
                                   .detail = suppression_reason_name(s->reason) });
    mark(m, scope, s->hash, s, &events);
    return ERR_OK;
}

static enum err memory_unsuppress(void *self, struct scope *scope, struct phone_hash_id hash)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    size_t at = find_suppression(m, scope->account, hash);
    struct event_list events = { 0 };

    if (at == SIZE_MAX)
        return FAIL(&scope->error, ERR_NOT_FOUND, "suppression.not_found");
    const struct suppression *known = memory_row_of(m, at, &suppression_record);
    TRY(scope_check_seen(scope, known->id.v, known->version));
    m->store->rows.items[at] = m->store->rows.items[--m->store->rows.n];
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_SUPPRESSION_REMOVED, .at = scope->now });
    mark(m, scope, hash, NULL, &events);
    return ERR_OK;
}

static enum err memory_suppressed_global(void *self, struct scope *scope,
                                         const struct phone_hash_id *hashes, size_t n, bool *found)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    for (size_t i = 0; i < n; i++)
        found[i] = memory_is_listed(m, hashes[i], scope->now);
    return ERR_OK;
}

struct person_repository memory_persons(struct memory_dialing *m)
{
    static const struct person_repository_ops ops = {
        .load = memory_load,
        .save = memory_save,
        .suppress = memory_suppress,
        .unsuppress = memory_unsuppress,
        .suppressed_global = memory_suppressed_global,
    };

    return (struct person_repository){ &ops, m };
}
