/* domain/src/scope.c */
#include "domain/scope.h"

#include "base/checked.h"

struct scope scope_system(struct arena *arena, struct account_id account, struct instant now,
                          struct log log)
{
    return (struct scope){
        .account = account,
        .actor = { .kind = ACTOR_SYSTEM, .permissions = ~(permission_set)0 },
        .now = now,
        .arena = arena,
        .log = log,
        .error = { .arena = arena },
    };
}

struct scope scope_page(const struct scope *scope, struct arena *arena, struct instant now)
{
    struct scope page = *scope;

    page.arena = arena;
    page.now = now;
    page.idempotency_key = STR_NONE; /* they belong to the request as a whole */
    page.seen.id = (struct id128){ { 0 } };
    page.error = (struct error){ .arena = arena };
    return page;
}

struct scope scope_inside(const struct scope *scope, struct account_id account)
{
    struct scope inside = *scope;

    inside.account = account;
    return inside;
}

enum err scope_pass_on(struct scope *scope, const struct scope *inside, enum err err)
{
    if (err != ERR_OK)
        scope->error = inside->error;
    return err;
}

enum err scope_check_seen(struct scope *scope, struct id128 id, int64_t version)
{
    if (id128_is_zero(scope->seen.id) || !id128_eq(scope->seen.id, id) ||
        scope->seen.version == version)
        return ERR_OK;
    return FAIL(&scope->error, ERR_CONFLICT, "record.stale");
}

int64_t scope_next_version(const struct scope *scope, const struct field *version, int64_t was)
{
    return (version->flags & FIELD_CLOCKED) != 0 ? max_i64(was + 1, scope->now.unix_ms) : was + 1;
}

int64_t scope_seen_version(const struct scope *scope, struct id128 id)
{
    return !id128_is_zero(id) && id128_eq(scope->seen.id, id) ? scope->seen.version : 0;
}

void scope_met_seen(struct scope *scope, struct id128 id)
{
    if (id128_eq(scope->seen.id, id))
        scope->seen.id = (struct id128){ { 0 } };
}

enum err scope_require(struct scope *scope, enum permission permission)
{
    if ((scope->actor.permissions & PERMISSION_BIT(permission)) != 0)
        return ERR_OK;
    return FAIL_WITH(&scope->error, ERR_FORBIDDEN, "permission.missing",
                     P_STR("permission", permission_name(permission)));
}

struct str scope_language(const struct scope *scope, struct str of_account)
{
    return scope->language.n > 0 ? scope->language : of_account;
}

struct str scope_actor(const struct scope *scope)
{
    switch (scope->actor.kind) {
    case ACTOR_USER:
        return ID_TEXT(scope->arena, scope->actor.user);
    case ACTOR_KEY:
        return ID_TEXT(scope->arena, scope->actor.key);
    case ACTOR_DISPLAY:
        return ID_TEXT(scope->arena, scope->actor.display);
    case ACTOR_PROVIDER:
        return STR("provider");
    case ACTOR_SYSTEM:
        break;
    }
    return STR("system");
}
