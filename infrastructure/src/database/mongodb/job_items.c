/* database/mongodb/job_items.c - a step over many jobs. */
#include <string.h>

#include "database/mongodb/askers.h"
#include "database/mongodb/job_group.h"

/* A hold was taken, but the job went another way meanwhile: it is not this attempt's any more. */
static enum err return_lost_hold(struct session *s, const struct step *at, struct str tag)
{
    struct job_doc j = { .s = s };
    bool found;

    TRY(job_doc_load(&j, at->account, at->job, &found));
    if (found && str_eq(j.before.attempt.tag, tag) &&
        (j.before.state == JOB_CLAIMED || j.before.attempt.hold_open))
        return ERR_OK; /* whoever has it now finds the hold */
    return wallet_release_tag(s, at->account, tag, s->scope->now);
}

/* -- groups -- */

/* Those of one account that can go together: no two of one job. */
static bool fits(struct group_item **group, size_t n, const struct group_item *item)
{
    const struct step *at = item->given;

    if (n == 0)
        return true;
    if (!ID_EQ(at->account, group[0]->given->account))
        return false;
    for (size_t i = 0; i < n; i++)
        if (ID_EQ(at->job, group[i]->given->job))
            return false;
    return true;
}

/* Takes them out of the list of those that are left. */
static size_t take_group(struct group_item **left, size_t *n, struct group_item **group)
{
    size_t taken = 0, stay = 0;

    for (size_t i = 0; i < *n; i++)
        if (fits(group, taken, left[i]))
            group[taken++] = left[i];
        else
            left[stay++] = left[i];
    *n = stay;
    return taken;
}

static enum err run_group(struct session *s, enum step_no no, struct group_item **group, size_t n)
{
    size_t size = step_kind(no)->size;
    int tries = 0;

    for (size_t i = 0; i < n; i++) {
        memcpy(group[i]->copy, group[i]->given, size);
        tries = group[i]->tries > tries ? group[i]->tries : tries;
    }
    if (tries == JOB_TRIES)
        return FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
    wait_for_turn(s, tries);
    TRY(group_run(s, no, group, n));
    for (size_t i = 0; i < n; i++)
        if (group[i]->again)
            group[i]->tries++;
        else
            memcpy(group[i]->given, group[i]->copy, size);
    return ERR_OK;
}

static enum err end_item(struct session *s, const struct group_item *item)
{
    return item->held.p != NULL && item->given->err != ERR_OK
               ? return_lost_hold(s, item->given, item->held)
               : ERR_OK;
}

static enum err run_all(struct session *s, enum step_no no, struct group_item **left, size_t n)
{
    struct group_item **group = ARENA_ARRAY(s->arena, struct group_item *, n);

    while (n > 0) {
        size_t taken = take_group(left, &n, group);

        TRY(run_group(s, no, group, taken));
        for (size_t i = 0; i < taken; i++)
            if (group[i]->again)
                left[n++] = group[i];
            else
                TRY(end_item(s, group[i]));
    }
    return ERR_OK;
}

static enum err do_items(struct mongodb_store *store, struct scope *scope, enum step_no no,
                         struct step *const *items, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);
    struct group_item *all = ARENA_ARRAY(s.arena, struct group_item, n);
    struct group_item **left = ARENA_ARRAY(s.arena, struct group_item *, n);

    for (size_t i = 0; i < n; i++) {
        all[i].given = items[i];
        all[i].copy = arena_alloc(s.arena, step_kind(no)->size);
        left[i] = &all[i];
    }
    return run_all(&s, no, left, n);
}

enum err items_run_apart(struct mongodb_store *store, struct scope *scope, enum step_no no,
                         struct step *const *items, size_t n)
{
    step_begins(step_kind(no));
    if (n > 0)
        TRY(do_items(store, scope, no, items, n));
    step_is_durable(step_kind(no), n > 0 ? items[0] : NULL, 0);
    return ERR_OK;
}

enum err items_run(void *self, struct scope *scope, enum step_no no, void *items, size_t n)
{
    struct step **each = ARENA_ARRAY(scope->arena, struct step *, n);

    for (size_t i = 0; i < n; i++)
        each[i] = (struct step *)(void *)((char *)items + i * step_kind(no)->size);
    step_begins(step_kind(no));
    if (n > 0)
        TRY(do_items(self, scope, no, each, n));
    step_is_durable(step_kind(no), items, n);
    return ERR_OK;
}

/* -- steps that nobody waits for -- */

struct waiting_steps {
    struct asking asking; /* first: what the askers know of it */
    struct mongodb_store *store;
    struct scope *scope;
    enum step_no no;
    void *items;
    size_t n;
    struct step_waiter waiter;
};

static void do_waiting(struct asking *asking)
{
    struct waiting_steps *w = (struct waiting_steps *)asking;

    w->waiter.told(w->waiter.context, items_run(w->store, w->scope, w->no, w->items, w->n));
}

void items_submit(struct mongodb_store *store, struct scope *scope, enum step_no no, void *items,
                  size_t n, struct step_waiter waiter)
{
    struct waiting_steps *w = ARENA_NEW(scope->arena, struct waiting_steps);

    *w = (struct waiting_steps){ { do_waiting, NULL }, store, scope, no, items, n, waiter };
    askers_ask(store->askers, &w->asking);
}

/* -- sweeps -- */

static enum err try_sweep(struct session *s, struct account_id account, struct job_id id,
                          sweep_fn *work, bool *again)
{
    struct job_doc j = { .s = s };
    struct error error = { .arena = s->arena };
    bool found;

    *again = false;
    TRY(job_doc_load(&j, account, id, &found));
    if (!found)
        return ERR_OK;
    if (j.before.attempt.hold_open) {
        j.wallet = wallet_made_up(&j.before);
        j.d.wallet = &j.wallet;
    }
    if (work(&j.d, &j.fx, &error) != ERR_OK)
        return ERR_OK; /* it is not for this one any more */
    TRY(job_doc_save(&j));
    *again = j.again;
    return ERR_OK;
}

enum err job_sweep_one(struct session *s, struct account_id account, struct job_id id,
                       sweep_fn *work)
{
    bool again = true;

    for (int tries = 0; tries < JOB_TRIES && again; tries++) {
        wait_for_turn(s, tries);
        TRY(try_sweep(s, account, id, work, &again));
    }
    return again ? FAIL(s->error, ERR_UNAVAILABLE, "store.busy") : ERR_OK;
}
