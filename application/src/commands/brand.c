/* application/src/commands/brand.c - an account bears its name, and a claim says whose it is: only
 * where both agree does a door open under it. */
#include "application/commands/brand.h"

#include "audit_event.h"
#include "base/strbuf.h"
#include "commands/person_access.h"
#include "domain/models/subdomain.h"
#include "stable_id.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(subdomain_claim)

static const struct field brand_fields[] = {
    FIELD_STR(struct brand, name, 0, 0, 80),
    FIELD_STR(struct brand, color, 0, 0, 7),
    FIELD_BOOL(struct brand, logo, 0),
};
const struct record brand_record = RECORD("brand", struct brand, brand_fields);

static const struct field own_address_fields[] = {
    FIELD_STR(struct own_address, subdomain, 0, 0, SUBDOMAIN_MOST),
    FIELD_STR(struct own_address, base_domain, 0, 0, 253),
    FIELD_STR(struct own_address, url, 0, 0, 400),
};
const struct record own_address_record =
    RECORD("own_address", struct own_address, own_address_fields);

static const struct field choose_address_fields[] = {
    FIELD_STR(struct choose_address, subdomain, FIELD_REQUIRED, 0, 63),
};
const struct record choose_address_record =
    RECORD("choose_address", struct choose_address, choose_address_fields);

static struct subdomain_claim_id claim_id(const struct ports *ports, struct scope *scope,
                                          struct str name)
{
    struct str text = str_format(scope->arena, "subdomain:%.*s", STR_ARG(name));

    return (struct subdomain_claim_id){ stable_id(ports, scope, text) };
}

/* *ret is NULL: nobody has it. */
static enum err find_claim(const struct ports *ports, struct scope *scope, struct str name,
                           struct subdomain_claim **ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    enum err err;

    *ret = NULL;
    err = subdomain_claim_find(ports->records, &inside, claim_id(ports, scope, name), ret);
    return err == ERR_NOT_FOUND ? ERR_OK : person_done(scope, &inside, err);
}

/* The claim's owner, if the account bears the name; else NULL. */
static enum err find_bearer(const struct ports *ports, struct scope *scope,
                            const struct subdomain_claim *claim, struct str name,
                            struct account **ret)
{
    struct scope inside = person_inside(scope, claim->owner);
    struct account *owner;
    enum err err = account_find(ports->records, &inside, claim->owner, &owner);

    *ret = err == ERR_OK && str_eq(owner->subdomain, name) ? owner : NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : person_done(scope, &inside, err);
}

/* -- whose door it is -- */

static enum err account_at(const struct ports *ports, struct scope *scope, struct str host,
                           struct account **ret)
{
    struct str name = subdomain_of_host(scope->arena, host, ports->choices.base_domain);
    struct subdomain_claim *claim;

    *ret = NULL;
    if (name.p == NULL)
        return ERR_OK;
    TRY(find_claim(ports, scope, name, &claim));
    if (claim == NULL)
        return ERR_OK;
    TRY(find_bearer(ports, scope, claim, name, ret));
    if (*ret != NULL && (*ret)->status == ACCOUNT_CLOSED)
        *ret = NULL;
    return ERR_OK;
}

enum err read_brand(const struct ports *ports, struct scope *scope, struct str host,
                    struct brand *ret)
{
    struct account *account;

    TRY(account_at(ports, scope, host, &account));
    *ret = (struct brand){ .name = STR(""), .color = STR("") };
    if (account != NULL)
        *ret =
            (struct brand){ account->brand_name, account->brand_color, account->logo_object.n > 0 };
    return ERR_OK;
}

enum err find_brand_logo(const struct ports *ports, struct scope *scope, struct str host,
                         struct account **ret)
{
    TRY(account_at(ports, scope, host, ret));
    return *ret != NULL && (*ret)->logo_object.n > 0
               ? ERR_OK
               : FAIL(&scope->error, ERR_NOT_FOUND, "logo.none");
}

/* -- its address -- */

/* "https://calls.example.com" and "andina" -> "https://andina.calls.example.com": under the scheme
 * and the port of the installation's own address. */
static struct str url_of(const struct ports *ports, struct scope *scope, struct str name)
{
    struct str own = ports->choices.public_url;
    size_t at = str_find(own, STR("://"));
    struct str scheme = at == SIZE_MAX ? STR("https") : str_slice(own, 0, at);
    struct str rest = at == SIZE_MAX ? STR("") : str_slice(own, at + 3, own.n);
    size_t slash = str_find_char(rest, '/'), port;

