/* application/src/commands/api_keys.c - keys of programs. */
#include "application/commands/api_keys.h"

#include "audit_event.h"
#include "base/strbuf.h"
#include "domain/models/account.h"

enum { SCOPES_TEXT = 512 };

static const struct field create_api_key_fields[] = {
    FIELD_STR(struct create_api_key, name, FIELD_REQUIRED, 1, 80),
    FIELD_STRS(struct create_api_key, scopes, 0, 16),
    FIELD_OPT_INSTANT(struct create_api_key, expires_at, 0),
};
const struct record create_api_key_record =
    RECORD("create_api_key", struct create_api_key, create_api_key_fields);

static const struct field created_api_key_fields[] = {
    FIELD_SUB(struct created_api_key, key, 0, api_key_record),
    FIELD_STR(struct created_api_key, secret, 0, 0, 100),
};
const struct record created_api_key_record =
    RECORD("created_api_key", struct created_api_key, created_api_key_fields);

static const struct field rotate_api_key_fields[] = {
    FIELD_OPT_DURATION(struct rotate_api_key, overlap_ms, 0, 0, 30 * (int64_t)MS_PER_DAY),
};
const struct record rotate_api_key_record =
    RECORD("rotate_api_key", struct rotate_api_key, rotate_api_key_fields);

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(api_key)

enum { HINT_END = 4 };

struct str api_key_make(const struct ports *ports, struct scope *scope, struct str name,
                        bool sandbox, struct api_key *ret)
{
    struct str prefix = sandbox ? STR("sk_test_") : STR("sk_live_");
    struct str token = VIA(ports->secrets, token, scope->arena);
    struct strbuf secret = strbuf_init(scope->arena, 128), hint = strbuf_init(scope->arena, 32);

    strbuf_add(&secret, prefix);
    strbuf_add(&secret, token);
    strbuf_add(&hint, prefix);
    strbuf_add(&hint, STR("…"));
    strbuf_add(&hint, str_slice(token, token.n - HINT_END, token.n));
    *ret = (struct api_key){ .id = { random_id(ports->random, scope->now) },
                             .account = scope->account,
                             .name = name,
                             .hint = strbuf_str(&hint),
                             .hash = VIA(ports->secrets, hash, scope->arena, strbuf_str(&secret)),
                             .created_at = scope->now };
    return strbuf_str(&secret);
}

static struct str all_scopes(struct arena *arena)
{
    struct strbuf out = strbuf_init(arena, SCOPES_TEXT);

    for (size_t i = 1; i < permission_names.n; i++) {
        if ((permission_all() & PERMISSION_BIT(i)) == 0 || i == PERMISSION_NONE)
            continue;
        strbuf_add_c(&out, out.n > 0 ? ", " : "");
        strbuf_add_c(&out, permission_names.names[i]);
    }
    return strbuf_str(&out);
}

static void check_scopes(struct scope *scope, const struct str_list *scopes)
{
    for (size_t i = 0; i < scopes->n; i++) {
        struct field_error wrong = { .field = str_format(scope->arena, "scopes[%zu]", i) };
        enum permission permission;

        if (!permission_parse(scopes->items[i], &permission) ||
            (permission_all() & PERMISSION_BIT(permission)) == 0) {
            wrong.slug = "field.not_one_of";
            wrong.params[0] = P_STR("allowed", all_scopes(scope->arena));
            error_add_field(&scope->error, wrong);
        } else if ((scope->actor.permissions & PERMISSION_BIT(permission)) == 0) {
            wrong.slug = "api_key.beyond_maker";
            error_add_field(&scope->error, wrong);
        }
    }
}

/* Without scopes a key may do what its maker may. */
static struct str_list scopes_of(struct scope *scope, struct str_list asked)
{
    struct str_list all = { ARENA_ARRAY(scope->arena, struct str, 64), 0 };

    if (asked.n > 0)
        return asked;
    for (int p = PERMISSION_READ; p < PERMISSION_PLATFORM; p++)
        if ((scope->actor.permissions & PERMISSION_BIT(p)) != 0)
            all.items[all.n++] = permission_name((enum permission)p);
    return all;
}

void check_create_api_key(struct scope *scope, const struct create_api_key *cmd)
{
    check_scopes(scope, &cmd->scopes);
    if (cmd->expires_at.has && !instant_before(scope->now, cmd->expires_at.v))
        error_add_field(&scope->error, (struct field_error){ .field = STR("expires_at"),
                                                             .slug = "field.in_the_past" });
}

