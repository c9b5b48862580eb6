/* application/src/commands/invitations.c - taking an invitation is one save that revoking it, or
 * taking it elsewhere, cannot have come before; what follows can be done again. */
#include "application/commands/invitations.h"

#include "application/commands/sign_in.h"
#include "base/strbuf.h"
#include "commands/member_event.h"
#include "commands/member_rank.h"
#include "commands/new_account.h"
#include "commands/person_access.h"
#include "commands/refusals.h"

static const struct field invite_fields[] = {
    FIELD_STR(struct invite, email, FIELD_REQUIRED, 3, 254),
    FIELD_ENUM(struct invite, role, FIELD_REQUIRED, role_names),
    FIELD_STR(struct invite, language, 0, 0, 2),
};
const struct record invite_record = RECORD("invite", struct invite, invite_fields);

static const struct field look_up_invitation_fields[] = {
    FIELD_STR(struct look_up_invitation, token, FIELD_REQUIRED, 1, 100),
};
const struct record look_up_invitation_record =
    RECORD("look_up_invitation", struct look_up_invitation, look_up_invitation_fields);

static const struct field invitation_view_fields[] = {
    FIELD_STR(struct invitation_view, account_name, 0, 0, 120),
    FIELD_STR(struct invitation_view, email, 0, 0, 254),
    FIELD_ENUM(struct invitation_view, role, 0, role_names),
    FIELD_INSTANT(struct invitation_view, expires_at, 0),
    FIELD_BOOL(struct invitation_view, needs_password, 0),
};
const struct record invitation_view_record =
    RECORD("invitation_view", struct invitation_view, invitation_view_fields);

static const struct field accept_invitation_fields[] = {
    FIELD_STR(struct accept_invitation, token, FIELD_REQUIRED, 1, 100),
    FIELD_STR(struct accept_invitation, name, 0, 0, 120),
    FIELD_STR(struct accept_invitation, password, 0, 0, 512),
};
const struct record accept_invitation_record =
    RECORD("accept_invitation", struct accept_invitation, accept_invitation_fields);

static const struct field accepted_invitation_fields[] = {
    FIELD_ID(struct accepted_invitation, account, 0),
    FIELD_SUB(struct accepted_invitation, user, 0, user_record),
};
const struct record accepted_invitation_record =
    RECORD("accepted_invitation", struct accepted_invitation, accepted_invitation_fields);

/* -- inviting -- */

static struct event told(const struct scope *scope, enum event_type type,
                         const struct invitation *invitation)
{
    return (struct event){ .type = type,
                           .aggregate = invitation->id.v,
                           .detail = str_format(scope->arena, "%.*s %.*s",
                                                STR_ARG(ID_TEXT(scope->arena, invitation->id)),
                                                STR_ARG(role_name(invitation->role))) };
}

static enum err save_told(const struct ports *ports, struct scope *scope, enum event_type type,
                          struct invitation *invitation)
{
    struct event_list events = { 0 };

    event_list_add(&events, scope->arena, told(scope, type, invitation));
    return VIA(ports->records, save, scope, &invitation_record, invitation, &events);
}

static enum err is_no_member(const struct ports *ports, struct scope *scope, struct str email)
{
    struct user *user;
    struct page page;

    TRY(person_find(ports, scope, "email", email, &user));
    if (user == NULL)
        return ERR_OK;
    TRY(person_page(ports, scope, &membership_record, user->id, &page));
    for (size_t i = 0; i < page.n; i++)
        if (ID_EQ(((struct membership *)page.items)[i].account, scope->account))
            return FAIL(&scope->error, ERR_EXISTS, "invitation.member");
    return ERR_OK;
}

static enum err is_not_invited(const struct ports *ports, struct scope *scope, struct str email)
{
    struct page_query query = { .filters = { { STR("email"), FILTER_EQ, email } },
                                .n = 1,
                                .limit = PAGE_MOST };
    struct page page;

    TRY(VIA(ports->records, page, scope, &invitation_record, &query, &page));
    for (size_t i = 0; i < page.n; i++)
        if (invitation_is_open(&((struct invitation *)page.items)[i], scope->now))
            return FAIL(&scope->error, ERR_EXISTS, "invitation.open");
    return ERR_OK;
}

