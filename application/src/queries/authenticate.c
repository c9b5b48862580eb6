/* application/src/queries/authenticate.c - who is behind a credential. */
#include "application/queries/authenticate.h"

#include "credential_marks.h"
#include "domain/models/account.h"
#include "domain/models/display.h"
#include "domain/models/session.h"
#include "domain/models/user.h"
#include "known_credentials.h"

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

static bool key_use_is_noted(const struct scope *scope, const struct api_key *key)
{
    return key->last_used_at.has &&
           instant_minus(scope->now, key->last_used_at.v).ms < SESSION_SEEN_STEP_MS;
}

/* Two requests at once may both want to: it is the same minute. */
static void note_key_use(const struct ports *ports, const struct scope *scope, struct api_key *key)
{
    struct scope aside = *scope;

    aside.account = key->account;
    aside.idempotency_key = STR_NONE;
    key->last_used_at = SOME_INSTANT(scope->now);
    DROP(VIA(ports->records, save, &aside, &api_key_record, key, NULL));
}

/* Before it is read. */
static void look_at(const struct ports *ports, struct str mark, struct cache_stamp *stamp)
{
    VIA(ports->cache, look, &mark, 1, stamp);
}

/* Of the account, and of a sandbox the one that it belongs to. */
static enum err check_open(const struct ports *ports, struct scope *scope,
                           struct cache_stamp *stamp)
{
    struct scope asking = *scope;
    const struct account *account;
    void *found;

