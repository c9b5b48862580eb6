/* apps/src/compose/move_engine.c - a store goes from the embedded engine to the distributed one:
 * taken over row by row, read again on both sides and compared, and only then handed over. */
#include "compose/move_engine.h"

#include <string.h>

#include "base/checked.h"
#include "base/crash.h"
#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "domain/models/account.h"
#include "domain/models/wallet.h"

enum { ROWS_A_PAGE = 500, ROW_MOST = 16 << 20 };

struct moving {
    struct move_source source;
    struct move_target target;
    const struct move_sides *sides;
    struct clock clock;
    struct log log;
    move_report *report;
    void *to;
    struct error *error;
};

/* A piece of the work with memory of its own. */
static struct scope scope_of(const struct moving *m, struct arena *arena, struct account_id account)
{
    struct scope scope = scope_system(arena, account, VIA0(m->clock, wall), m->log);

    scope.error.arena = m->error->arena;
    return scope;
}

static enum err told(const struct moving *m, const struct scope *scope, enum err err)
{
    if (err != ERR_OK)
        *m->error = scope->error;
    return err;
}

/* -- taking over -- */

static enum err take_page(const struct moving *m, struct scope *scope, const struct record *kind,
                          struct str after, struct moved_rows *rows)
{
    TRY(VIA(m->source, read, scope, kind, after, ROWS_A_PAGE, rows));
    TRY(VIA(m->target, add, scope, kind, rows->items, rows->n));
    CRASH("M1");
    return VIA(m->target, note, scope, kind, rows->next);
}

static enum err take_kind(const struct moving *m, const struct record *kind, struct str after)
{
    CLEANUP(arena_release) struct arena place = arena_init();
    struct moved_rows rows;

    do {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope scope = scope_of(m, &arena, (struct account_id){ 0 });

        TRY(told(m, &scope, take_page(m, &scope, kind, after, &rows)));
        after = rows.next.p != NULL ? str_copy(&place, rows.next) : STR_NONE;
    } while (after.p != NULL);
    return ERR_OK;
}

static enum err take_all(const struct moving *m, const struct record *const *kinds, size_t n,
                         const struct move_progress *so_far)
{
    size_t from = 0;

    for (size_t i = 0; i < n; i++)
        if (so_far->kind.p != NULL && str_eq_c(so_far->kind, kinds[i]->name))
            from = i;
    for (size_t i = from; i < n; i++)
        TRY(take_kind(m, kinds[i], i == from ? so_far->after : STR_NONE));
    return ERR_OK;
}

/* -- comparing -- */

static bool add_sums(struct move_sums *sums, const struct wallet *w)
{
    return add_i64(sums->available, w->available, &sums->available) &&
           add_i64(sums->held, w->held, &sums->held) &&
           add_i64(sums->spent, w->spent, &sums->spent);
}

/* One row after the other: the hash of all is that of the hash before and the row. */
static void add_row(struct arena *arena, struct move_side *side, const struct record *kind,
                    const void *row)
{
    struct strbuf text = strbuf_init(arena, ROW_MOST);
    struct json_writer writer = json_writer_init(&text);
    unsigned char hash[SHA256_BYTES];

    strbuf_add(&text, (struct str){ (const char *)side->hash, sizeof side->hash });
    json_put_record(&writer, kind, row, 0);
    sha256(strbuf_str(&text), hash);
    memcpy(side->hash, hash, sizeof side->hash);
    side->rows++;
    if (kind == &wallet_record)
        side->overflow |= !add_sums(&side->sums, row);
}

static enum err differs(struct error *error, const struct record *kind)
{
    return FAIL_WITH(error, ERR_CONFLICT, "move.differs", P_STR("kind", str_from_c(kind->name)));
}

/* Both engines say that the account's chain is whole, and have as many lines. */
static enum err compare_chains(const struct moving *m, struct account_id account)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_of(m, &arena, account);
    struct audit_check here, there;

    TRY(told(m, &scope, VIA(m->sides->audit_before, check, &scope, &here)));
    if (!here.sound)
        return FAIL_WITH(m->error, ERR_PRECONDITION, "move.audit_broken",
                         P_STR("account", ID_TEXT(m->error->arena, account)));
    TRY(told(m, &scope, VIA(m->sides->audit_after, check, &scope, &there)));
    if (!there.sound || there.entries != here.entries)
        return differs(m->error, &audit_entry_record);
    return ERR_OK;
}

