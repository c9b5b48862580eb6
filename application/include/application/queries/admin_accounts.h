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

enum err read_account(const struct ports *ports, struct scope *scope, struct account_id id,
                      struct admin_account *ret) MUST_USE;
/* Every account of the installation; with `search`, those whose name holds it, in whatever case of
 * ASCII letters. */
enum err list_accounts(const struct ports *ports, struct scope *scope,
                       const struct page_query *query, struct str search,
                       struct page *ret) MUST_USE;
/* The audit log of one account, for who stands above it. */
enum err list_account_log(const struct ports *ports, struct scope *scope, struct account_id id,
                          const struct page_query *query, struct page *ret) MUST_USE;
/* What was done to the installation itself. */
enum err list_installation_log(const struct ports *ports, struct scope *scope,
                               const struct page_query *query, struct page *ret) MUST_USE;

#endif