    do {
        enum err err;

        if (stamp != NULL)
            look_at(ports, account_mark(scope->arena, asking.account), stamp);
        err = VIA(ports->records, find, &asking, &account_record, asking.account.v, &found);

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

/* Whether its account is open is asked by the caller. */
static enum err fill_from_key(struct scope *scope, const struct api_key *stored, struct str wanted)
{
    if (!key_is_good(stored, scope->now))
        return bad_key(scope);
    scope->actor = (struct actor){ .kind = ACTOR_KEY,
                                   .key = stored->id,
                                   .permissions = permissions_of(stored) };
    return choose_account(scope, stored, wanted);
}

static enum err admit_key(const struct ports *ports, struct scope *scope,
                          const struct api_key *stored, struct str wanted,
                          struct cache_stamp *stamp)
{
    TRY(fill_from_key(scope, stored, wanted));
    return ID_NONE(scope->account) ? ERR_OK : check_open(ports, scope, stamp);
}

/* An installation's key is never kept: it acts for any account. */
static enum err authenticate_program(const struct ports *ports, struct scope *scope,
                                     struct str hash, struct str wanted)
{
    struct cache_stamp stamp = { .n = 0 };
    struct api_key known;
    void *found;

    if (known_key_find(ports, scope, hash, &known) && key_use_is_noted(scope, &known))
        return fill_from_key(scope, &known, wanted);
    look_at(ports, key_mark(scope->arena, hash), &stamp);
    TRY(find_global(ports, scope, &api_key_record, "hash", hash, &found));
    TRY(admit_key(ports, scope, found, wanted, &stamp));
    if (ID_NONE(scope->account))
        return ERR_OK;
    if (!key_use_is_noted(scope, found))
        note_key_use(ports, scope, found);
    else if (!ID_NONE(((struct api_key *)found)->account))
        known_key_keep(ports, scope, hash, found, &stamp);
    return ERR_OK;
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
    return check_open(ports, scope, NULL);
}

enum err authenticate_key(const struct ports *ports, struct scope *scope, struct str key,
                          struct str wanted)
{
    bool is_display = str_starts(key, STR("wall_"));
    struct str hash;
    void *found;

    if (key.n < KEY_LEAST || key.n > KEY_MOST || !(is_display || str_starts(key, STR("sk_"))))
        return bad_key(scope);
    hash = VIA(ports->secrets, hash, scope->arena, key);
    if (!is_display)
        return authenticate_program(ports, scope, hash, wanted);
    TRY(find_global(ports, scope, &display_record, "hash", hash, &found));
    return admit_display(ports, scope, found, wanted);
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

static bool use_is_noted(const struct scope *scope, const struct session *session)
{
    return instant_minus(scope->now, session->seen_at).ms < SESSION_SEEN_STEP_MS;
}

/* Two requests at once may both want to: it is the same minute. */
static void note_use(const struct ports *ports, struct scope *scope, struct session *session)
{
    session->seen_at = scope->now;
    DROP(VIA(ports->records, save, scope, &session_record, session, NULL));
    error_clear(&scope->error);
}

static void fill_from_session(struct scope *scope, const struct known_session *known)
{
    scope->account = known->session.account;
    scope->actor = (struct actor){ .kind = ACTOR_USER,
                                   .user = known->session.user,
                                   .session = known->session.id,
                                   .permissions = role_permissions(known->session.role) |
                                                  PERMISSION_BIT(PERMISSION_OWN_ACCESS) };
    if (known->platform_admin)
        scope->actor.permissions |= PERMISSION_BIT(PERMISSION_PLATFORM);
}

/* All but noting that it was used. */
static enum err admit_session(const struct ports *ports, struct scope *scope,
                              const struct session *session, struct known_session *ret)
{
    struct membership membership;
    struct user user;

    if (!session_is_alive(session, scope->now))
        return ended(scope);
    scope->account = session->account;
    TRY(find_membership(ports, scope, session, &membership));
    TRY(check_account(ports, scope));
    TRY(find_person(ports, scope, session->user, &user));
    *ret = (struct known_session){ *session, user.platform_admin };
    fill_from_session(scope, ret);
    return ERR_OK;
}

/* It may be asked for by the name of its account. */
static enum err check_wanted(struct scope *scope, const struct session *session, struct str wanted)
{
    struct account_id account;

    if (session_is_alive(session, scope->now) && wanted.n > 0 &&
        !(ID_SCAN(wanted, &account) && ID_EQ(account, session->account)))
        return FAIL(&scope->error, ERR_FORBIDDEN, "auth.foreign_account");
    return ERR_OK;
}

static void look_at_person(const struct ports *ports, struct arena *arena,
                           const struct session *session, struct cache_stamp *stamp)
{
    const struct str marks[] = { account_mark(arena, session->account),
                                 member_mark(arena, session->account, session->user),
                                 user_mark(arena, session->user) };

    VIA(ports->cache, look, marks, ARRAY_LEN(marks), stamp);
}

static enum err authenticate_person(const struct ports *ports, struct scope *scope, struct str hash,
                                    struct str wanted)
{
    struct cache_stamp stamp = { .n = 0 };
    struct known_session known;
    struct session *session;
    void *found;
    enum err err;

    look_at(ports, session_mark(scope->arena, hash), &stamp);
    err = VIA(ports->records, find_global, scope, &session_record, "hash", hash, &found);
    if (err == ERR_NOT_FOUND)
        return ended(scope);
    if (err != ERR_OK)
        return err;
    session = found;
    TRY(check_wanted(scope, session, wanted));
    look_at_person(ports, scope->arena, session, &stamp);
    TRY(admit_session(ports, scope, session, &known));
    if (use_is_noted(scope, session))
        known_session_keep(ports, scope, hash, &known, &stamp);
    else
        note_use(ports, scope, session);
    return ERR_OK;
}

enum err authenticate_session(const struct ports *ports, struct scope *scope, struct str secret,
                              struct str wanted)
{
    struct known_session known;
    struct str hash;

    if (secret.n < KEY_LEAST || secret.n > KEY_MOST)
        return ended(scope);
    hash = VIA(ports->secrets, hash, scope->arena, secret);
    if (!known_session_find(ports, scope, hash, &known) || !use_is_noted(scope, &known.session))
        return authenticate_person(ports, scope, hash, wanted);
    TRY(check_wanted(scope, &known.session, wanted));
    if (!session_is_alive(&known.session, scope->now))
        return ended(scope);
    fill_from_session(scope, &known);
    return ERR_OK;
}

/* -- those who stay -- */

static enum err session_again(const struct ports *ports, struct scope *scope)
{
    struct known_session known;
    void *found;
    enum err err =
        VIA(ports->records, find, scope, &session_record, scope->actor.session.v, &found);

    if (err == ERR_NOT_FOUND)
        return ended(scope);
    return err == ERR_OK ? admit_session(ports, scope, found, &known) : err;
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
        return admit_key(ports, scope, found, account, NULL);
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
