/* application/src/queries/authenticate.c - who is behind a credential. */
#include "application/queries/authenticate.h"

#include "domain/models/account.h"
#include "domain/models/display.h"
#include "domain/models/session.h"
#include "domain/models/user.h"

enum { KEY_LEAST = 20, KEY_MOST = 100 };

static enum err bad_key(struct scope *scope)
{
    return FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.bad_key");
}

static bool key_is_good(const struct api_key *key, struct instant now)
{
    return !key->revoked_at.has && (!key->expires_at.has || instant_before(now, key->expires_at.v));
}

static permission_set permissions_of(const struct api_key *key)
{
    permission_set set = key->scopes.n == 0 ? permission_all() : PERMISSION_BIT(PERMISSION_NONE);

    for (size_t i = 0; i < key->scopes.n; i++) {
        enum permission permission;

        if (permission_parse(key->scopes.items[i], &permission) &&
            permission != PERMISSION_OWN_ACCESS)
            set |= PERMISSION_BIT(permission);
    }
    if ((set & PERMISSION_BIT(PERMISSION_READ)) != 0)
        set |= PERMISSION_BIT(PERMISSION_WATCH);
    return set;
}

/* An installation key acts for the account that it names, with everything. */
static enum err choose_account(struct scope *scope, const struct api_key *key, struct str wanted)
{
    struct account_id account;

    scope->account = key->account;
    if (!ID_NONE(key->account))
        return wanted.n == 0 || (ID_SCAN(wanted, &account) && ID_EQ(account, key->account))
                   ? ERR_OK
                   : FAIL(&scope->error, ERR_FORBIDDEN, "auth.foreign_account");
    if (wanted.n == 0)
        return ERR_OK;
    if (!ID_SCAN(wanted, &scope->account))
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "account.not_found", P_STR("id", wanted));
    scope->actor.permissions |= permission_all();
    return ERR_OK;
}

/* Two requests at once may both want to: it is the same minute. */
static void note_key_use(const struct ports *ports, const struct scope *scope, struct api_key *key)
{
    struct scope aside = *scope;

    if (key->last_used_at.has &&
        instant_minus(scope->now, key->last_used_at.v).ms < SESSION_SEEN_STEP_MS)
        return;
    aside.account = key->account;
    aside.idempotency_key = STR_NONE;
    key->last_used_at = SOME_INSTANT(scope->now);
    DROP(VIA(ports->records, save, &aside, &api_key_record, key, NULL));
}

/* Of the account, and of a sandbox the one that it belongs to. */
static enum err check_open(const struct ports *ports, struct scope *scope)
{
    struct scope asking = *scope;
    const struct account *account;
    void *found;

    do {
        enum err err =
            VIA(ports->records, find, &asking, &account_record, asking.account.v, &found);

        if (err != ERR_OK) {
            scope->error = asking.error;
            return err;
        }
        account = found;
        if (account->status == ACCOUNT_CLOSED)
            return bad_key(scope);
        asking.account = account->sandbox_of;
    } while (!ID_NONE(account->sandbox_of));
    return ERR_OK;
}

static enum err find_global(const struct ports *ports, struct scope *scope,
                            const struct record *record, const char *field, struct str value,
                            void **ret)
{
    enum err err = VIA(ports->records, find_global, scope, record, field, value, ret);

    return err == ERR_NOT_FOUND ? bad_key(scope) : err;
}

static enum err admit_key(const struct ports *ports, struct scope *scope,
                          const struct api_key *stored, struct str wanted)
{
    if (!key_is_good(stored, scope->now))
        return bad_key(scope);
    scope->actor = (struct actor){ .kind = ACTOR_KEY,
                                   .key = stored->id,
                                   .permissions = permissions_of(stored) };
    TRY(choose_account(scope, stored, wanted));
    return ID_NONE(scope->account) ? ERR_OK : check_open(ports, scope);
}

/* -- screens on walls -- */

static enum err admit_display(const struct ports *ports, struct scope *scope,
                              const struct display *display, struct str wanted)
{
    struct account_id account;

    if (!display_is_good(display, scope->now))
        return bad_key(scope);
    if (wanted.n > 0 && !(ID_SCAN(wanted, &account) && ID_EQ(account, display->account)))
        return FAIL(&scope->error, ERR_FORBIDDEN, "auth.foreign_account");
    scope->account = display->account;
    scope->actor = (struct actor){ .kind = ACTOR_DISPLAY,
                                   .display = display->id,
                                   .permissions = PERMISSION_BIT(PERMISSION_NONE) |
                                                  PERMISSION_BIT(PERMISSION_WATCH) };
    return check_open(ports, scope);
}

enum err authenticate_key(const struct ports *ports, struct scope *scope, struct str key,
                          struct str wanted)
{
    bool is_display = str_starts(key, STR("wall_"));
    void *found;

    if (key.n < KEY_LEAST || key.n > KEY_MOST || !(is_display || str_starts(key, STR("sk_"))))
        return bad_key(scope);
    TRY(find_global(ports, scope, is_display ? &display_record : &api_key_record, "hash",
                    VIA(ports->secrets, hash, scope->arena, key), &found));
    if (is_display)
        return admit_display(ports, scope, found, wanted);
    TRY(admit_key(ports, scope, found, wanted));
    if (!ID_NONE(scope->account))
        note_key_use(ports, scope, found);
    return ERR_OK;
}

