/* application/src/commands/new_account.c */
#include "commands/new_account.h"

#include "domain/services/pricing.h"
#include "plans.h"

static void wrong(struct scope *scope, const char *field, const char *slug, struct str value)
{
    error_add_field(&scope->error, (struct field_error){ .field = str_from_c(field),
                                                         .slug = slug,
                                                         .params = { P_STR("value", value) } });
}

bool new_account_zone_is_known(const struct ports *ports, struct scope *scope, struct str zone)
{
    struct error error = { .arena = scope->arena };
    struct local_time local;

    return VIA(ports->zones, local, zone, scope->now, &local, &error) == ERR_OK;
}

/* The country's only zone, or its first: a beginning that settings can change. */
static struct str zone_of_country(const struct ports *ports, struct scope *scope,
                                  struct str country)
{
    struct error error = { .arena = scope->arena };
    struct str_list zones;

    if (VIA(ports->zones, of_country, country, &zones, &error) != ERR_OK || zones.n == 0)
        return STR("UTC");
    return zones.items[0];
}

enum err new_account_fill(const struct ports *ports, struct scope *scope,
                          const struct new_account *wanted, struct account *ret)
{
    const struct plan *plan;

    TRY(plan_of(ports, scope, wanted->plan, &plan));
    struct account account = {
        .id = wanted->id,
        .account = wanted->id,
        .status = ACCOUNT_ACTIVE,
        .name = wanted->name,
        .country = wanted->country,
        .time_zone = wanted->time_zone.n > 0 ? wanted->time_zone
                                             : zone_of_country(ports, scope, wanted->country),
        .language = wanted->language.n > 0 ? wanted->language : STR("es"),
        .currency = wanted->currency != 0 ? wanted->currency : UNIT_USD,
        .plan = wanted->plan,
        .max_active = plan != NULL ? plan->max_active : 1,
        .created_at = scope->now,
    };

    if (!VIA(ports->phones, knows_country, account.country))
        wrong(scope, "country", "account.country_unknown", account.country);
    if (!new_account_zone_is_known(ports, scope, account.time_zone))
        wrong(scope, "time_zone", "account.zone_unknown", account.time_zone);
    account_check_language(&scope->error, account.language);
    if (plan == NULL)
        wrong(scope, "plan", "account.plan_unknown", account.plan);
    else if (plan->retired)
        wrong(scope, "plan", "account.plan_retired", account.plan);
    *ret = account;
    return ERR_OK;
}

void new_account_check_email(struct scope *scope, const char *field, struct str email)
{
    static const struct str others = STR_INIT(",<>"); /* of a list of addresses */
    size_t at = str_find_char(email, '@');
    bool ok = at != SIZE_MAX && at > 0 && at + 1 < email.n;

    for (size_t i = 0; i < email.n; i++)
        ok = ok && email.p[i] > ' ' && email.p[i] < 0x7f && (email.p[i] != '@' || i == at) &&
             str_find_char(others, email.p[i]) == SIZE_MAX;
    if (!ok)
        wrong(scope, field, "field.format", email);
}

/* Below it the owner hears that the wallet is low: so much money, but never less than what as much
 * talk costs as is little in a wallet of minutes. Five of a dollar are a warning, five of a peso
 * are less than a second of a call. */
static int64_t low_mark(const struct ports *ports, const struct plan *plan)
{
    struct error error = { 0 };
    struct amount talk;

    if (plan_unit(plan) == UNIT_TALK_MS)
        return ports->choices.low_talk.ms;
    if (ports->choices.low_money == 0 ||
        price_hold(&plan->tariff, ports->choices.low_talk, &talk, &error) != ERR_OK)
        return ports->choices.low_money;
    return talk.units > ports->choices.low_money ? talk.units : ports->choices.low_money;
}

static enum err open_wallet(const struct ports *ports, struct scope *inside, struct str code)
{
    const struct plan *plan;

    TRY(plan_of(ports, inside, code, &plan));
    if (plan == NULL)
        return FAIL_WITH(&inside->error, ERR_PRECONDITION, "account.plan_unknown",
                         P_STR("value", code));
    return VIA(ports->ledger, open, inside, plan_unit(plan), plan->kind == PLAN_UNLIMITED,
               low_mark(ports, plan));
}

enum err new_account_open(const struct ports *ports, struct scope *inside, struct account *account)
{
    struct event_list events = { 0 };
    enum err saved, opened;

    event_list_add(&events, inside->arena,
                   (struct event){ .type = EVENT_ACCOUNT_CREATED,
                                   .account = account->id,
                                   .aggregate = account->id.v,
                                   .version = 1,
                                   .at = inside->now });
    saved = VIA(ports->records, save, inside, &account_record, account, &events);
    if (saved != ERR_OK && saved != ERR_EXISTS)
        return saved;
    inside->idempotency_key = STR_NONE; /* it stands for the account alone */
    if (saved == ERR_EXISTS && !str_eq_c(STR("record.exists"), inside->error.slug))
        return saved;
    opened = open_wallet(ports, inside, account->plan);
    return opened == ERR_OK || (opened == ERR_EXISTS && saved == ERR_EXISTS) ? saved : opened;
}