/* NULL: the account has no such key. */
static enum err find_key(const struct ports *ports, struct scope *scope, struct account_id account,
                         struct api_key_id id, struct api_key **ret)
{
    struct scope inside = *scope;
    enum err err;

    inside.account = account;
    err = api_key_find(ports->records, &inside, id, ret);
    if (err == ERR_OK)
        return ERR_OK;
    *ret = NULL;
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    scope->error = inside.error;
    return err;
}

/* A key that makes a key stands for whoever made it, also one that makes its sandbox's. */
static enum err maker_of(const struct ports *ports, struct scope *scope,
                         const struct account *account, struct user_id *ret)
{
    struct api_key *key;

    *ret = scope->actor.user;
    if (scope->actor.kind != ACTOR_KEY)
        return ERR_OK;
    TRY(find_key(ports, scope, scope->account, scope->actor.key, &key));
    if (key == NULL && !ID_NONE(account->sandbox_of))
        TRY(find_key(ports, scope, account->sandbox_of, scope->actor.key, &key));
    if (key != NULL)
        *ret = key->made_by;
    return ERR_OK;
}

enum err create_api_key(const struct ports *ports, struct scope *scope,
                        const struct create_api_key *cmd, struct created_api_key *ret)
{
    struct account *account;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    check_create_api_key(scope, cmd);
    TRY(error_fields(&scope->error));
    TRY(account_find(ports->records, scope, scope->account, &account));
    struct str secret =
        api_key_make(ports, scope, cmd->name, !ID_NONE(account->sandbox_of), &ret->key);
    ret->key.scopes = scopes_of(scope, cmd->scopes);
    ret->key.expires_at = cmd->expires_at;
    TRY(maker_of(ports, scope, account, &ret->key.made_by));
    events = audit_events(scope, EVENT_API_KEY_CREATED, ID_TEXT(scope->arena, ret->key.id),
                          &api_key_record, NULL, &ret->key);
    TRY(VIA(ports->records, save, scope, &api_key_record, &ret->key, &events));
    ret->secret = secret;
    return ERR_OK;
}

/* The sooner of both. */
static struct opt_instant sooner(struct opt_instant a, struct instant b)
{
    return a.has && instant_before(a.v, b) ? a : SOME_INSTANT(b);
}

enum err rotate_api_key(const struct ports *ports, struct scope *scope, struct api_key_id id,
                        const struct rotate_api_key *cmd, struct created_api_key *ret)
{
    const struct duration overlap =
        cmd->overlap_ms.has ? cmd->overlap_ms.v : (struct duration){ API_KEY_OVERLAP_MS };
    struct account *account;
    struct api_key *before;
    struct event_list events;
    struct str secret;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(api_key_find(ports->records, scope, id, &before));
    if (before->revoked_at.has ||
        (before->expires_at.has && !instant_before(scope->now, before->expires_at.v)))
        return FAIL(&scope->error, ERR_PRECONDITION, "api_key.over");
    if (before->replaced_at.has) /* its end is the overlap's: so would be the next one's */
        return FAIL(&scope->error, ERR_PRECONDITION, "api_key.replaced");
    check_scopes(scope, &before->scopes);
    TRY(error_fields(&scope->error));
    secret = api_key_make(ports, scope, before->name, !ID_NONE(account->sandbox_of), &ret->key);
    ret->key.scopes = scopes_of(scope, before->scopes);
    ret->key.expires_at = before->expires_at;
    TRY(maker_of(ports, scope, account, &ret->key.made_by));
    before->replaced_at = SOME_INSTANT(scope->now);
    before->expires_at = sooner(before->expires_at, instant_add(scope->now, overlap));
    events = audit_events(scope, EVENT_API_KEY_ROTATED, ID_TEXT(scope->arena, before->id),
                          &api_key_record, before, &ret->key);
    TRY(VIA(ports->records, save_many, scope, &api_key_record,
            ((void *const[]){ &ret->key, before }), 2, &events));
    ret->secret = secret;
    return ERR_OK;
}

enum err revoke_api_key(const struct ports *ports, struct scope *scope, struct api_key_id id,
                        struct api_key **ret)
{
    void *found;
    struct api_key *key;
    const struct api_key *before;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(VIA(ports->records, find, scope, &api_key_record, id.v, &found));
    key = found;
    if (!key->revoked_at.has) {
        before = record_copy(&api_key_record, key, scope->arena);
        key->revoked_at = SOME_INSTANT(scope->now);
        events = audit_events(scope, EVENT_API_KEY_REVOKED, ID_TEXT(scope->arena, id),
                              &api_key_record, before, key);
        TRY(VIA(ports->records, save, scope, &api_key_record, key, &events));
    }
    *ret = key;
    return ERR_OK;
}

