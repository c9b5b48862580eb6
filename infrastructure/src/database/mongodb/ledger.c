/* database/mongodb/ledger.c - the port ledger: money of an account outside of a call. */
#include <string.h>

#include "codec/crypto.h"
#include "database/mongodb/object.h"
#include "database/mongodb/page.h"
#include "database/mongodb/wallets.h"
#include "domain/repositories/ledger.h"
#include "domain/services/call_orchestrator.h"
#include "domain/services/ledger_audit.h"

enum { PAGE_LINES = 500, SHA256_HEAD = 32 };

static enum err no_wallet(struct error *error)
{
    return FAIL(error, ERR_NOT_FOUND, "wallet.not_found");
}

/* -- moving money -- */

typedef enum err money_fn(struct wallet *w, struct amount amount, struct str key,
                          struct entry *entry, struct error *error);

struct move {
    enum entry_kind kind;
    money_fn *work;
    struct amount amount;
    struct str key, note;
    struct wallet after;
    bool again;
    struct str written; /* the wallet as it is after it */
};

/* The amount of a line, as it was asked for. */
static bool is_same(const struct entry *line, const struct move *move)
{
    int64_t units = move->kind == ENTRY_REFUND ? line->outside : -line->outside;

    return line->kind == move->kind && line->unit == move->amount.unit &&
           units == move->amount.units;
}

static enum err write_move(struct session *s, struct move *move, struct wallet *w, bool *done)
{
    struct event_list events = { 0 };
    struct wallet before = *w;
    struct entry line = { 0 };

    TRY(move->work(w, move->amount, move->key, &line, s->error));
    line.note = move->note;
    line.at = s->scope->now;
    if (move->kind == ENTRY_FUND)
        event_list_add(&events, s->arena,
                       (struct event){ .account = w->account,
                                       .type = EVENT_WALLET_FUNDED,
                                       .at = s->scope->now,
                                       .amount = { true, move->amount } });
    if (move->kind == ENTRY_ADJUST)
        event_list_add(&events, s->arena,
                       (struct event){ .account = w->account,
                                       .type = EVENT_WALLET_ADJUSTED,
                                       .at = s->scope->now,
                                       .detail = move->note,
                                       .amount = { true, move->amount } });
    wallet_tell(&before, w, s->scope->now, &events, s->arena);
    TRY(wallet_write(s, before.version, w, &line, &events, &move->written));
    *done = move->written.p != NULL;
    return ERR_OK;
}

static enum err try_to_move(struct session *s, struct move *move, bool *done)
{
    struct account_id account = s->scope->account;
    struct entry *known;
    bool found;

    TRY(wallet_load(s, account, &move->after, &found));
    if (!found)
        return no_wallet(s->error);
    TRY(wallet_line(s, account, move->key, &known));
    if (known != NULL && !is_same(known, move))
        return FAIL(s->error, ERR_EXISTS, "ledger.key_reused");
    move->again = known != NULL;
    *done = move->again;
    return move->again ? ERR_OK : write_move(s, move, &move->after, done);
}

static enum err run_move(struct mongodb_store *store, struct scope *scope, struct move *move,
                         struct wallet *ret, bool *again)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);
    struct account_id account = scope->account;
    bool done = false;

    for (int tries = 0; tries < WALLET_TRIES && !done; tries++) {
        wait_for_turn(&s, tries);
        wallet_turn_begin(&s, account);
        enum err err = try_to_move(&s, move, &done);
        wallet_turn_end(&s, account);
        TRY(err);
    }
    if (!done)
        return FAIL(s.error, ERR_UNAVAILABLE, "store.busy");
    /* the money has moved; what cannot be carried out now is carried out by the next who loads it
     */
    if (!move->again && outbox_carry_out(&s, wallet_record.name, move->written) != ERR_OK)
        error_clear(s.error);
    *ret = move->after;
    *again = move->again;
    return ERR_OK;
}

static enum err ledger_fund(void *self, struct scope *scope, struct amount amount, struct str key,
                            struct str note, struct wallet *ret, bool *again)
{
    struct move move = {
        .kind = ENTRY_FUND, .work = wallet_fund, .amount = amount, .key = key, .note = note
    };

    return run_move(self, scope, &move, ret, again);
}

static enum err ledger_refund(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    struct move move = {
        .kind = ENTRY_REFUND, .work = wallet_refund, .amount = amount, .key = key, .note = note
    };
    bool again;

    return run_move(self, scope, &move, ret, &again);
}

static enum err ledger_adjust(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    struct move move = {
        .kind = ENTRY_ADJUST, .work = wallet_adjust, .amount = amount, .key = key, .note = note
    };
    bool again;

    return run_move(self, scope, &move, ret, &again);
}

/* -- opening -- */

static enum err ledger_open(void *self, struct scope *scope, enum unit unit, bool unlimited,
                            int64_t low_at)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    const struct record_plan *plan = store_plan(s.store, &wallet_record);
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    CLEANUP(outbox_release) struct outbox none = outbox_init();
    struct wallet fresh = { .account = scope->account,
                            .version = 1,
                            .unit = unit,
                            .unlimited = unlimited,
                            .low_at = low_at };
    bool added;

    put_bytes(&doc, "_id", object_key(&s, plan, &fresh));
    object_put(&s, &doc, plan, &fresh);
    outbox_put(&s, &doc, &none);
    TRY(document_add(&s, wallet_record.name, &doc, &added));
    return added ? ERR_OK : FAIL(s.error, ERR_EXISTS, "wallet.exists");
}