    rest = slash == SIZE_MAX ? rest : str_slice(rest, 0, slash);
    port = str_find_char(rest, ':');
    rest = port == SIZE_MAX ? STR("") : str_slice(rest, port, rest.n);
    return str_format(scope->arena, "%.*s://%.*s.%.*s%.*s", STR_ARG(scheme), STR_ARG(name),
                      STR_ARG(ports->choices.base_domain), STR_ARG(rest));
}

static void view(const struct ports *ports, struct scope *scope, const struct account *account,
                 struct own_address *ret)
{
    *ret = (struct own_address){ account->subdomain, ports->choices.base_domain, STR("") };
    if (account->subdomain.n > 0 && ret->base_domain.n > 0)
        ret->url = url_of(ports, scope, account->subdomain);
}

enum err read_own_address(const struct ports *ports, struct scope *scope, struct own_address *ret)
{
    struct account *account;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(account_find(ports->records, scope, scope->account, &account));
    view(ports, scope, account, ret);
    return ERR_OK;
}

static enum err refuse(struct scope *scope, const char *slug, struct str name)
{
    error_add_field(&scope->error, (struct field_error){ .field = STR("subdomain"),
                                                         .slug = slug,
                                                         .params = { P_STR("value", name) } });
    return error_fields(&scope->error);
}

/* Ours now: of nobody, ours already, or of one who was cut off before bearing it. */
static enum err take(const struct ports *ports, struct scope *scope, struct str name,
                     struct subdomain_claim *claim)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct subdomain_claim fresh = { .id = claim_id(ports, scope, name) };
    enum err err;

    claim = claim == NULL ? &fresh : claim;
    claim->owner = scope->account;
    claim->created_at = scope->now;
    err = subdomain_claim_save(ports->records, &inside, claim, NULL);
    if (err == ERR_EXISTS || err == ERR_CONFLICT) /* somebody was quicker */
        return refuse(scope, "subdomain.taken", name);
    return person_done(scope, &inside, err);
}

static enum err claim_name(const struct ports *ports, struct scope *scope, struct str name)
{
    const char *refusal = subdomain_refusal(name);
    struct subdomain_claim *claim;
    struct account *bearer;

    if (refusal != NULL)
        return refuse(scope, refusal, name);
    TRY(find_claim(ports, scope, name, &claim));
    if (claim != NULL && !ID_EQ(claim->owner, scope->account)) {
        TRY(find_bearer(ports, scope, claim, name, &bearer));
        if (bearer != NULL || instant_minus(scope->now, claim->created_at).ms < SUBDOMAIN_CLAIM_MS)
            return refuse(scope, "subdomain.taken", name);
    }
    return take(ports, scope, name, claim);
}

/* Free at once for whoever wants it; unless somebody was quicker already, whose claim it is then.
 */
static void give_up(const struct ports *ports, struct scope *scope, struct str name)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct scope asking = *scope;
    struct subdomain_claim *claim;

    if (name.n == 0 || find_claim(ports, &asking, name, &claim) != ERR_OK || claim == NULL ||
        !ID_EQ(claim->owner, scope->account))
        return;
    claim->created_at = (struct instant){ 0 };
    DROP(subdomain_claim_save(ports->records, &inside, claim, NULL));
}

enum err choose_own_address(const struct ports *ports, struct scope *scope,
                            const struct choose_address *cmd, struct own_address *ret)
{
    struct str name = subdomain_normal(scope->arena, cmd->subdomain), before;
    const struct account *was;
    struct account *account;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    if (ports->choices.base_domain.n == 0)
        return FAIL(&scope->error, ERR_PRECONDITION, "subdomain.off");
    TRY(account_find(ports->records, scope, scope->account, &account));
    before = account->subdomain;
    if (!str_eq(before, name)) {
        if (name.n > 0)
            TRY(claim_name(ports, scope, name));
        was = record_copy(&account_record, account, scope->arena);
        account->subdomain = name;
        events = audit_events(scope, EVENT_ACCOUNT_CHANGED, ID_TEXT(scope->arena, account->id),
                              &account_record, was, account);
        TRY(account_save(ports->records, scope, account, &events));
        give_up(ports, scope, before);
    }
    view(ports, scope, account, ret);
    return ERR_OK;
}
