/* application/src/queries/admin_accounts.c */
#include "application/queries/admin_accounts.h"

#include "domain/models/audit_entry.h"

RECORD_REPOSITORY(account)

static const struct field admin_account_fields[] = {
    FIELD_SUB(struct admin_account, account, 0, account_record),
    FIELD_SUB(struct admin_account, wallet, 0, wallet_view_record),
    FIELD_INSTANT(struct admin_account, since, 0),
    FIELD_SUB(struct admin_account, figures, 0, call_figures_record),
};
const struct record admin_account_record =
    RECORD("admin_account", struct admin_account, admin_account_fields);

enum { FIGURES_DAYS = 30 };

static enum err read_inside(const struct ports *ports, struct scope *inside,
                            struct admin_account *ret)
{
    struct rollup_query query = {
        .from = { inside->now.unix_ms - (int64_t)FIGURES_DAYS * MS_PER_DAY },
        .until = { INT64_MAX },
    };
    struct account *account;
    struct rollup_list sums;
    struct wallet wallet;

    TRY(account_find(ports->records, inside, inside->account, &account));
    TRY(VIA(ports->ledger, wallet, inside, &wallet));
    TRY(VIA(ports->analytics, rollups, inside, &query, &sums));
    *ret = (struct admin_account){ .account = *account,
                                   .wallet = wallet_view_of(ports, inside, &wallet),
                                   .since = query.from };
    if (sums.n > 0)
        ret->figures = call_figures_of(&sums.items[0], wallet.unit, account->currency);
    return ERR_OK;
}

enum err read_account(const struct ports *ports, struct scope *scope, struct account_id id,
                      struct admin_account *ret)
{
    struct scope inside = *scope;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    inside.account = id;
    enum err err = read_inside(ports, &inside, ret);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

static enum err log_inside(const struct ports *ports, struct scope *inside,
                           const struct page_query *query, struct page *ret)
{
    struct account *account;

    TRY(account_find(ports->records, inside, inside->account, &account));
    return VIA(ports->records, page, inside, &audit_entry_record, query, ret);
}

enum err list_account_log(const struct ports *ports, struct scope *scope, struct account_id id,
                          const struct page_query *query, struct page *ret)
{
    struct scope inside = *scope;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    inside.account = id;
    enum err err = log_inside(ports, &inside, query, ret);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

enum err list_installation_log(const struct ports *ports, struct scope *scope,
                               const struct page_query *query, struct page *ret)
{
    struct scope own = *scope;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    own.account = (struct account_id){ { { 0 } } };
    enum err err = VIA(ports->records, page, &own, &audit_entry_record, query, ret);
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}
