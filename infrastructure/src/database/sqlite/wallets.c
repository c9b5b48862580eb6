/* database/sqlite/wallets.c - the wallet's row and the chain of its lines. */
#include "database/sqlite/wallets.h"

#include <assert.h>
#include <string.h>

#include "base/crash.h"
#include "codec/crypto.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"

static const struct statement find_wallet =
    STATEMENT("SELECT {wallets} FROM wallets WHERE account = ?1");

enum err wallets_find(struct wallets *wallets, struct tx *tx, struct account_id account,
                      struct wallet **ret)
{
    void *found;
    bool row;

    for (struct kept_wallet *k = wallets->first; k != NULL; k = k->next)
        if (ID_EQ(k->wallet.account, account)) {
            *ret = &k->wallet;
            return ERR_OK;
        }
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_wallet);
    bind_id(find, 1, &account.v);
    TRY(statement_step(find, &row, tx->error));
    *ret = NULL;
    if (!row)
        return ERR_OK;
    TRY(row_read(find, 0, tx->store, &wallet_record, tx->arena, &found, NULL, tx->error));
    struct kept_wallet *kept = ARENA_NEW(tx->arena, struct kept_wallet);
    kept->wallet = *(struct wallet *)found;
    kept->was = kept->wallet.version;
    kept->next = wallets->first;
    wallets->first = kept;
    *ret = &kept->wallet;
    return ERR_OK;
}

enum err wallets_append(struct tx *tx, const struct scope *scope, struct wallet *wallet,
                        struct entry *entry)
{
    assert(entry->seq == wallet->seq);
    entry->id = entry_id_of(entry->seq);
    entry->actor = scope_actor(scope);
    entry->hash = sha256_chained(tx->arena, wallet->head, entry_canonical(tx->arena, entry));
    wallet->head = entry->hash;
    return row_insert(tx, &entry_record, entry);
}

enum err wallets_flush(struct wallets *wallets, struct tx *tx)
{
    for (struct kept_wallet *k = wallets->first; k != NULL; k = k->next) {
        assert(wallet_is_sound(&k->wallet));
        if (k->wallet.version == k->was)
            continue;
        TRY(row_update(tx, &wallet_record, &k->wallet, k->was, ROW_PLAIN));
        k->was = k->wallet.version;
    }
    return ERR_OK;
}

/* -- the part -- */

static const char *const wallet_constants[] = { "unit", "unlimited", NULL };
static const struct table_spec tables[] = {
    { .record = &wallet_record, .key = "account", .constant = wallet_constants },
    { .record = &entry_record, .options = TABLE_OF_ACCOUNTS | TABLE_OWN_INDEXES },
};
/* The key of a line is what makes each movement happen once. Lines without a tag (money from
 * outside) are few: they have an index of their own kind. */
static const char *const schema[] = {
    "CREATE UNIQUE INDEX IF NOT EXISTS entries_by_key ON entries (account, \"key\")",
    ("CREATE INDEX IF NOT EXISTS entries_by_campaign ON entries (account, campaign)"
     " WHERE campaign IS NOT NULL"),
    "CREATE INDEX IF NOT EXISTS entries_by_kind ON entries (account, kind)",
    "CREATE INDEX IF NOT EXISTS entries_by_tag ON entries (account, tag) WHERE tag IS NOT NULL",
};
static const struct statement *const statements[] = { &find_wallet };

const struct store_part wallets_part = {
    .name = "wallets",
    .tables = tables,
    .n_tables = ARRAY_LEN(tables),
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
