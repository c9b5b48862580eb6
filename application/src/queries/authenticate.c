/* application/src/queries/authenticate.c - who is behind a credential. */
#include "application/queries/authenticate.h"

#include "domain/models/account.h"
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

        if (permission_parse(key->scopes.items[i], &permission))
            set |= PERMISSION_BIT(permission);
    }
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

enum err authenticate_key(const struct ports *ports, struct scope *scope, struct str key,
                          struct str wanted)
{
    void *found;
    struct api_key *stored;
    enum err err;

    if (key.n < KEY_LEAST || key.n > KEY_MOST || !str_starts(key, STR("sk_")))
        return bad_key(scope);
    struct str hash = VIA(ports->secrets, hash, scope->arena, key);
    err = VIA(ports->records, find_global, scope, &api_key_record, "hash", hash, &found);
    if (err == ERR_NOT_FOUND)
        return bad_key(scope);
    if (err != ERR_OK)
        return err;
    stored = found;
    if (!key_is_good(stored, scope->now))
        return bad_key(scope);
    scope->actor = (struct actor){ .kind = ACTOR_KEY,
                                   .key = stored->id,
                                   .permissions = permissions_of(stored) };
    TRY(choose_account(scope, stored, wanted));
    if (ID_NONE(scope->account))
        return ERR_OK;
    err = VIA(ports->records, find, scope, &account_record, scope->account.v, &found);
    if (err == ERR_OK && ((struct account *)found)->status == ACCOUNT_CLOSED)
        return bad_key(scope);
    return err;
}
