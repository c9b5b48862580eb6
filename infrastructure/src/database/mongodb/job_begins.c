/* database/mongodb/job_begins.c - see job_begins.h. */
#include "database/mongodb/job_begins.h"

enum { AT_ONCE = 64 };

struct waiting_begin {
    struct waiting_begin *next;
    struct scope *scope;
    struct intent_step *steps;
    size_t n;
    struct step_waiter waiter;
};

struct taken_begins {
    struct waiting_begin *items[AT_ONCE];
    size_t n, steps;
};

/* -- under the mutex -- */

static bool is_on_its_way(const struct waiting_begins *b, struct account_id account)
{
    for (size_t i = 0; i < BEGINNERS; i++)
        if (b->beginners[i].busy && ID_EQ(b->beginners[i].account, account))
            return true;
    return false;
}

static struct waiting_begin *first_free(const struct waiting_begins *b)
{
    struct waiting_begin *at = b->first;

    while (at != NULL && is_on_its_way(b, at->scope->account))
        at = at->next;
    return at;
}

static void take_those_of(struct waiting_begins *b, struct account_id account,
                          struct taken_begins *taken)
{
    struct waiting_begin **at = &b->first;

    while (*at != NULL)
        if (taken->n < AT_ONCE && ID_EQ((*at)->scope->account, account)) {
            taken->items[taken->n++] = *at;
            taken->steps += (*at)->n;
            *at = (*at)->next;
        } else {
            at = &(*at)->next;
        }
    b->last = at;
}

/* Whoever may go on with them, or NULL: an account's are on their way, and the one who has those
 * looks again, or all are busy. */
static struct beginner *beginner_for(struct waiting_begins *b, struct account_id account)
{
    for (size_t i = 0; i < BEGINNERS && !is_on_its_way(b, account); i++)
        if (!b->beginners[i].busy)
            return &b->beginners[i];
    return NULL;
}

/* -- by an asker -- */

/* false: none waits whose account is not on its way. Then he rests, and is asked for again. */
static bool take_next(struct beginner *self, struct taken_begins *ret)
{
    struct waiting_begins *b = &self->store->begins;

    *ret = (struct taken_begins){ .n = 0 };
    pthread_mutex_lock(&b->mutex);
    self->busy = false;
    struct waiting_begin *first = first_free(b);
    if (first != NULL) {
        self->busy = true;
        self->account = first->scope->account;
        take_those_of(b, self->account, ret);
    }
    pthread_mutex_unlock(&b->mutex);
    return ret->n > 0;
}

/* What waits lives with whoever is told, so nothing of it is touched afterwards. */
static void run(struct mongodb_store *store, const struct taken_begins *taken)
{
    struct scope *scope = taken->items[0]->scope;
    struct step **steps = ARENA_ARRAY(scope->arena, struct step *, taken->steps);
    struct step_waiter waiters[AT_ONCE];
    size_t n = 0;

    for (size_t i = 0; i < taken->n; i++) {
        waiters[i] = taken->items[i]->waiter;
        for (size_t k = 0; k < taken->items[i]->n; k++)
            steps[n++] = &taken->items[i]->steps[k].at;
    }
    enum err err = items_run_apart(store, scope, STEP_BEGIN_DIALING, steps, n);
    for (size_t i = 0; i < taken->n; i++)
        waiters[i].told(waiters[i].context, err);
}

static void do_begins(struct asking *asking)
{
    struct beginner *self = (struct beginner *)asking;
    struct taken_begins taken;

    while (take_next(self, &taken))
        run(self->store, &taken);
}

/* -- asking -- */

void begins_submit(struct mongodb_store *store, struct scope *scope, struct intent_step *steps,
                   size_t n, struct step_waiter waiter)
{
    struct waiting_begins *b = &store->begins;
    struct waiting_begin *w = ARENA_NEW(scope->arena, struct waiting_begin);

    *w = (struct waiting_begin){ NULL, scope, steps, n, waiter };
    pthread_mutex_lock(&b->mutex);
    *b->last = w;
    b->last = &w->next;
    struct beginner *beginner = beginner_for(b, scope->account);
    if (beginner != NULL) {
        beginner->busy = true;
        beginner->account = scope->account;
    }
    pthread_mutex_unlock(&b->mutex);
    if (beginner != NULL)
        askers_ask(store->askers, &beginner->asking);
}

void begins_init(struct mongodb_store *store)
{
    struct waiting_begins *b = &store->begins;

    pthread_mutex_init(&b->mutex, NULL);
    b->last = &b->first;
    for (size_t i = 0; i < BEGINNERS; i++)
        b->beginners[i] = (struct beginner){ .asking = { do_begins, NULL }, .store = store };
}

void begins_release(struct mongodb_store *store)
{
    pthread_mutex_destroy(&store->begins.mutex);
}