/* -- people -- */

static enum err ended(struct scope *scope)
{
    error_clear(&scope->error);
    return FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.session_ended");
}

/* The membership that the session began with, as it is now. */
static enum err find_membership(const struct ports *ports, struct scope *scope,
                                const struct session *session, struct membership *ret)
{
    struct page_query query = { .n = 1, .limit = PAGE_MOST };
    struct page page;

    query.filters[0] =
        (struct filter){ STR("user"), FILTER_EQ, ID_TEXT(scope->arena, session->user) };
    TRY(VIA(ports->records, page, scope, &membership_record, &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct membership *m = &((struct membership *)page.items)[i];

        if (m->leaving || m->role != session->role)
            continue;
        *ret = *m;
        return ERR_OK;
    }
    return ended(scope);
}

static enum err check_account(const struct ports *ports, struct scope *scope)
{
    void *found;
    enum err err = VIA(ports->records, find, scope, &account_record, scope->account.v, &found);

    if (err == ERR_NOT_FOUND ||
        (err == ERR_OK && ((struct account *)found)->status == ACCOUNT_CLOSED))
        return ended(scope);
    return err;
}

static enum err find_person(const struct ports *ports, struct scope *scope, struct user_id id,
                            struct user *ret)
{
    void *found;
    enum err err = VIA(ports->records, find_global, scope, &user_record, "id",
                       ID_TEXT(scope->arena, id), &found);

    if (err == ERR_NOT_FOUND)
        return ended(scope);
    if (err == ERR_OK)
        *ret = *(struct user *)found;
    return err;
}

/* Two requests at once may both want to: it is the same minute. */
static void note_use(const struct ports *ports, struct scope *scope, struct session *session)
{
    if (instant_minus(scope->now, session->seen_at).ms < SESSION_SEEN_STEP_MS)
        return;
    session->seen_at = scope->now;
    DROP(VIA(ports->records, save, scope, &session_record, session, NULL));
    error_clear(&scope->error);
}

/* All but noting that it was used. */
static enum err admit_session(const struct ports *ports, struct scope *scope,
                              const struct session *session)
{
    struct membership membership;
    struct user user;

    if (!session_is_alive(session, scope->now))
        return ended(scope);
    scope->account = session->account;
    TRY(find_membership(ports, scope, session, &membership));
    TRY(check_account(ports, scope));
    TRY(find_person(ports, scope, session->user, &user));
    scope->actor = (struct actor){ .kind = ACTOR_USER,
                                   .user = session->user,
                                   .session = session->id,
                                   .permissions = role_permissions(membership.role) |
                                                  PERMISSION_BIT(PERMISSION_OWN_ACCESS) };
    if (user.platform_admin)
        scope->actor.permissions |= PERMISSION_BIT(PERMISSION_PLATFORM);
    return ERR_OK;
}

enum err authenticate_session(const struct ports *ports, struct scope *scope, struct str secret,
                              struct str wanted)
{
    struct account_id account;
    struct session *session;
    void *found;
    enum err err;

    if (secret.n < KEY_LEAST || secret.n > KEY_MOST)
        return ended(scope);
    err = VIA(ports->records, find_global, scope, &session_record, "hash",
              VIA(ports->secrets, hash, scope->arena, secret), &found);
    if (err == ERR_NOT_FOUND)
        return ended(scope);
    if (err != ERR_OK)
        return err;
    session = found;
    if (session_is_alive(session, scope->now) && wanted.n > 0 &&
        !(ID_SCAN(wanted, &account) && ID_EQ(account, session->account)))
        return FAIL(&scope->error, ERR_FORBIDDEN, "auth.foreign_account");
    TRY(admit_session(ports, scope, session));
    note_use(ports, scope, session);
    return ERR_OK;
}

/* -- those who stay -- */

static enum err session_again(const struct ports *ports, struct scope *scope)
{
    void *found;
    enum err err =
        VIA(ports->records, find, scope, &session_record, scope->actor.session.v, &found);

    if (err == ERR_NOT_FOUND)
        return ended(scope);
    return err == ERR_OK ? admit_session(ports, scope, found) : err;
}

enum err authenticate_again(const struct ports *ports, struct scope *scope)
{
    struct str account = ID_TEXT(scope->arena, scope->account);
    void *found;

    switch (scope->actor.kind) {
    case ACTOR_USER:
        return session_again(ports, scope);
    case ACTOR_KEY:
        TRY(find_global(ports, scope, &api_key_record, "id",
                        ID_TEXT(scope->arena, scope->actor.key), &found));
        return admit_key(ports, scope, found, account);
    case ACTOR_DISPLAY:
        TRY(find_global(ports, scope, &display_record, "id",
                        ID_TEXT(scope->arena, scope->actor.display), &found));
        return admit_display(ports, scope, found, account);
    case ACTOR_SYSTEM:
    case ACTOR_PROVIDER:
        break;
    }
    return bad_key(scope);
}
