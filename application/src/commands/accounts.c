/* application/src/commands/accounts.c - a new tenant with all that it needs to begin. */
#include "application/commands/accounts.h"

#include <assert.h>

#include "application/commands/api_keys.h"
#include "application/commands/sign_in.h"
#include "audit_event.h"
#include "commands/member_event.h"
#include "commands/new_account.h"
#include "commands/person_access.h"

static const struct field create_account_fields[] = {
    FIELD_STR(struct create_account, name, FIELD_REQUIRED, 1, 120),
    FIELD_STR(struct create_account, country, FIELD_REQUIRED, 2, 2),
    FIELD_STR(struct create_account, time_zone, 0, 0, 64),
    FIELD_STR(struct create_account, language, 0, 0, 2),
    FIELD_STR(struct create_account, plan, FIELD_REQUIRED, 1, 40),
    FIELD_ENUM(struct create_account, currency, 0, unit_names),
    FIELD_STR(struct create_account, owner_email, FIELD_REQUIRED, 3, 254),
    FIELD_STR(struct create_account, owner_password, 0, 0, 512),
};
const struct record create_account_record =
    RECORD("create_account", struct create_account, create_account_fields);

static const struct field created_account_fields[] = {
    FIELD_SUB(struct created_account, account, 0, account_record),
    FIELD_SUB(struct created_account, owner, 0, user_record),
    FIELD_SUB(struct created_account, key, 0, api_key_record),
    FIELD_STR(struct created_account, secret, 0, 0, 100),
};
const struct record created_account_record =
    RECORD("created_account", struct created_account, created_account_fields);

static const struct field change_account_fields[] = {
    FIELD_OPT_STR(struct change_account, name, 0, 1, 120),
    FIELD_OPT_STR(struct change_account, country, 0, 2, 2),
    FIELD_OPT_STR(struct change_account, time_zone, 0, 1, 64),
    FIELD_OPT_STR(struct change_account, language, 0, 2, 2),
    FIELD_OPT_STR(struct change_account, window_start, 0, 0, 5),
    FIELD_OPT_STR(struct change_account, window_end, 0, 0, 5),
    FIELD_OPT_STR(struct change_account, brand_name, 0, 0, 80),
    FIELD_OPT_STR(struct change_account, brand_color, 0, 0, 7),
    FIELD_OPT_I64(struct change_account, retention_days, 0, 0, RETENTION_MOST_DAYS),
};
const struct record change_account_record =
    RECORD("change_account", struct change_account, change_account_fields);

static void wrong(struct scope *scope, struct str field, const char *slug, struct str value)
{
    error_add_field(
        &scope->error,
        (struct field_error){ .field = field, .slug = slug, .params = { P_STR("value", value) } });
}

static void check_place(const struct ports *ports, struct scope *scope, struct opt_str country,
                        struct opt_str time_zone)
{
    if (country.has && !VIA(ports->phones, knows_country, country.v))
        wrong(scope, STR("country"), "account.country_unknown", country.v);
    if (time_zone.has && !new_account_zone_is_known(ports, scope, time_zone.v))
        wrong(scope, STR("time_zone"), "account.zone_unknown", time_zone.v);
}

/* The owner: one user for each e-mail of the installation, whoever made it first. */
static enum err owner_make(const struct ports *ports, struct scope *inside,
                           const struct create_account *cmd, struct created_account *ret)
{
    struct user wanted = { .account = ret->account.id,
                           .email = email_normal(inside->arena, cmd->owner_email),
                           .language = ret->account.language };
    struct event_list events = { 0 };
    bool created;

    if (cmd->owner_password.n > 0)
        TRY(VIA(ports->passwords, hash, inside->arena, cmd->owner_password, &wanted.password_hash,
                &inside->error));
    TRY(person_obtain(ports, inside, &wanted, &ret->owner, &created));
    event_list_add(
        &events, inside->arena,
        member_event(inside, EVENT_MEMBER_ADDED, ret->owner.id, (enum role)0, ROLE_OWNER));
    return person_join(ports, inside, ret->owner.id, ROLE_OWNER, &events);
}

