/* database/mongodb/job_items.c - a step over many jobs. */
#include <string.h>

#include "base/crash.h"
#include "database/mongodb/askers.h"
#include "database/mongodb/job_docs.h"

static void answer(struct step *at, enum err err, const struct error *error)
{
    at->err = err;
    at->slug = err == ERR_OK ? NULL : error->slug;
}

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

/* For a step that may end a hold. */
static void bring_made_up(struct job_doc *j)
{
    if (!j->before.attempt.hold_open)
        return;
    j->wallet = wallet_made_up(&j->before);
    j->d.wallet = &j->wallet;
}

/* One try. `item` is a copy; j->again: somebody was faster. */
static enum err try_item(struct session *s, const struct step_plan *plan, void *item, int tries,
                         struct str *held, bool *again)
{
    struct job_doc j = { .s = s, .tries = tries };
    struct step *at = item;
    struct error error = { .arena = s->arena };
    enum err broken = ERR_OK;
    bool found;

    *again = false;
    TRY(job_doc_load(&j, at->account, at->job, &found));
    if (!found) {
        answer(at, FAIL(&error, ERR_NOT_FOUND, "job.not_found"), &error);
        return ERR_OK;
    }
    bring_made_up(&j);
    enum err err = plan->work(&j, item, &error, &broken);
    answer(at, err, &error);
    if (broken == ERR_OK && !j.again)
        broken = job_doc_save(&j);
    job_doc_end_turn(&j);
    if (broken != ERR_OK)
        return broken;
    if (j.fx.has_entry && j.fx.entry.kind == ENTRY_HOLD && j.wallet_was > 0 && j.again)
        *held = j.fx.entry.tag;
    *again = j.again;
    return ERR_OK;
}

static enum err do_item(struct session *s, const struct step_plan *plan, void *item)
{
    char *copy = arena_alloc(s->arena, plan->size);
    struct str held = STR_NONE;
    bool again = true;

    for (int tries = 0; again; tries++) {
        if (tries == JOB_TRIES)
            return FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
        wait_for_turn(s, tries);
        memcpy(copy, item, plan->size);
        TRY(try_item(s, plan, copy, tries, &held, &again));
    }
    memcpy(item, copy, plan->size);
    if (held.p != NULL && ((struct step *)item)->err != ERR_OK)
        return return_lost_hold(s, item, held);
    return ERR_OK;
}

static enum err do_items(struct mongodb_store *store, struct scope *scope,
                         const struct step_plan *plan, void *items, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);

    for (size_t i = 0; i < n; i++)
        TRY(do_item(&s, plan, (char *)items + i * plan->size));
    return ERR_OK;
}

enum err items_run(struct mongodb_store *store, struct scope *scope, const struct step_plan *plan,
                   void *items, size_t n)
{
    return n == 0 ? ERR_OK : do_items(store, scope, plan, items, n);
}

struct waiting_steps {
    struct asking asking; /* first: what the askers know of it */
    struct mongodb_store *store;
    struct scope *scope;
    const struct step_plan *plan;
    void *items;
    size_t n;
    struct step_waiter waiter;
};

static void do_waiting(struct asking *asking)
{
    struct waiting_steps *w = (struct waiting_steps *)asking;
    enum err err = items_run(w->store, w->scope, w->plan, w->items, w->n);

    if (err == ERR_OK && w->plan->crash != NULL)
        CRASH(w->plan->crash);
    w->waiter.told(w->waiter.context, err);
}

void items_submit(struct mongodb_store *store, struct scope *scope, const struct step_plan *plan,
                  void *items, size_t n, struct step_waiter waiter)
{
    struct waiting_steps *w = ARENA_NEW(scope->arena, struct waiting_steps);

    *w = (struct waiting_steps){ { do_waiting, NULL }, store, scope, plan, items, n, waiter };
    askers_ask(store->askers, &w->asking);
}

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
    bring_made_up(&j);
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
