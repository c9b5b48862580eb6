/* application/src/commands/register_account.c - the account takes the registration's id, the user
 * that of its claim: a confirmation that was cut off goes on where it stopped. */
#include "application/commands/register_account.h"

#include "application/commands/sign_in.h"
#include "commands/member_event.h"
#include "commands/new_account.h"
#include "commands/person_access.h"

static const struct field registration_view_fields[] = {
    FIELD_BOOL(struct registration_view, open, 0),
};
const struct record registration_view_record =
    RECORD("registration_view", struct registration_view, registration_view_fields);

static const struct field ask_registration_fields[] = {
    FIELD_STR(struct ask_registration, email, FIELD_REQUIRED, 3, 254),
    FIELD_STR(struct ask_registration, account_name, FIELD_REQUIRED, 1, 120),
    FIELD_STR(struct ask_registration, country, FIELD_REQUIRED, 2, 2),
    FIELD_STR(struct ask_registration, time_zone, 0, 0, 64),
    FIELD_STR(struct ask_registration, language, 0, 0, 2),
};
const struct record ask_registration_record =
    RECORD("ask_registration", struct ask_registration, ask_registration_fields);

static const struct field repeat_registration_fields[] = {
    FIELD_STR(struct repeat_registration, email, FIELD_REQUIRED, 3, 254),
};
const struct record repeat_registration_record =
    RECORD("repeat_registration", struct repeat_registration, repeat_registration_fields);

static const struct field confirm_registration_fields[] = {
    FIELD_STR(struct confirm_registration, token, FIELD_REQUIRED, 1, 100),
    FIELD_STR(struct confirm_registration, name, 0, 0, 120),
    FIELD_STR(struct confirm_registration, password, FIELD_REQUIRED, 1, 512),
};
const struct record confirm_registration_record =
    RECORD("confirm_registration", struct confirm_registration, confirm_registration_fields);

static const struct field registered_fields[] = {
    FIELD_SUB(struct registered, account, 0, account_record),
    FIELD_SUB(struct registered, user, 0, user_record),
};
const struct record registered_record = RECORD("registered", struct registered, registered_fields);

enum err read_registration(const struct ports *ports, struct scope *scope,
                           struct registration_view *ret)
{
    (void)scope;
    ret->open = ports->choices.registration_is_open;
    return ERR_OK;
}

static enum err is_open(const struct ports *ports, struct scope *scope)
{
    return ports->choices.registration_is_open
               ? ERR_OK
               : FAIL(&scope->error, ERR_FORBIDDEN, "registration.closed");
}

static struct new_account wanted_of(const struct ports *ports, const struct registration *r)
{
    return (struct new_account){ .id = { r->id.v },
                                 .name = r->account_name,
                                 .country = r->country,
                                 .time_zone = r->time_zone,
                                 .language = r->language,
                                 .plan = ports->choices.registration_plan };
}

/* -- asking -- */

static enum err keep(const struct ports *ports, struct scope *scope, struct registration *r)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct event_list events = { 0 };

    r->hash = STR("");
    r->expires_at = instant_add(scope->now, (struct duration){ REGISTRATION_LIFE_MS });
    r->created_at = scope->now;
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_REGISTRATION_ASKED, .aggregate = r->id.v });
    return person_done(scope, &inside,
                       VIA(ports->records, save, &inside, &registration_record, r, &events));
}

/* Adds what is wrong to the scope's error. */
static enum err fill(const struct ports *ports, struct scope *scope,
                     const struct ask_registration *cmd, struct registration *ret)
{
    struct registration r = { .id = { random_id(ports->random, scope->now) },
                              .email = email_normal(scope->arena, cmd->email),
                              .account_name = cmd->account_name,
                              .country = cmd->country,
                              .time_zone = cmd->time_zone,
                              .language = cmd->language };
    struct new_account wanted = wanted_of(ports, &r);
    struct account account;

    TRY(new_account_fill(ports, scope, &wanted, &account));
    new_account_check_email(scope, "email", r.email);
    r.time_zone = account.time_zone;
    r.language = account.language;
    *ret = r;
    return ERR_OK;
}

enum err check_ask_registration(const struct ports *ports, struct scope *scope,
                                const struct ask_registration *cmd)
{
    struct registration r;

    return fill(ports, scope, cmd, &r);
}

enum err ask_registration(const struct ports *ports, struct scope *scope,
                          const struct ask_registration *cmd)
{
    struct registration r;

    TRY(is_open(ports, scope));
    TRY(fill(ports, scope, cmd, &r));
    TRY(error_fields(&scope->error));
    return keep(ports, scope, &r);
}

