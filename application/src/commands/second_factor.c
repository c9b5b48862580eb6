/* application/src/commands/second_factor.c */
#include "application/commands/second_factor.h"

#include <string.h>

#include "commands/factor_check.h"
#include "commands/person_access.h"
#include "commands/refusals.h"

static const struct str issuer = STR_INIT("SpeechAI");

static const struct field second_factor_view_fields[] = {
    FIELD_BOOL(struct second_factor_view, on, 0),
    FIELD_OPT_INSTANT(struct second_factor_view, confirmed_at, 0),
    FIELD_I64(struct second_factor_view, recovery_codes_left, 0, 0, RECOVERY_CODES),
};
const struct record second_factor_view_record =
    RECORD("second_factor_view", struct second_factor_view, second_factor_view_fields);

static const struct field own_password_fields[] = {
    FIELD_STR(struct own_password, password, FIELD_REQUIRED, 1, 512),
};
const struct record own_password_record =
    RECORD("own_password", struct own_password, own_password_fields);

static const struct field begun_factor_fields[] = {
    FIELD_STR(struct begun_factor, secret, 0, 0, 64),
    FIELD_STR(struct begun_factor, uri, 0, 0, 1024),
    FIELD_STR(struct begun_factor, qr, 0, 0, 65536),
};
const struct record begun_factor_record =
    RECORD("begun_factor", struct begun_factor, begun_factor_fields);

static const struct field confirm_factor_fields[] = {
    FIELD_STR(struct confirm_factor, code, FIELD_REQUIRED, 1, 40),
};
const struct record confirm_factor_record =
    RECORD("confirm_factor", struct confirm_factor, confirm_factor_fields);

static const struct field recovery_codes_fields[] = {
    FIELD_STRS(struct recovery_codes, codes, 0, RECOVERY_CODES),
    FIELD_SUB(struct recovery_codes, in, 0, signed_in_record),
};
const struct record recovery_codes_record =
    RECORD("recovery_codes", struct recovery_codes, recovery_codes_fields);

enum err read_second_factor(const struct ports *ports, struct scope *scope,
                            struct second_factor_view *ret)
{
    struct second_factor *factor;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(factor_find(ports, scope, scope->actor.user, &factor));
    *ret = (struct second_factor_view){ .on = false };
    if (factor != NULL && factor->confirmed_at.has)
        *ret =
            (struct second_factor_view){ true, factor->confirmed_at, (int64_t)factor->recovery.n };
    return ERR_OK;
}

static enum err ask_own_password(const struct ports *ports, struct scope *scope,
                                 struct str password, struct user **ret)
{
    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(person_self(ports, scope, ret));
    return refusal_ask_password(ports, scope, *ret, password);
}

static struct str chance(const struct ports *ports, struct scope *scope, size_t n)
{
    char *bytes = arena_alloc(scope->arena, n);

    VIA(ports->random, bytes, bytes, n);
    return (struct str){ bytes, n };
}

static struct event told(const struct scope *scope, enum event_type type)
{
    return (struct event){ .type = type, .account = scope->account, .actor = scope_actor(scope) };
}

/* -- taking it up -- */

enum err begin_second_factor(const struct ports *ports, struct scope *scope,
                             const struct own_password *cmd, struct begun_factor *ret)
{
    struct second_factor *factor, fresh = { .created_at = scope->now };
    struct user *user;

    TRY(ask_own_password(ports, scope, cmd->password, &user));
    TRY(factor_find(ports, scope, user->id, &factor));
    if (factor != NULL && factor->confirmed_at.has)
        return FAIL(&scope->error, ERR_CONFLICT, "second_factor.on");
    if (factor == NULL) {
        factor = &fresh;
        factor->id.v = user->id.v;
    }
    factor->secret = chance(ports, scope, FACTOR_SECRET_BYTES);
    factor->last_step = 0;
    TRY(factor_save(ports, scope, factor, NULL));
    ret->secret = factor_base32(scope->arena, factor->secret);
    ret->uri = factor_uri(scope->arena, issuer, user->email, factor->secret);
    return VIA(ports->pictures, qr, scope->arena, ret->uri, &ret->qr, &scope->error);
}

