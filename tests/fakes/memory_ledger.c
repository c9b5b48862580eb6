/* tests/fakes/memory_ledger.c - money outside of a call. */
#include <string.h>

#include "codec/crypto.h"
#include "domain/services/ledger_audit.h"
#include "fakes/memory_dialing_inside.h"

static enum err own_wallet(struct memory_dialing *m, struct scope *scope, struct wallet *ret)
{
    const struct wallet *w = memory_find_wallet(m, scope->account);

    if (w == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "wallet.not_found");
    *ret = *w;
    return ERR_OK;
}

static const struct entry *line_of(struct memory_dialing *m, struct account_id account,
                                   struct str key)
{
    for (size_t i = 0; i < m->entries.n; i++)
        if (ID_EQ(m->entries.items[i]->account, account) && str_eq(m->entries.items[i]->key, key))
            return m->entries.items[i];
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
        wallet_tell(&before, &w, scope->now, &events, scope->arena);
        memory_tell(m, scope, &events, scope->account.v, w.version);
    }
    *ret = *memory_find_wallet(m, scope->account);
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

    if (memory_find_wallet(m, scope->account) != NULL)
        return FAIL(&scope->error, ERR_EXISTS, "wallet.exists");
    struct wallet *w = ARENA_NEW(&m->arena, struct wallet);
    *w = (struct wallet){ .account = scope->account,
                          .version = 1,
                          .unit = unit,
                          .unlimited = unlimited,
                          .low_at = low_at };
    *MEMORY_ADD(m, wallets) = w;
    return ERR_OK;
}

static enum err memory_wallet(void *self, struct scope *scope, struct wallet *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    return own_wallet(m, scope, ret);
}

/* The filters of this port, all of them by equality. */
static enum err passes(const struct page_query *q, const struct entry *e, struct scope *scope,
                       bool *ret)
{
    *ret = true;
    for (size_t i = 0; i < q->n; i++) {
        const struct filter *f = &q->filters[i];
        struct campaign_id campaign;

        if (f->op == FILTER_EQ && str_eq_c(f->field, "kind"))
            *ret = *ret && str_eq(entry_kind_name(e->kind), f->value);
        else if (f->op == FILTER_EQ && str_eq_c(f->field, "tag"))
            *ret = *ret && str_eq(e->tag, f->value);
        else if (f->op == FILTER_EQ && str_eq_c(f->field, "campaign"))
            *ret = *ret && ID_SCAN(f->value, &campaign) && ID_EQ(e->campaign, campaign);
        else
            return FAIL_WITH(&scope->error, ERR_INVALID, "filter.unknown",
                             P_STR("field", f->field));
    }
    return ERR_OK;
}

static enum err memory_entries(void *self, struct scope *scope, const struct page_query *q,
                               struct page *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct entry *items = ARENA_ARRAY(scope->arena, struct entry, m->entries.n);
    struct entry_id after = { { { 0 } } };
    bool from_start = q->after.p == NULL, more = false, wanted;
    size_t n = 0;

    if (!from_start && !ID_SCAN(q->after, &after))
        return FAIL(&scope->error, ERR_INVALID, "page.bad_cursor");
    for (size_t k = 0; k < m->entries.n && !more; k++) {
        const struct entry *e = m->entries.items[q->descending ? m->entries.n - 1 - k : k];
        int order = id128_cmp(e->id.v, after.v);

        if (!ID_EQ(e->account, scope->account) ||
            (!from_start && (q->descending ? order >= 0 : order <= 0)))
            continue;
        TRY(passes(q, e, scope, &wanted));
        if (wanted && (int64_t)n == q->limit)
            more = true;
        else if (wanted)
            items[n++] = *(struct entry *)record_copy(&entry_record, e, scope->arena);
    }
    *ret = (struct page){ items, n, more ? ID_TEXT(scope->arena, items[n - 1].id) : STR_NONE };
    return ERR_OK;
}

static enum err memory_check(void *self, struct scope *scope)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct wallet w;

    TRY(own_wallet(m, scope, &w));
    struct ledger_audit audit = ledger_audit_begin(w.unit, scope->arena);
    const char *broken = NULL;
    for (size_t i = 0; i < m->entries.n && broken == NULL; i++)
        if (ID_EQ(m->entries.items[i]->account, scope->account))
            broken = ledger_audit_line(&audit, m->entries.items[i]);
    if (broken == NULL)
        broken = ledger_audit_end(&audit, &w);
    if (broken != NULL)
        return FAIL_WITH(&scope->error, ERR_INTERNAL, "ledger.broken",
                         P_STR("invariant", str_from_c(broken)), P_I64("seq", audit.folded.seq));
    return ERR_OK;
}

struct ledger memory_ledger(struct memory_dialing *m)
{
    static const struct ledger_ops ops = {
        .fund = memory_fund,
        .refund = memory_refund,
        .adjust = memory_adjust,
        .open = memory_open,
        .wallet = memory_wallet,
        .entries = memory_entries,
        .check = memory_check,
    };

    return (struct ledger){ &ops, m };
}