static struct str token_of(const struct ports *ports, struct scope *scope, struct invitation_id id)
{
    return VIA(ports->secrets, mac, scope->arena, SECRET_INVITATION, ID_TEXT(scope->arena, id));
}

/* The installation's mail is not there to write to strangers by the thousand. */
static enum err count_day(const struct ports *ports, struct scope *scope)
{
    const int64_t most = ports->choices.invitations_per_day;
    const struct rate rate = { .per_day = most, .burst = most };
    struct allowance got;

    if (most <= 0)
        return ERR_OK;
    got = VIA(ports->limiter, take,
              str_format(scope->arena, "invitations:%.*s",
                         STR_ARG(ID_TEXT(scope->arena, scope->account))),
              rate, 1);
    return got.granted == 1 ? ERR_OK
                            : FAIL_WITH(&scope->error, ERR_EXHAUSTED, "limit.invitations_of_day",
                                        P_I64("limit", most), P_I64("seconds", got.retry_s));
}

/* Nobody's letter box is filled by an account that has somebody who may invite. */
static enum err count_mail(const struct ports *ports, struct scope *scope, struct str email)
{
    struct str cause =
        str_format(scope->arena, "invitation:%.*s", STR_ARG(ID_TEXT(scope->arena, scope->account)));
    int64_t mails;

    TRY(access_count_one(ports, scope, cause.p, email, &mails));
    if (mails > INVITATION_MAILS)
        return FAIL_WITH(&scope->error, ERR_EXHAUSTED, "limit.invitations",
                         P_I64("limit", INVITATION_MAILS));
    return count_day(ports, scope);
}

void check_invite(struct scope *scope, const struct invite *cmd)
{
    new_account_check_email(scope, "email", email_normal(scope->arena, cmd->email));
    if (cmd->language.n > 0)
        account_check_language(&scope->error, cmd->language);
}

enum err invite(const struct ports *ports, struct scope *scope, const struct invite *cmd,
                struct invitation *ret)
{
    struct str email = email_normal(scope->arena, cmd->email);
    struct account *account;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(person_account(ports, scope, scope->account, &account));
    check_invite(scope, cmd);
    TRY(error_fields(&scope->error));
    TRY(member_rank_allows(scope, cmd->role));
    TRY(is_no_member(ports, scope, email));
    TRY(is_not_invited(ports, scope, email));
    TRY(count_mail(ports, scope, email));
    *ret = (struct invitation){
        .id = { random_id(ports->random, scope->now) },
        .account = scope->account,
        .email = email,
        .role = cmd->role,
        .language = cmd->language.n > 0 ? cmd->language : account->language,
        .invited_by = scope->actor.user,
        .expires_at = instant_add(scope->now, (struct duration){ INVITATION_LIFE_MS }),
        .created_at = scope->now,
    };
    ret->hash = VIA(ports->secrets, hash, scope->arena, token_of(ports, scope, ret->id));
    return save_told(ports, scope, EVENT_USER_INVITED, ret);
}

static enum err find_own(const struct ports *ports, struct scope *scope, struct invitation_id id,
                         struct invitation **ret)
{
    void *found;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(VIA(ports->records, find, scope, &invitation_record, id.v, &found));
    *ret = found;
    return ERR_OK;
}

enum err invite_again(const struct ports *ports, struct scope *scope, struct invitation_id id,
                      struct invitation **ret)
{
    TRY(find_own(ports, scope, id, ret));
    TRY(member_rank_allows(scope, (*ret)->role));
    if ((*ret)->revoked_at.has || (*ret)->accepted_at.has)
        return FAIL(&scope->error, ERR_CONFLICT, "invitation.over");
    TRY(count_mail(ports, scope, (*ret)->email));
    (*ret)->expires_at = instant_add(scope->now, (struct duration){ INVITATION_LIFE_MS });
    return save_told(ports, scope, EVENT_USER_INVITED, *ret);
}

enum err revoke_invitation(const struct ports *ports, struct scope *scope, struct invitation_id id)
{
    struct invitation *invitation;
    enum err err;

