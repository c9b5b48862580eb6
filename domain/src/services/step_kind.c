/* domain/src/services/step_kind.c - each step's question with its item's type taken off. */
#include "domain/services/step_kind.h"

#include "base/crash.h"

#define QUESTION(arg, name, NAME, item)                                                            \
    static enum err ask_##name(struct dialing *d, void *step, struct effects *fx,                  \
                               struct error *error)                                                \
    {                                                                                              \
        return orchestrate_##name(d, (struct item *)step, fx, error);                              \
    }
STEP_KINDS(QUESTION, 0)

#define OF(name, item) .size = sizeof(struct item), .ask = ask_##name

static const struct step_kind kinds[STEP_COUNT] = {
    [STEP_RENEW] = { OF(renew, step) },
    [STEP_HOLD] = { OF(hold, hold_step), .money = true, .account_active = true, .after = "K3" },
    [STEP_DEFER] = { OF(defer, defer_step) },
    [STEP_PLACED] = { OF(placed, placed_step), .before = "K9", .after = "K11" },
    [STEP_NOT_SENT] = { OF(not_sent, not_sent_step), .before = "K10" },
    [STEP_STARTED] = { OF(started, started_step) },
    [STEP_ENDED] = { OF(ended, ended_step), .after = "K13" },
    [STEP_ANALYZED] = { OF(analyzed, analyzed_step) },
    [STEP_SETTLE] = { OF(settle, settle_step), .money = true, .next_phone = true, .after = "K16" },
    [STEP_UNDETERMINED] = { OF(undetermined, step), .before = "K20" },
    [STEP_RECOVER] = { OF(recover, recover_step) },
    [STEP_REDIAL] = { OF(redial, step) },
    [STEP_RECONCILE_LATER] = { OF(reconcile_later, later_step), .before = "K20" },
    [STEP_BEGIN_DIALING] = { .size = sizeof(struct intent_step), .after = "K6" },
    [STEP_STILL_ALLOWED] = { .size = sizeof(struct step) },
};

const struct step_kind *step_kind(enum step_no no)
{
    return &kinds[no];
}

bool step_asks_phones(const struct step_kind *kind, const struct job *job)
{
    return kind->next_phone && job->attempt.retry == RETRY_OTHER_PHONE;
}

void step_answer(void *item, enum err err, const struct error *error)
{
    struct step *at = item;

    at->err = err;
    at->slug = err == ERR_OK ? NULL : error->slug;
}

/* -- points of tests -- */

static void pass(const char *point)
{
    (void)point;
    if (point != NULL)
        CRASH(point);
}

void step_begins(const struct step_kind *kind)
{
    pass(kind->before);
}

void step_is_durable(const struct step_kind *kind, const void *items, size_t n)
{
    const struct settle_step *settled = items;

    pass(kind->after);
    if (kind == &kinds[STEP_SETTLE])
        for (size_t i = 0; i < n; i++)
            if (settled[i].state == JOB_RETRY_WAIT)
                CRASH("K17");
}
