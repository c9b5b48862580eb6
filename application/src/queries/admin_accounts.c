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

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool holds(struct str name, struct str part)
{
    for (size_t i = 0; i + part.n <= name.n; i++) {
        size_t n = 0;

        while (n < part.n && lower(name.p[i + n]) == lower(part.p[n]))
            n++;
        if (n == part.n)
            return true;
    }
    return false;
}

/* Page by page, each as large as what is still wanted: so the cursor is the store's own. */
static enum err search_accounts(const struct ports *ports, struct scope *scope,
                                struct page_query query, struct str search, struct page *ret)
{
    struct account *found = ARENA_ARRAY(scope->arena, struct account, (size_t)query.limit);
    size_t n = 0, most = (size_t)query.limit;
    struct page page;

    do {
        query.limit = (int64_t)(most - n);
        TRY(VIA(ports->records, page_global, scope, &account_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct account *account = &((const struct account *)page.items)[i];

            if (holds(account->name, search))
                found[n++] = *account;
        }
        query.after = page.next;
    } while (page.next.p != NULL && n < most);
    *ret = (struct page){ .items = found, .n = n, .next = page.next };
    return ERR_OK;
}

enum err list_accounts(const struct ports *ports, struct scope *scope,
                       const struct page_query *query, struct str search, struct page *ret)
{
    TRY(scope_require(scope, PERMISSION_PLATFORM));
    if (search.n > 0)
        return search_accounts(ports, scope, *query, search, ret);
    return VIA(ports->records, page_global, scope, &account_record, query, ret);
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
