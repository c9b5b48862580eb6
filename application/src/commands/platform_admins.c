/* application/src/commands/platform_admins.c */
#include "application/commands/platform_admins.h"

#include "application/commands/sign_in.h"

static const struct field grant_platform_admin_fields[] = {
    FIELD_STR(struct grant_platform_admin, email, FIELD_REQUIRED, 3, 254),
};
const struct record grant_platform_admin_record =
    RECORD("grant_platform_admin", struct grant_platform_admin, grant_platform_admin_fields);

static enum err find(const struct ports *ports, struct scope *scope, const char *field,
                     struct str value, struct user **ret)
{
    void *found;
    enum err err = VIA(ports->records, find_global, scope, &user_record, field, value, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "user.not_found", P_STR("id", value));
    }
    TRY(err);
    *ret = found;
    return ERR_OK;
}

/* Saved in the account the person was born in. */
static enum err change(const struct ports *ports, struct scope *scope, struct user *user,
                       bool is_admin)
{
    struct scope inside = *scope;
    struct event_list events = { 0 };
    enum err err;

    if (user->platform_admin == is_admin)
        return ERR_OK;
    inside.account = user->account;
    user->platform_admin = is_admin;
    event_list_add(&events, scope->arena,
                   (struct event){ .account = user->account,
                                   .type = is_admin ? EVENT_PLATFORM_ADMIN_GRANTED
                                                    : EVENT_PLATFORM_ADMIN_REVOKED,
                                   .aggregate = user->id.v,
                                   .version = user->version + 1,
                                   .at = scope->now,
                                   .detail = ID_TEXT(scope->arena, user->id) });
    err = VIA(ports->records, save, &inside, &user_record, user, &events);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

enum err grant_platform_admin(const struct ports *ports, struct scope *scope,
                              const struct grant_platform_admin *cmd, struct user **ret)
{
    struct user *user;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(find(ports, scope, "email", email_normal(scope->arena, cmd->email), &user));
    TRY(change(ports, scope, user, true));
    *ret = user;
    return ERR_OK;
}

enum err revoke_platform_admin(const struct ports *ports, struct scope *scope, struct user_id id)
{
    struct user *user;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(find(ports, scope, "id", ID_TEXT(scope->arena, id), &user));
    return change(ports, scope, user, false);
}

enum err list_platform_admins(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct page_query query = {
        .filters = { { STR("platform_admin"), FILTER_EQ, STR("true") } },
        .n = 1,
        .limit = PAGE_MOST,
    };

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return VIA(ports->records, page_global, scope, &user_record, &query, ret);
}