/* Fills the factor with hashes and `ret` with what they are of. */
static void make_codes(const struct ports *ports, struct scope *scope, struct second_factor *factor,
                       struct str_list *ret)
{
    struct str *hashes = ARENA_ARRAY(scope->arena, struct str, RECOVERY_CODES);

    *ret =
        (struct str_list){ ARENA_ARRAY(scope->arena, struct str, RECOVERY_CODES), RECOVERY_CODES };
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        unsigned char bytes[RECOVERY_BYTES];

        VIA(ports->random, bytes, bytes, sizeof bytes);
        ret->items[i] = recovery_code_text(scope->arena, bytes);
        hashes[i] = VIA(ports->secrets, hash, scope->arena,
                        recovery_code_normal(scope->arena, ret->items[i]));
    }
    factor->recovery = (struct str_list){ hashes, RECOVERY_CODES };
}

static enum err try_to_confirm(const struct ports *ports, struct scope *scope,
                               struct second_factor *factor, const struct user *user,
                               struct str code)
{
    const struct attempt_at at = { EVENT_SECOND_FACTOR_REFUSED, user->email, user, scope->account };

    return refusal_note(ports, scope, &at, factor_try_code(ports, scope, factor, str_trim(code)));
}

enum err confirm_second_factor(const struct ports *ports, struct scope *scope,
                               const struct confirm_factor *cmd, struct str agent,
                               struct recovery_codes *ret)
{
    struct event_list events = { 0 };
    struct second_factor *factor;
    struct user *user;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(person_self(ports, scope, &user));
    TRY(factor_find(ports, scope, user->id, &factor));
    if (factor == NULL)
        return FAIL(&scope->error, ERR_CONFLICT, "second_factor.not_begun");
    if (factor->confirmed_at.has)
        return FAIL(&scope->error, ERR_CONFLICT, "second_factor.on");
    TRY(try_to_confirm(ports, scope, factor, user, cmd->code));
    make_codes(ports, scope, factor, &ret->codes);
    factor->confirmed_at = SOME_INSTANT(scope->now);
    event_list_add(&events, scope->arena, told(scope, EVENT_SECOND_FACTOR_ON));
    TRY(factor_save(ports, scope, factor, &events));
    return person_renew_session(ports, scope, user, "second_factor", agent, &ret->in);
}

/* -- having it -- */

static enum err find_on(const struct ports *ports, struct scope *scope, struct user_id user,
                        struct second_factor **ret)
{
    TRY(factor_find(ports, scope, user, ret));
    return *ret != NULL && (*ret)->confirmed_at.has
               ? ERR_OK
               : FAIL(&scope->error, ERR_CONFLICT, "second_factor.off");
}

enum err renew_recovery_codes(const struct ports *ports, struct scope *scope,
                              const struct own_password *cmd, struct str agent,
                              struct recovery_codes *ret)
{
    struct event_list events = { 0 };
    struct second_factor *factor;
    struct user *user;

    TRY(ask_own_password(ports, scope, cmd->password, &user));
    TRY(find_on(ports, scope, user->id, &factor));
    make_codes(ports, scope, factor, &ret->codes);
    event_list_add(&events, scope->arena, told(scope, EVENT_RECOVERY_CODES_MADE));
    TRY(factor_save(ports, scope, factor, &events));
    return person_renew_session(ports, scope, user, "second_factor", agent, &ret->in);
}

/* First a save, which the audit log hears of and nobody's use of a code comes between. */
enum err end_second_factor(const struct ports *ports, struct scope *scope,
                           const struct own_password *cmd, struct str agent, struct signed_in *ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct event_list events = { 0 };
    struct second_factor *factor;
    struct user *user;
    enum err err;

    TRY(ask_own_password(ports, scope, cmd->password, &user));
    TRY(find_on(ports, scope, user->id, &factor));
    factor->confirmed_at = (struct opt_instant){ .has = false };
    factor->recovery = (struct str_list){ NULL, 0 };
    event_list_add(&events, scope->arena, told(scope, EVENT_SECOND_FACTOR_OFF));
    TRY(factor_save(ports, scope, factor, &events));
    err = VIA(ports->records, remove, &inside, &second_factor_record, factor->id.v);
    if (err != ERR_NOT_FOUND)
        TRY(person_done(scope, &inside, err));
    return person_renew_session(ports, scope, user, "second_factor", agent, ret);
}