static enum err check_ledger(const struct moving *m, struct account_id account)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_of(m, &arena, account);

    return told(m, &scope, VIA(m->sides->ledger_after, check, &scope));
}

static enum err look_at(const struct moving *m, struct arena *arena, const struct record *kind,
                        const struct moved_rows *rows, void *const *found, struct moved_kind *ret)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (found[i] == NULL)
            return differs(m->error, kind);
        add_row(arena, &ret->before, kind, rows->items[i]);
        add_row(arena, &ret->after, kind, found[i]);
        if (kind == &account_record)
            TRY(compare_chains(m, ((const struct account *)rows->items[i])->id));
        if (kind == &wallet_record)
            TRY(check_ledger(m, ((const struct wallet *)rows->items[i])->account));
    }
    return ERR_OK;
}

static enum err compare_page(const struct moving *m, struct scope *scope, const struct record *kind,
                             struct str after, struct moved_kind *ret, struct moved_rows *rows)
{
    void **found = ARENA_ARRAY(scope->arena, void *, ROWS_A_PAGE);

    TRY(told(m, scope, VIA(m->source, read, scope, kind, after, ROWS_A_PAGE, rows)));
    TRY(told(m, scope, VIA(m->target, find, scope, kind, rows->items, rows->n, found)));
    return look_at(m, scope->arena, kind, rows, found, ret);
}

static bool are_same(const struct moved_kind *k)
{
    return k->before.rows == k->after.rows && k->counted == k->before.rows &&
           memcmp(k->before.hash, k->after.hash, sizeof k->before.hash) == 0 &&
           !k->before.overflow && !k->after.overflow &&
           memcmp(&k->before.sums, &k->after.sums, sizeof k->before.sums) == 0;
}

static enum err count_kind(const struct moving *m, const struct record *kind, int64_t *ret)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_of(m, &arena, (struct account_id){ 0 });

    return told(m, &scope, VIA(m->target, count, &scope, kind, ret));
}

static enum err compare_kind(const struct moving *m, const struct record *kind)
{
    CLEANUP(arena_release) struct arena place = arena_init();
    struct moved_kind k = { .name = kind->name, .has_sums = kind == &wallet_record };
    struct str after = STR_NONE;
    struct moved_rows rows;

    do {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope scope = scope_of(m, &arena, (struct account_id){ 0 });

        TRY(compare_page(m, &scope, kind, after, &k, &rows));
        after = rows.next.p != NULL ? str_copy(&place, rows.next) : STR_NONE;
    } while (after.p != NULL);
    TRY(count_kind(m, kind, &k.counted));
    if (!are_same(&k))
        return differs(m->error, kind);
    m->report(m->to, &k);
    return ERR_OK;
}

/* What differs was changed after it was taken, or lost: the next move begins anew. */
static enum err compare_all(const struct moving *m, const struct record *const *kinds, size_t n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_of(m, &arena, (struct account_id){ 0 });
    enum err err = ERR_OK;

    for (size_t i = 0; i < n && err == ERR_OK; i++)
        err = compare_kind(m, kinds[i]);
    if (err == ERR_CONFLICT && VIA(m->target, forget, &scope) != ERR_OK)
        error_clear(&scope.error); /* what differs is told; the next run finds it again */
    return err;
}

/* -- the whole -- */

static enum err move(const struct moving *m, struct scope *scope)
{
    const struct record *const *kinds;
    struct move_progress so_far;
    size_t n;

    TRY(told(m, scope, VIA(m->target, begin, scope, &so_far)));
    if (so_far.stage == MOVE_ENDED)
        return FAIL(m->error, ERR_PRECONDITION, "move.ended");
    TRY(told(m, scope, VIA(m->source, kinds, scope, &kinds, &n)));
    TRY(take_all(m, kinds, n, &so_far));
    TRY(compare_all(m, kinds, n));
    CRASH("M2");
    /* the old one first: there is no moment in which both would start */
    TRY(told(m, scope, VIA(m->source, close, scope)));
    CRASH("M3");
    return told(m, scope, VIA(m->target, end, scope, m->sides->relayed));
}

enum err move_engine(const struct move_sides *sides, struct clock clock, struct log log,
                     move_report *report, void *to, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct moving m = { sides->source, sides->target, sides, clock, log, report, to, error };
    struct scope scope = scope_of(&m, &arena, (struct account_id){ 0 });

    return move(&m, &scope);
}
