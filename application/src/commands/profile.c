/* application/src/commands/profile.c */
#include "application/commands/profile.h"

#include "commands/factor_check.h"
#include "commands/person_access.h"

static const struct field profile_fields[] = {
    FIELD_ID(struct profile, id, FIELD_READ_ONLY),
    FIELD_I64(struct profile, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct profile, email, FIELD_READ_ONLY, 3, 254),
    FIELD_STR(struct profile, name, 0, 0, 120),
    FIELD_STR(struct profile, language, 0, 2, 2),
    FIELD_ENUM(struct profile, role, FIELD_READ_ONLY, role_names),
    FIELD_BOOL(struct profile, second_factor, FIELD_READ_ONLY),
    FIELD_BOOL(struct profile, platform_admin, FIELD_READ_ONLY),
    FIELD_INSTANT(struct profile, created_at, FIELD_READ_ONLY),
};
const struct record profile_record = RECORD("profiles", struct profile, profile_fields);

static const struct field change_profile_fields[] = {
    FIELD_OPT_STR(struct change_profile, name, 0, 0, 120),
    FIELD_OPT_STR(struct change_profile, language, 0, 2, 2),
};
const struct record change_profile_record =
    RECORD("change_profile", struct change_profile, change_profile_fields);

static const struct field own_account_fields[] = {
    FIELD_ID(struct own_account, id, 0),
    FIELD_STR(struct own_account, name, 0, 0, 120),
    FIELD_ENUM(struct own_account, role, 0, role_names),
    FIELD_BOOL(struct own_account, current, 0),
    FIELD_BOOL(struct own_account, sandbox, 0),
};
const struct record own_account_record =
    RECORD("own_accounts", struct own_account, own_account_fields);

static const struct field switch_account_fields[] = {
    FIELD_STR(struct switch_account, account, FIELD_REQUIRED, 1, 40),
};
const struct record switch_account_record =
    RECORD("switch_account", struct switch_account, switch_account_fields);

static enum err fill_profile(const struct ports *ports, struct scope *scope,
                             const struct user *user, const struct session *session,
                             struct profile *ret)
{
    struct second_factor *factor;

    TRY(factor_find(ports, scope, user->id, &factor));
    *ret = (struct profile){ .id = user->id,
                             .version = user->version,
                             .email = user->email,
                             .name = user->name,
                             .language = user->language,
                             .role = session->role,
                             .second_factor = factor != NULL && factor->confirmed_at.has,
                             .platform_admin = user->platform_admin,
                             .created_at = user->created_at };
    return ERR_OK;
}

enum err read_profile(const struct ports *ports, struct scope *scope, struct profile *ret)
{
    struct session *session;
    struct user *user;

    TRY(person_session(ports, scope, &session));
    TRY(person_self(ports, scope, &user));
    return fill_profile(ports, scope, user, session, ret);
}

enum err change_profile(const struct ports *ports, struct scope *scope,
                        const struct change_profile *cmd, struct profile *ret)
{
    struct session *session;
    struct scope inside;
    struct user *user;

    TRY(person_session(ports, scope, &session));
    TRY(person_self(ports, scope, &user));
    if (cmd->name.has)
        user->name = cmd->name.v;
    if (cmd->language.has) {
        user->language = cmd->language.v;
        account_check_language(&scope->error, user->language);
    }
    TRY(error_fields(&scope->error));
    inside = person_inside(scope, user->account);
    TRY(person_done(scope, &inside, VIA(ports->records, save, &inside, &user_record, user, NULL)));
    return fill_profile(ports, scope, user, session, ret);
}

enum err list_own_accounts(const struct ports *ports, struct scope *scope, struct page *ret)
{
    const struct membership *found;
    struct own_account *items;
    struct account *account;
    struct page page;
    size_t n = 0;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(person_page(ports, scope, &membership_record, scope->actor.user, &page));
    found = page.items;
    items = ARENA_ARRAY(scope->arena, struct own_account, page.n);
    for (size_t i = 0; i < page.n; i++) {
        TRY(person_account(ports, scope, found[i].account, &account));
        if (account->status == ACCOUNT_CLOSED)
            continue;
        items[n++] = (struct own_account){ .id = account->id,
                                           .name = account->name,
                                           .role = found[i].role,
                                           .current = ID_EQ(account->id, scope->account),
                                           .sandbox = !ID_NONE(account->sandbox_of) };
    }
    *ret = (struct page){ .items = items, .n = n, .next = STR_NONE };
    return ERR_OK;
}

enum err switch_account(const struct ports *ports, struct scope *scope,
                        const struct switch_account *cmd, struct str agent, struct signed_in *ret)
{
    struct membership membership;
    struct session *session;
    struct user *user;

    TRY(person_session(ports, scope, &session));
    TRY(person_self(ports, scope, &user));
    TRY(person_membership(ports, scope, user->id, cmd->account, &membership));
    TRY(person_remove_session(ports, scope, session, "other_account"));
    return person_begin_session(ports, scope, user, &membership, session->signed_in_at, agent, ret);
}
