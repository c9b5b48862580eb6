/* application/src/commands/reset_second_factor.c */
#include "application/commands/reset_second_factor.h"

#include "commands/factor_check.h"
#include "commands/member_rank.h"
#include "commands/person_access.h"

enum { REASON_LEAST = 3, REASON_MOST = 200 };

static const struct field factor_reset_reason_fields[] = {
    FIELD_STR(struct factor_reset_reason, reason, FIELD_REQUIRED, REASON_LEAST, REASON_MOST),
};
const struct record factor_reset_reason_record =
    RECORD("factor_reset_reason", struct factor_reset_reason, factor_reset_reason_fields);

static const struct field reset_person_factor_fields[] = {
    FIELD_STR(struct reset_person_factor, email, FIELD_REQUIRED, 3, 254),
    FIELD_STR(struct reset_person_factor, reason, FIELD_REQUIRED, REASON_LEAST, REASON_MOST),
};
const struct record reset_person_factor_record =
    RECORD("reset_person_factor", struct reset_person_factor, reset_person_factor_fields);

static enum err not_own(struct scope *scope, struct user_id id)
{
    return scope->actor.kind == ACTOR_USER && ID_EQ(scope->actor.user, id)
               ? FAIL(&scope->error, ERR_PRECONDITION, "second_factor.own")
               : ERR_OK;
}

/* Off by a save, which the audit log hears of and nobody's use of a code comes between. */
static enum err take_away(const struct ports *ports, struct scope *scope,
                          struct second_factor *factor, struct account_id account,
                          struct str reason)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct event_list events = { 0 };
    enum err err;

    factor->confirmed_at = (struct opt_instant){ .has = false };
    factor->recovery = (struct str_list){ NULL, 0 };
    event_list_add(
        &events, scope->arena,
        (struct event){ .type = EVENT_SECOND_FACTOR_RESET,
                        .account = account,
                        .actor = scope_actor(scope),
                        .object = ID_TEXT(scope->arena, (struct user_id){ factor->id.v }),
                        .detail = reason });
    TRY(factor_save(ports, scope, factor, &events));
    err = VIA(ports->records, remove, &inside, &second_factor_record, factor->id.v);
    return err == ERR_NOT_FOUND ? ERR_OK : person_done(scope, &inside, err);
}

/* Sessions end before, so that a reset that was cut off is asked for again and ends them all the
 * same; and after, for one that was begun in between with the factor that is gone. */
static enum err reset(const struct ports *ports, struct scope *scope, struct user_id user,
                      struct account_id account, struct str reason)
{
    static const struct account_id all = { { { 0 } } };
    struct second_factor *factor;

    TRY(factor_find(ports, scope, user, &factor));
    if (factor == NULL || !factor->confirmed_at.has)
        return FAIL(&scope->error, ERR_CONFLICT, "second_factor.member_off");
    TRY(person_end_sessions(ports, scope, user, all, "second_factor"));
    TRY(take_away(ports, scope, factor, account, reason));
    return person_end_sessions(ports, scope, user, all, "second_factor");
}

/* What an account decides about its people ends where they are more than its people. */
static enum err is_of_account_alone(const struct ports *ports, struct scope *scope,
                                    struct user_id id)
{
    struct user *user;
    struct page page;
    bool alone;

    TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, id), &user));
    TRY(person_page(ports, scope, &membership_record, id, &page));
    alone = user != NULL && !user->platform_admin;
    for (size_t i = 0; i < page.n; i++)
        alone = alone && ID_EQ(((struct membership *)page.items)[i].account, scope->account);
    return alone ? ERR_OK : FAIL(&scope->error, ERR_FORBIDDEN, "second_factor.beyond_account");
}

enum err reset_member_factor(const struct ports *ports, struct scope *scope, struct user_id id,
                             const struct factor_reset_reason *cmd, struct member *ret)
{
    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(member_rank_allows(scope, ROLE_OWNER));
    TRY(read_member(ports, scope, id, ret));
    TRY(not_own(scope, id));
    TRY(is_of_account_alone(ports, scope, id));
    TRY(reset(ports, scope, id, scope->account, cmd->reason));
    ret->second_factor = false;
    return ERR_OK;
}

enum err reset_person_factor(const struct ports *ports, struct scope *scope,
                             const struct reset_person_factor *cmd, struct user **ret)
{
    struct str email = email_normal(scope->arena, cmd->email);
    struct account_id account;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(person_find(ports, scope, "email", email, ret));
    if (*ret == NULL)
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "user.not_found", P_STR("id", email));
    TRY(not_own(scope, (*ret)->id));
    TRY(person_home(ports, scope, *ret, STR(""), &account));
    return reset(ports, scope, (*ret)->id, account, cmd->reason);
}