/* -- when to warn -- */

static enum err try_to_warn(struct session *s, int64_t low_at, const struct event_list *told,
                            struct wallet *w, struct str *written)
{
    struct event_list events = { 0 };
    struct wallet before;
    bool found;

    TRY(wallet_load(s, s->scope->account, w, &found));
    if (!found)
        return no_wallet(s->error);
    before = *w;
    wallet_warn_below(w, low_at);
    for (size_t i = 0; i < told->n; i++)
        event_list_add(&events, s->arena, told->items[i]);
    wallet_tell(&before, w, s->scope->now, &events, s->arena);
    return wallet_write(s, before.version, w, NULL, &events, written);
}

static enum err ledger_warn_below(void *self, struct scope *scope, int64_t low_at,
                                  struct event_list *events, struct wallet *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct str written = STR_NONE;

    for (int tries = 0; tries < WALLET_TRIES && written.p == NULL; tries++) {
        wait_for_turn(&s, tries);
        wallet_turn_begin(&s, scope->account);
        enum err err = try_to_warn(&s, low_at, events, ret, &written);
        wallet_turn_end(&s, scope->account);
        TRY(err);
    }
    if (written.p == NULL)
        return FAIL(s.error, ERR_UNAVAILABLE, "store.busy");
    /* it is set; what cannot be told now is told by the next who loads the wallet */
    if (outbox_carry_out(&s, wallet_record.name, written) != ERR_OK)
        error_clear(s.error);
    return ERR_OK;
}

/* -- reads -- */

static enum err read_wallet(struct session *s, struct wallet *ret)
{
    bool found;

    TRY(wallet_load(s, s->scope->account, ret, &found));
    return found ? ERR_OK : no_wallet(s->error);
}

static enum err ledger_wallet(void *self, struct scope *scope, struct wallet *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    return read_wallet(&s, ret);
}

static enum err ledger_entries(void *self, struct scope *scope, const struct page_query *query,
                               struct page *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct wallet carried_out;
    bool found;

    TRY(wallet_load(&s, scope->account, &carried_out, &found));
    return documents_page(&s, store_plan(s.store, &entry_record), PAGE_OF_ACCOUNT, query, ret);
}

/* -- the check: every line, from the first to the wallet's -- */

struct check {
    struct session *s;
    struct ledger_audit audit;
    int64_t seq; /* of the last line read */
    unsigned char head[SHA256_HEAD];
    size_t head_n;
};

static enum err broken(struct session *s, const char *invariant, int64_t seq)
{
    return FAIL_WITH(s->error, ERR_INTERNAL, "ledger.broken",
                     P_STR("invariant", str_from_c(invariant)), P_I64("seq", seq));
}

static enum err check_line(struct check *c, const struct entry *line)
{
    struct str head = { (const char *)c->head, c->head_n };
    const char *wrong = ledger_audit_line(&c->audit, line);

    if (wrong != NULL)
        return broken(c->s, wrong, line->seq);
    if (!str_eq(sha256_chained(c->s->arena, head, entry_canonical(c->s->arena, line)), line->hash))
        return broken(c->s, "I6", line->seq);
    memcpy(c->head, line->hash.p, sizeof c->head);
    c->head_n = sizeof c->head;
    c->seq = line->seq;
    return ERR_OK;
}

/* The session of a page has an arena of its own: a ledger has millions of lines. */
static enum err check_page(struct check *c, int64_t until, size_t *n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct session page = session_part(c->s, &arena), *whole = c->s;
    struct documents found;
    bson_t range;

    put_key(&filter, "account", c->s->scope->account.v);
    bson_append_document_begin(&filter, "id", -1, &range);
    put_key(&range, "$gt", c->seq == 0 ? (struct id128){ { 0 } } : entry_id_of(c->seq).v);
    put_key(&range, "$lte", entry_id_of(until).v);
    bson_append_document_end(&filter, &range);
    bson_append_int32(&sort, "id", -1, 1);
    TRY(documents_find(&page, entry_record.name, &filter, &sort, PAGE_LINES, &found));
    *n = found.n;
    c->s = &page;
    enum err err = ERR_OK;
    for (size_t i = 0; i < found.n && err == ERR_OK; i++)
        err = check_line(c,
                         object_read(&page, store_plan(page.store, &entry_record), found.items[i]));
    c->s = whole;
    return err;
}

static enum err ledger_check(void *self, struct scope *scope)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct check c = { .s = &s };
    struct wallet w;
    size_t n = PAGE_LINES;

    TRY(read_wallet(&s, &w));
    c.audit = ledger_audit_begin(w.unit, scope->arena);
    while (w.seq > 0 && n == PAGE_LINES)
        TRY(check_page(&c, w.seq, &n));
    const char *wrong = ledger_audit_end(&c.audit, &w);
    if (wrong != NULL)
        return broken(&s, wrong, w.seq);
    if (!str_eq(w.head, (struct str){ (const char *)c.head, c.head_n }))
        return broken(&s, "I6", w.seq);
    return ERR_OK;
}

struct ledger mongodb_ledger(struct mongodb_store *store)
{
    static const struct ledger_ops ops = {
        .fund = ledger_fund,
        .refund = ledger_refund,
        .adjust = ledger_adjust,
        .open = ledger_open,
        .warn_below = ledger_warn_below,
        .wallet = ledger_wallet,
        .entries = ledger_entries,
        .check = ledger_check,
    };

    return (struct ledger){ &ops, store };
}
