/* tests/fakes/memory_ledger.c - money outside of a call. */
#include "codec/crypto.h"
#include "domain/services/ledger_audit.h"
#include "fakes/memory_dialing_inside.h"

static enum err own_wallet(struct memory_dialing *m, struct scope *scope, struct wallet *ret)
{
    const struct wallet *w = memory_wallet_of(m, scope->account);

    if (w == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "wallet.not_found");
    *ret = *w;
    return ERR_OK;
}

static const struct entry *line_of(struct memory_dialing *m, struct account_id account,
                                   struct str key)
{
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct entry *e = memory_row_of(m, i, &entry_record);

        if (e != NULL && ID_EQ(e->account, account) && str_eq(e->key, key))
            return e;
    }
    return NULL;
}

/* What came in by a line: the opposite of what left the outside. */
static bool is_same(const struct entry *line, enum entry_kind kind, struct amount amount)
{
    int64_t units = kind == ENTRY_REFUND ? line->outside : -line->outside;

    return line->kind == kind && line->unit == amount.unit && units == amount.units;
}

typedef enum err money_fn(struct wallet *w, struct amount amount, struct str key,
                          struct entry *entry, struct error *error);

static enum err move(struct memory_dialing *m, struct scope *scope, enum entry_kind kind,
                     money_fn *work, struct amount amount, struct str key, struct str note,
                     struct wallet *ret, bool *again)
{
    struct event_list events = { 0 };
    struct entry entry = { 0 };
    struct wallet before, w;

    TRY(own_wallet(m, scope, &w));
    const struct entry *known = line_of(m, scope->account, key);
    *again = known != NULL;
    if (known != NULL && !is_same(known, kind, amount))
        return FAIL(&scope->error, ERR_EXISTS, "ledger.key_reused");
    if (known == NULL) {
        before = w;
        TRY(work(&w, amount, key, &entry, &scope->error));
        entry.note = note;
        entry.at = scope->now;
        memory_save_wallet(m, scope, &w, &entry);
        if (kind == ENTRY_FUND)
            event_list_add(&events, scope->arena,
                           (struct event){ .type = EVENT_WALLET_FUNDED,
                                           .at = scope->now,
                                           .amount = { true, amount } });
        if (kind == ENTRY_ADJUST)
            event_list_add(&events, scope->arena,
                           (struct event){ .type = EVENT_WALLET_ADJUSTED,
                                           .at = scope->now,
                                           .detail = note,
                                           .amount = { true, amount } });
        wallet_tell(&before, &w, scope->now, &events, scope->arena);
        memory_publish(m->store, scope, &events, scope->account.v, w.version);
    }
    *ret = *memory_wallet_of(m, scope->account);
    return ERR_OK;
}

static enum err memory_fund(void *self, struct scope *scope, struct amount amount, struct str key,
                            struct str note, struct wallet *ret, bool *again)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    return move(m, scope, ENTRY_FUND, wallet_fund, amount, key, note, ret, again);
}

static enum err memory_refund(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    struct memory_dialing *m = self;
    bool again;
    MEMORY_HOLD(m);

    return move(m, scope, ENTRY_REFUND, wallet_refund, amount, key, note, ret, &again);
}

static enum err memory_adjust(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    struct memory_dialing *m = self;
    bool again;
    MEMORY_HOLD(m);

    return move(m, scope, ENTRY_ADJUST, wallet_adjust, amount, key, note, ret, &again);
}

static enum err memory_open(void *self, struct scope *scope, enum unit unit, bool unlimited,
                            int64_t low_at)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    if (memory_wallet_of(m, scope->account) != NULL)
        return FAIL(&scope->error, ERR_EXISTS, "wallet.exists");
    struct wallet w = { .account = scope->account,
                        .version = 1,
                        .unit = unit,
                        .unlimited = unlimited,
                        .low_at = low_at };
    MEMORY_ADD(m->store, &m->wallets, w);
    return ERR_OK;
}

static enum err memory_warn_below(void *self, struct scope *scope, int64_t low_at,
                                  struct event_list *told, struct wallet *ret)
{
    struct memory_dialing *m = self;
    struct event_list events = { 0 };
    struct wallet before;
    MEMORY_HOLD(m);

    TRY(own_wallet(m, scope, ret));
    before = *ret;
    wallet_warn_below(ret, low_at);
    memory_save_wallet(m, scope, ret, NULL);
    for (size_t i = 0; i < told->n; i++)
        event_list_add(&events, scope->arena, told->items[i]);
    wallet_tell(&before, ret, scope->now, &events, scope->arena);
    memory_publish(m->store, scope, &events, scope->account.v, ret->version);
    return ERR_OK;
}

static enum err memory_wallet(void *self, struct scope *scope, struct wallet *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    return own_wallet(m, scope, ret);
}

static enum err memory_entries(void *self, struct scope *scope, const struct page_query *query,
                               struct page *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    return VIA(memory_record_store(m->store), page, scope, &entry_record, query, ret);
}

static enum err broken(struct scope *scope, const char *invariant, int64_t seq)
{
    return FAIL_WITH(&scope->error, ERR_INTERNAL, "ledger.broken",
                     P_STR("invariant", str_from_c(invariant)), P_I64("seq", seq));
}

static enum err memory_check(void *self, struct scope *scope)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct wallet w;

    TRY(own_wallet(m, scope, &w));
    struct ledger_audit audit = ledger_audit_begin(w.unit, scope->arena);
    struct str head = STR_NONE;
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct entry *e = memory_row_of(m, i, &entry_record);

        if (e == NULL || !ID_EQ(e->account, scope->account))
            continue;
        const char *wrong = ledger_audit_line(&audit, e);
        if (wrong == NULL &&
            !str_eq(sha256_chained(scope->arena, head, entry_canonical(scope->arena, e)), e->hash))
            wrong = "I6";
        if (wrong != NULL)
            return broken(scope, wrong, e->seq);
        head = e->hash;
    }
    const char *wrong = ledger_audit_end(&audit, &w);
    return wrong == NULL ? ERR_OK : broken(scope, wrong, w.seq);
}

struct ledger memory_ledger(struct memory_dialing *m)
{
    static const struct ledger_ops ops = {
        .fund = memory_fund,
        .refund = memory_refund,
        .adjust = memory_adjust,
        .open = memory_open,
        .warn_below = memory_warn_below,
        .wallet = memory_wallet,
        .entries = memory_entries,
        .check = memory_check,
    };

    return (struct ledger){ &ops, m };
}
