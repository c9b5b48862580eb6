/* application/src/commands/reset_password.c - a new password by e-mail. */
#include "application/commands/reset_password.h"

#include "application/commands/sign_in.h"
#include "commands/person_access.h"

static const struct field ask_password_reset_fields[] = {
    FIELD_STR(struct ask_password_reset, email, FIELD_REQUIRED, 3, 254),
};
const struct record ask_password_reset_record =
    RECORD("ask_password_reset", struct ask_password_reset, ask_password_reset_fields);

static const struct field reset_password_fields[] = {
    FIELD_STR(struct reset_password, token, FIELD_REQUIRED, 1, 100),
    FIELD_STR(struct reset_password, password, FIELD_REQUIRED, 1, 512),
};
const struct record reset_password_record =
    RECORD("reset_password", struct reset_password, reset_password_fields);

enum err ask_password_reset(const struct ports *ports, struct scope *scope,
                            const struct ask_password_reset *cmd)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct password_reset reset = { .id = { random_id(ports->random, scope->now) },
                                    .email = email_normal(scope->arena, cmd->email),
                                    .hash = STR(""),
                                    .replaces = STR(""),
                                    .expires_at = { scope->now.unix_ms + PASSWORD_RESET_LIFE_MS },
                                    .created_at = scope->now };
    struct event_list events = { 0 };
    enum err err;

    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_PASSWORD_FORGOTTEN,
                                   .aggregate = reset.id.v,
                                   .version = 1,
                                   .at = scope->now });
    err = VIA(ports->records, save, &inside, &password_reset_record, &reset, &events);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

static enum err bad_token(struct scope *scope)
{
    error_clear(&scope->error);
    return FAIL(&scope->error, ERR_INVALID, "auth.bad_token");
}

static enum err find_reset(const struct ports *ports, struct scope *scope, struct str token,
                           struct password_reset **ret)
{
    struct str hash = VIA(ports->secrets, hash, scope->arena, token);
    void *found;
    enum err err =
        VIA(ports->records, find_global, scope, &password_reset_record, "hash", hash, &found);

    if (err == ERR_NOT_FOUND)
        return bad_token(scope);
    TRY(err);
    *ret = found;
    return instant_before(scope->now, (*ret)->expires_at) ? ERR_OK : bad_token(scope);
}

/* Who removes it, has used it; the other of two at once finds nothing to remove. */
static enum err use_up(const struct ports *ports, struct scope *scope, struct password_reset_id id)
{
    enum err err = VIA(ports->records, remove, scope, &password_reset_record, id.v);

    return err == ERR_NOT_FOUND ? bad_token(scope) : err;
}

static enum err keep(const struct ports *ports, struct scope *scope, struct user *user,
                     struct str password)
{
    struct event_list events = { 0 };

    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_PASSWORD_CHANGED,
                                   .account = user->account,
                                   .actor = ID_TEXT(scope->arena, user->id),
                                   .detail = STR("reset") });
    return person_keep_password(ports, scope, user, password, &events);
}

/* Nobody has chosen another since it was mailed. */
static bool replaces(const struct ports *ports, struct scope *scope,
                     const struct password_reset *reset, const struct user *user)
{
    return str_eq(reset->replaces, VIA(ports->secrets, hash, scope->arena, user->password_hash));
}

static enum err reset_inside(const struct ports *ports, struct scope *scope,
                             const struct reset_password *cmd)
{
    struct password_reset *reset;
    struct user *user;

    TRY(find_reset(ports, scope, cmd->token, &reset));
    TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, reset->user), &user));
    if (user == NULL || !replaces(ports, scope, reset, user))
        return bad_token(scope);
    password_check(&scope->error, scope->arena, STR("password"), cmd->password, user->email,
                   ports->common_passwords);
    TRY(error_fields(&scope->error));
    TRY(use_up(ports, scope, reset->id));
    TRY(keep(ports, scope, user, cmd->password));
    return person_end_sessions(ports, scope, user->id, (struct account_id){ 0 }, "password");
}

enum err reset_password(const struct ports *ports, struct scope *scope,
                        const struct reset_password *cmd)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    enum err err = reset_inside(ports, &inside, cmd);

    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}