/* Adds what is wrong to the scope's error. */
static enum err account_fill(const struct ports *ports, struct scope *scope,
                             const struct create_account *cmd, struct account *ret)
{
    const struct new_account wanted = { { random_id(ports->random, scope->now) },
                                        cmd->name,
                                        cmd->country,
                                        cmd->time_zone,
                                        cmd->language,
                                        cmd->plan,
                                        cmd->currency };

    if (cmd->owner_password.n > 0)
        password_check(&scope->error, scope->arena, STR("owner_password"), cmd->owner_password,
                       cmd->owner_email, ports->common_passwords);
    new_account_check_email(scope, "owner_email", str_trim(cmd->owner_email));
    return new_account_fill(ports, scope, &wanted, ret);
}

enum err check_create_account(const struct ports *ports, struct scope *scope,
                              const struct create_account *cmd)
{
    struct account account;

    return account_fill(ports, scope, cmd, &account);
}

enum err create_account(const struct ports *ports, struct scope *scope,
                        const struct create_account *cmd, struct created_account *ret)
{
    struct scope inside;
    enum err err;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(account_fill(ports, scope, cmd, &ret->account));
    TRY(error_fields(&scope->error));

    inside = *scope;
    inside.account = ret->account.id;
    err = new_account_open(ports, &inside, &ret->account);
    if (err == ERR_OK)
        err = owner_make(ports, &inside, cmd, ret);
    if (err == ERR_OK) {
        ret->secret = api_key_make(ports, &inside, STR("owner"), !ID_NONE(ret->account.sandbox_of),
                                   &ret->key);
        err = VIA(ports->records, save, &inside, &api_key_record, &ret->key, NULL);
    }
    scope->error = inside.error;
    return err;
}

static void take(struct str *field, struct opt_str said)
{
    if (said.has)
        *field = said.v;
}

void check_change_account(const struct ports *ports, struct scope *scope,
                          const struct change_account *cmd)
{
    struct account account = { .window_start = STR(""), .window_end = STR("") };

    if (cmd->window_start.has && cmd->window_end.has) {
        account.window_start = cmd->window_start.v;
        account.window_end = cmd->window_end.v;
    }
    take(&account.brand_color, cmd->brand_color);
    account.retention_days = cmd->retention_days.has ? cmd->retention_days.v : 0;
    check_place(ports, scope, cmd->country, cmd->time_zone);
    account_check(&account, &scope->error);
    if (cmd->language.has)
        account_check_language(&scope->error, cmd->language.v);
}

enum err change_account(const struct ports *ports, struct scope *scope,
                        const struct change_account *cmd, struct account **ret)
{
    void *found;
    struct account *account;
    const struct account *before;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(VIA(ports->records, find, scope, &account_record, scope->account.v, &found));
    account = found;
    before = record_copy(&account_record, account, scope->arena);
    take(&account->name, cmd->name);
    take(&account->country, cmd->country);
    take(&account->time_zone, cmd->time_zone);
    take(&account->language, cmd->language);
    take(&account->window_start, cmd->window_start);
    take(&account->window_end, cmd->window_end);
    take(&account->brand_name, cmd->brand_name);
    take(&account->brand_color, cmd->brand_color);
    if (cmd->retention_days.has)
        account->retention_days = cmd->retention_days.v;
    check_place(ports, scope, cmd->country, cmd->time_zone);
    account_check_language(&scope->error, account->language);
    account_check(account, &scope->error);
    TRY(error_fields(&scope->error));
    events = audit_events(scope, EVENT_ACCOUNT_CHANGED, ID_TEXT(scope->arena, account->id),
                          &account_record, before, account);
    TRY(VIA(ports->records, save, scope, &account_record, account, &events));
    *ret = account;
    return ERR_OK;
}

enum err remove_process_key(const struct ports *ports, struct scope *scope, struct str name)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    assert(ID_NONE(scope->account));
    do {
        TRY(VIA(ports->records, page, scope, &api_key_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            struct api_key *key = &((struct api_key *)page.items)[i];

            if (str_eq(key->name, name))
                TRY(VIA(ports->records, remove, scope, &api_key_record, key->id.v));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err create_process_key(const struct ports *ports, struct scope *scope, struct str name,
                            struct str *secret)
{
    struct api_key key;
    struct str scopes[] = { permission_name(PERMISSION_PLATFORM) };

    TRY(remove_process_key(ports, scope, name)); /* of an earlier start: the newest alone opens */
    struct str made = api_key_make(ports, scope, name, false, &key);
    key.scopes.items = scopes;
    key.scopes.n = ARRAY_LEN(scopes);
    TRY(VIA(ports->records, save, scope, &api_key_record, &key, NULL));
    *secret = made;
    return ERR_OK;
}
