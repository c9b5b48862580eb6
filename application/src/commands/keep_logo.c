/* application/src/commands/keep_logo.c - each logo has a key of its own, so that nobody is given
 * half of one and half of another. */
#include "application/commands/keep_logo.h"

#include "base/strbuf.h"
#include "bytes_source.h"

RECORD_REPOSITORY(account)

/* The account says which one is its logo: one that nobody names is nobody's, at worst it stays. */
static void forget(const struct ports *ports, struct scope *scope, struct str key)
{
    struct error dropped = { .arena = scope->arena };

    if (key.n > 0)
        DROP(VIA(ports->objects, remove, key, &dropped));
}

static enum err set(const struct ports *ports, struct scope *scope, struct account *account,
                    struct str key, struct str type, int64_t bytes)
{
    struct str before = account->logo_object;
    enum err err;

    account->logo_object = key;
    account->logo_type = type;
    account->logo_bytes = bytes;
    err = account_save(ports->records, scope, account, NULL);
    forget(ports, scope, err == ERR_OK ? before : key);
    return err;
}

enum err keep_logo(const struct ports *ports, struct scope *scope, struct str bytes,
                   struct account **ret)
{
    struct bytes_source from = { bytes };
    struct object_id id;
    struct object_info info;
    struct str key;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(account_find(ports->records, scope, scope->account, ret));
    if (bytes.n > LOGO_MOST)
        return FAIL_WITH(&scope->error, ERR_INVALID, "logo.too_large", P_I64("limit", LOGO_MOST));
    if (logo_type(bytes).p == NULL)
        return FAIL(&scope->error, ERR_INVALID, "logo.unknown_type");
    id.v = random_id(ports->random, scope->now);
    key =
        str_format(scope->arena, "%.*s/brand/%.*s", STR_ARG(ID_TEXT(scope->arena, scope->account)),
                   STR_ARG(ID_TEXT(scope->arena, id)));
    TRY(VIA(ports->objects, put, scope->arena, key, bytes_source_read, &from, LOGO_MOST, &info,
            &scope->error));
    return set(ports, scope, *ret, key, logo_type(bytes), info.bytes);
}

enum err remove_logo(const struct ports *ports, struct scope *scope)
{
    struct account *account;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(account_find(ports->records, scope, scope->account, &account));
    return account->logo_object.n == 0 ? ERR_OK : set(ports, scope, account, STR(""), STR(""), 0);
}

static enum err find(const struct ports *ports, struct scope *scope, enum permission permission,
                     struct account **ret)
{
    struct account *account;

    TRY(scope_require(scope, permission));
    TRY(account_find(ports->records, scope, scope->account, &account));
    if (account->logo_object.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, "logo.none");
    *ret = account;
    return ERR_OK;
}

enum err find_logo(const struct ports *ports, struct scope *scope, struct account **ret)
{
    return find(ports, scope, PERMISSION_READ, ret);
}

enum err find_board_logo(const struct ports *ports, struct scope *scope, struct account **ret)
{
    return find(ports, scope, PERMISSION_WATCH, ret);
}