enum err repeat_registration(const struct ports *ports, struct scope *scope,
                             const struct repeat_registration *cmd)
{
    struct registration r = { .id = { random_id(ports->random, scope->now) },
                              .email = email_normal(scope->arena, cmd->email),
                              .account_name = STR(""),
                              .country = STR(""),
                              .time_zone = STR(""),
                              .language = STR("") };

    TRY(is_open(ports, scope));
    return keep(ports, scope, &r);
}

/* -- confirming -- */

static enum err bad_token(struct scope *scope)
{
    error_clear(&scope->error);
    return FAIL(&scope->error, ERR_INVALID, "auth.bad_token");
}

static enum err find_registration(const struct ports *ports, struct scope *scope, struct str token,
                                  struct registration **ret)
{
    void *found;
    enum err err = VIA(ports->records, find_global, scope, &registration_record, "hash",
                       VIA(ports->secrets, hash, scope->arena, token), &found);

    if (err == ERR_NOT_FOUND)
        return bad_token(scope);
    TRY(err);
    *ret = found;
    return instant_before(scope->now, (*ret)->expires_at) ? ERR_OK : bad_token(scope);
}

/* The address has got a user since, and not by this registration: it is worth nothing any more. */
static enum err is_still_new(const struct ports *ports, struct scope *scope,
                             const struct registration *r)
{
    struct scope inside = person_inside(scope, (struct account_id){ r->id.v });
    struct user *user;
    void *account;
    enum err err;

    TRY(person_find(ports, scope, "email", r->email, &user));
    if (user == NULL)
        return ERR_OK;
    err = VIA(ports->records, find, &inside, &account_record, r->id.v, &account);
    return err == ERR_NOT_FOUND ? bad_token(scope) : person_done(scope, &inside, err);
}

static enum err open_account(const struct ports *ports, struct scope *scope,
                             const struct registration *r, struct account *ret)
{
    const struct new_account wanted = wanted_of(ports, r);
    struct scope inside = person_inside(scope, (struct account_id){ r->id.v });
    struct account *there;
    enum err err;

    TRY(new_account_fill(ports, scope, &wanted, ret));
    TRY(error_fields(&scope->error));
    err = new_account_open(ports, &inside, ret);
    if (err != ERR_EXISTS)
        return person_done(scope, &inside, err);
    TRY(person_account(ports, scope, ret->id, &there));
    *ret = *there;
    return ERR_OK;
}

static enum err make_owner(const struct ports *ports, struct scope *scope,
                           const struct registration *r, const struct confirm_registration *cmd,
                           struct registered *ret)
{
    struct scope inside = person_inside(scope, ret->account.id);
    struct user wanted = {
        .account = ret->account.id, .email = r->email, .name = cmd->name, .language = r->language
    };
    struct event_list events = { 0 };
    bool created;

    TRY(VIA(ports->passwords, hash, scope->arena, cmd->password, &wanted.password_hash,
            &scope->error));
    TRY(person_obtain(ports, scope, &wanted, &ret->user, &created));
    inside.actor.kind = ACTOR_USER;
    inside.actor.user = ret->user.id;
    event_list_add(
        &events, scope->arena,
        member_event(&inside, EVENT_MEMBER_ADDED, ret->user.id, (enum role)0, ROLE_OWNER));
    return person_done(scope, &inside,
                       person_join(ports, &inside, ret->user.id, ROLE_OWNER, &events));
}

static enum err confirm_inside(const struct ports *ports, struct scope *scope,
                               const struct confirm_registration *cmd, struct registered *ret)
{
    struct registration *r;
    enum err err;

    TRY(find_registration(ports, scope, cmd->token, &r));
    password_check(&scope->error, scope->arena, STR("password"), cmd->password, r->email,
                   ports->common_passwords);
    TRY(error_fields(&scope->error));
    TRY(is_still_new(ports, scope, r));
    TRY(open_account(ports, scope, r, &ret->account));
    TRY(make_owner(ports, scope, r, cmd, ret));
    err = VIA(ports->records, remove, scope, &registration_record, r->id.v);
    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error); /* the same mail, twice at once: one account came of it */
    return ERR_OK;
}

enum err confirm_registration(const struct ports *ports, struct scope *scope,
                              const struct confirm_registration *cmd, struct registered *ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });

    TRY(is_open(ports, scope));
    return person_done(scope, &inside, confirm_inside(ports, &inside, cmd, ret));
}