    TRY(find_own(ports, scope, id, &invitation));
    if (!invitation->revoked_at.has) {
        invitation->revoked_at = SOME_INSTANT(scope->now);
        TRY(save_told(ports, scope, EVENT_INVITATION_REVOKED, invitation));
    }
    err = VIA(ports->records, remove, scope, &invitation_record, id.v);
    if (err == ERR_NOT_FOUND)
        error_clear(&scope->error);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* -- accepting -- */

static enum err bad_token(struct scope *scope)
{
    error_clear(&scope->error);
    return FAIL(&scope->error, ERR_INVALID, "auth.bad_token");
}

static enum err find_open(const struct ports *ports, struct scope *scope, struct str token,
                          struct invitation **ret, struct account **account)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    void *found;
    enum err err = VIA(ports->records, find_global, &inside, &invitation_record, "hash",
                       VIA(ports->secrets, hash, scope->arena, token), &found);

    if (err == ERR_NOT_FOUND)
        return bad_token(scope);
    TRY(person_done(scope, &inside, err));
    *ret = found;
    TRY(person_account(ports, scope, (*ret)->account, account));
    return invitation_is_open(*ret, scope->now) && (*account)->status != ACCOUNT_CLOSED
               ? ERR_OK
               : bad_token(scope);
}

static bool has_password(const struct user *user)
{
    return user != NULL && user->password_hash.n > 0;
}

enum err look_up_invitation(const struct ports *ports, struct scope *scope,
                            const struct look_up_invitation *cmd, struct invitation_view *ret)
{
    struct invitation *invitation;
    struct account *account;
    struct user *user;

    TRY(find_open(ports, scope, cmd->token, &invitation, &account));
    TRY(person_find(ports, scope, "email", invitation->email, &user));
    *ret = (struct invitation_view){ .account_name = account->name,
                                     .email = invitation->email,
                                     .role = invitation->role,
                                     .expires_at = invitation->expires_at,
                                     .needs_password = !has_password(user) };
    return ERR_OK;
}

static enum err obtain_user(const struct ports *ports, struct scope *scope,
                            const struct invitation *invitation,
                            const struct accept_invitation *cmd, struct user *user,
                            struct user *ret)
{
    struct user wanted = { .account = invitation->account,
                           .email = invitation->email,
                           .name = cmd->name,
                           .language = invitation->language };
    bool created;

    if (user == NULL) {
        TRY(VIA(ports->passwords, hash, scope->arena, cmd->password, &wanted.password_hash,
                &scope->error));
        return person_obtain(ports, scope, &wanted, ret, &created);
    }
    if (!has_password(user))
        TRY(person_keep_password(ports, scope, user, cmd->password, NULL));
    *ret = *user;
    return ERR_OK;
}

/* Whose save it is has it: the account cannot have taken it back before. */
static enum err take(const struct ports *ports, struct scope *inside, struct invitation *invitation)
{
    enum err err;

    if (invitation->accepted_at.has)
        return ERR_OK; /* cut off after this step: it goes on */
    invitation->accepted_at = SOME_INSTANT(inside->now);
    err = VIA(ports->records, save, inside, &invitation_record, invitation, NULL);
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? bad_token(inside) : err;
}

static enum err join(const struct ports *ports, struct scope *inside,
                     const struct invitation *invitation, struct user_id user)
{
    struct event_list events = { 0 };
    enum err err;

    inside->actor.kind = ACTOR_USER;
    inside->actor.user = user;
    event_list_add(&events, inside->arena,
                   member_event(inside, EVENT_MEMBER_ADDED, user, (enum role)0, invitation->role));
    TRY(person_join(ports, inside, user, invitation->role, &events));
    err = VIA(ports->records, remove, inside, &invitation_record, invitation->id.v);
    if (err == ERR_NOT_FOUND)
        error_clear(&inside->error);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err accept_invitation(const struct ports *ports, struct scope *scope,
                           const struct accept_invitation *cmd, struct accepted_invitation *ret)
{
    struct invitation *invitation;
    struct account *account;
    struct scope inside;
    struct user *user;

    TRY(find_open(ports, scope, cmd->token, &invitation, &account));
    TRY(person_find(ports, scope, "email", invitation->email, &user));
    if (!has_password(user))
        password_check(&scope->error, scope->arena, STR("password"), cmd->password,
                       invitation->email, ports->common_passwords);
    TRY(error_fields(&scope->error));
    inside = person_inside(scope, invitation->account);
    TRY(person_done(scope, &inside, take(ports, &inside, invitation)));
    TRY(obtain_user(ports, scope, invitation, cmd, user, &ret->user));
    ret->account = invitation->account;
    return person_done(scope, &inside, join(ports, &inside, invitation, ret->user.id));
}