/* -- keys whose maker has left -- */

enum { LEFT_TRIES = 20 };

/* All of the account's keys that still open and of which `is_meant` says so. */
static enum err find_open(const struct ports *ports, struct scope *scope,
                          bool (*is_meant)(const struct api_key *key, struct user_id user),
                          struct user_id user, void ***ret, size_t *n)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    *n = 0;
    do {
        TRY(VIA(ports->records, page, scope, &api_key_record, &query, &page));
        void **more = ARENA_ARRAY(scope->arena, void *, *n + page.n);
        for (size_t i = 0; i < *n; i++)
            more[i] = (*ret)[i];
        for (size_t i = 0; i < page.n; i++) {
            struct api_key *key = &((struct api_key *)page.items)[i];

            if (!key->revoked_at.has && is_meant(key, user))
                more[(*n)++] = key;
        }
        *ret = more;
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

static bool is_theirs(const struct api_key *key, struct user_id user)
{
    return !ID_NONE(user) && ID_EQ(key->made_by, user) && !key->maker_left_at.has;
}

static bool is_left(const struct api_key *key, struct user_id user)
{
    (void)user;
    return key->maker_left_at.has;
}

/* The keys of scope->account; `home` is told, which is another one for a sandbox's keys. */
static enum err mark_left(const struct ports *ports, struct scope *scope, struct account_id home,
                          struct user_id user)
{
    struct event_list events = { 0 };
    void **keys = NULL;
    size_t n;

    TRY(find_open(ports, scope, is_theirs, user, &keys, &n));
    if (n == 0)
        return ERR_OK;
    for (size_t i = 0; i < n; i++)
        ((struct api_key *)keys[i])->maker_left_at = SOME_INSTANT(scope->now);
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_API_KEY_MAKER_LEFT,
                                   .account = home,
                                   .object = ID_TEXT(scope->arena, user),
                                   .count = SOME_I64((int64_t)n) });
    return VIA(ports->records, save_many, scope, &api_key_record, keys, n, &events);
}

/* The last use of a key may be noted at the same time. */
static enum err mark_until_done(const struct ports *ports, struct scope *scope,
                                struct account_id home, struct user_id user)
{
    enum err err = ERR_CONFLICT;

    for (int i = 0; i < LEFT_TRIES && err == ERR_CONFLICT; i++) {
        error_clear(&scope->error);
        err = mark_left(ports, scope, home, user);
    }
    return err;
}

/* The same request at work in the account's sandbox; there may be none, which has no keys then. */
static struct scope in_sandbox(const struct scope *scope)
{
    struct scope inside = *scope;

    inside.account = account_sandbox_id(scope->account);
    inside.idempotency_key = STR_NONE;
    return inside;
}

enum err api_keys_maker_left(const struct ports *ports, struct scope *scope, struct user_id user)
{
    struct scope inside = in_sandbox(scope);
    enum err err;

    TRY(mark_until_done(ports, scope, scope->account, user));
    err = mark_until_done(ports, &inside, scope->account, user);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

static const struct field revoked_keys_fields[] = {
    FIELD_I64(struct revoked_keys, revoked, 0, 0, 0),
};
const struct record revoked_keys_record =
    RECORD("revoked_keys", struct revoked_keys, revoked_keys_fields);

static enum err revoke_again(const struct ports *ports, struct scope *scope, struct api_key_id id)
{
    struct api_key *key;
    enum err err = ERR_CONFLICT;

    for (int i = 0; i < LEFT_TRIES && err == ERR_CONFLICT; i++) {
        error_clear(&scope->error);
        err = revoke_api_key(ports, scope, id, &key);
    }
    return err;
}

static enum err revoke_left(const struct ports *ports, struct scope *scope, int64_t *revoked)
{
    void **keys = NULL;
    size_t n;

    TRY(find_open(ports, scope, is_left, (struct user_id){ { { 0 } } }, &keys, &n));
    for (size_t i = 0; i < n; i++, ++*revoked)
        TRY(revoke_again(ports, scope, ((const struct api_key *)keys[i])->id));
    return ERR_OK;
}

enum err revoke_left_keys(const struct ports *ports, struct scope *scope, struct revoked_keys *ret)
{
    struct scope inside = in_sandbox(scope);
    enum err err;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    *ret = (struct revoked_keys){ 0 };
    TRY(revoke_left(ports, scope, &ret->revoked));
    err = revoke_left(ports, &inside, &ret->revoked);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}
