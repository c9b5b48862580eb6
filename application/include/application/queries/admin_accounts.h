/* application/queries/admin_accounts.h - accounts as the installation's operator sees them.
 * PERMISSION_PLATFORM, all of them. */
#ifndef APPLICATION_QUERIES_ADMIN_ACCOUNTS_H
#define APPLICATION_QUERIES_ADMIN_ACCOUNTS_H

#include "application/ports.h"
#include "application/queries/call_analytics.h"
#include "application/queries/read_wallet.h"
#include "domain/models/account.h"

struct admin_account {
    struct account account;
    struct wallet_view wallet;
    struct instant since; /* of the figures: 30 days back */
    struct call_figures figures;
};
extern const struct record admin_account_record;

/* What an operator looks for among the accounts. */
enum account_standing {
    ACCOUNTS_CALLING = 1, /* calls are on, or campaigns running */
    ACCOUNTS_LOW,         /* its wallet needs money, and it is not closed */
    ACCOUNTS_IDLE         /* active for 30 days, and nothing runs, nobody was called in them */
};
ENUM_NAMES_DECLARE(account_standing)

/* An account, and beside it how it stands. */
struct listed_account {
    struct account_id id;
    int64_t version;
    enum account_status status;
    struct str name, country, time_zone, language, plan;
    enum unit currency;
    struct account_id sandbox_of;
    int64_t max_active, retention_days;
    struct str window_start, window_end, brand_name, brand_color, subdomain, logo_type;
    struct instant created_at;
    struct opt_amount available, held, debt; /* absent: it has no wallet */
    bool unlimited, low;                     /* low: as ACCOUNTS_LOW says, not as a wallet does */
    int64_t active_calls, running_campaigns;
    struct opt_instant last_call_at; /* to the quarter of an hour */
};
extern const struct record listed_account_record;
struct accounts_query {
    struct page_query page; /* by the fields of account_record */
    struct str search;      /* a part of the name, as name[contains]; empty: any */
    struct {
        bool has;
        enum account_standing v;
    } standing;
};
/* Of the whole installation; sandboxes count nowhere. */
struct accounts_summary {
    int64_t accounts, suspended, closed;
    int64_t calling, low, idle; /* as account_standing says */
    int64_t active_calls, running_campaigns;
};
extern const struct record accounts_summary_record;

enum err read_account(const struct ports *ports, struct scope *scope, struct account_id id,
                      struct admin_account *ret) MUST_USE;
/* A page of listed_account: every account of the installation that is as the query wants it. */
enum err list_accounts(const struct ports *ports, struct scope *scope,
                       const struct accounts_query *query, struct page *ret) MUST_USE;
enum err summarize_accounts(const struct ports *ports, struct scope *scope,
                            struct accounts_summary *ret) MUST_USE;
/* The audit log of one account, for who stands above it. */
enum err list_account_log(const struct ports *ports, struct scope *scope, struct account_id id,
                          const struct page_query *query, struct page *ret) MUST_USE;
/* What was done to the installation itself. */
enum err list_installation_log(const struct ports *ports, struct scope *scope,
                               const struct page_query *query, struct page *ret) MUST_USE;

#endif
