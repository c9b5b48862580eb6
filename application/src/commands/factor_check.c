/* application/src/commands/factor_check.c - a try is counted before it is looked at, and each code
 * is taken by a save that somebody else's has not come before: two at once are not two chances. */
#include "commands/factor_check.h"

#include "commands/person_access.h"

enum err factor_find(const struct ports *ports, struct scope *scope, struct user_id user,
                     struct second_factor **ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    void *found;
    enum err err = VIA(ports->records, find, &inside, &second_factor_record, user.v, &found);

    *ret = err == ERR_OK ? found : NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : person_done(scope, &inside, err);
}

enum err factor_save(const struct ports *ports, struct scope *scope, struct second_factor *factor,
                     struct event_list *events)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });

    return person_done(scope, &inside,
                       VIA(ports->records, save, &inside, &second_factor_record, factor, events));
}

static enum err count_try(const struct ports *ports, struct scope *scope,
                          struct second_factor *factor)
{
    struct duration wait;
    enum err err;

    if (!factor_take_try(factor, scope->now, &wait))
        return FAIL_WITH(&scope->error, ERR_EXHAUSTED, "auth.too_many_codes",
                         P_I64("seconds", (wait.ms + MS_PER_SECOND - 1) / MS_PER_SECOND));
    err = factor_save(ports, scope, factor, NULL);
    return err == ERR_CONFLICT ? FAIL(&scope->error, ERR_UNAVAILABLE, "auth.busy") : err;
}

static enum err wrong_code(struct scope *scope)
{
    error_clear(&scope->error);
    return FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.wrong_code");
}

/* It is good, and nobody else has used it: so this save goes through. */
static enum err take(const struct ports *ports, struct scope *scope, struct second_factor *factor,
                     struct event_list *events)
{
    enum err err;

    factor->tries = 0;
    factor->tries_from = (struct instant){ 0 };
    err = factor_save(ports, scope, factor, events);
    return err == ERR_CONFLICT ? wrong_code(scope) : err;
}

static bool code_is_good(const struct ports *ports, const struct scope *scope,
                         const struct second_factor *factor, struct str code, int64_t *step)
{
    int64_t now = factor_step(scope->now);

    for (*step = now; *step >= now - FACTOR_STEPS_BACK; --*step)
        if (*step > factor->last_step && VIA(ports->codes, is, factor->secret, *step, code))
            return true;
    return false;
}

enum err factor_try_code(const struct ports *ports, struct scope *scope,
                         struct second_factor *factor, struct str code)
{
    int64_t step;

    TRY(count_try(ports, scope, factor));
    if (!factor_code_is_short(code) || !code_is_good(ports, scope, factor, code, &step))
        return wrong_code(scope);
    factor->last_step = step;
    return take(ports, scope, factor, NULL);
}

static enum err try_recovery(const struct ports *ports, struct scope *scope,
                             struct second_factor *factor, struct user_id user,
                             struct account_id account, struct str code)
{
    struct event_list events = { 0 };
    struct str hash =
        VIA(ports->secrets, hash, scope->arena, recovery_code_normal(scope->arena, code));

    TRY(count_try(ports, scope, factor));
    if (!recovery_code_use(factor, hash))
        return wrong_code(scope);
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_RECOVERY_CODE_USED,
                                   .account = account,
                                   .actor = ID_TEXT(scope->arena, user),
                                   .count = SOME_I64((int64_t)factor->recovery.n) });
    return take(ports, scope, factor, &events);
}

enum err factor_check(const struct ports *ports, struct scope *scope, struct user_id user,
                      struct account_id account, struct str code)
{
    struct second_factor *factor;
    struct str given = str_trim(code);

    TRY(factor_find(ports, scope, user, &factor));
    if (factor == NULL || !factor->confirmed_at.has)
        return ERR_OK;
    if (given.n == 0)
        return FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.code_needed");
    return factor_code_is_short(given) ? factor_try_code(ports, scope, factor, given)
                                       : try_recovery(ports, scope, factor, user, account, given);
}
