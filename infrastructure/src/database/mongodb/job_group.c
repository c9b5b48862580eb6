/* database/mongodb/job_group.c - reading, deciding and writing a step on several jobs. */
#include "database/mongodb/job_group.h"

#include <string.h>

#include "base/crash.h"
#include "database/mongodb/job_permits.h"
#include "domain/models/account.h"

struct group {
    struct session *s;
    enum step_no no;
    struct group_item **items; /* those whose job is there */
    size_t n;
    struct account_id account;
    struct money money;
    struct outbox movements;
    bool active; /* the account, where that is asked for */
    bool moved, turn;
    enum entry_kind kind; /* of the newest movement */
};

/* -- reading -- */

/* For a step that may end a hold. */
static void bring_made_up(struct job_doc *j)
{
    if (!j->before.attempt.hold_open)
        return;
    j->wallet = wallet_made_up(&j->before);
    j->d.wallet = &j->wallet;
}

static enum err begin_item(struct group *g, struct group_item *item, struct str document)
{
    struct error error = { .arena = g->s->arena };

    item->again = false;
    item->j = (struct job_doc){ .s = g->s, .tries = item->tries };
    if (document.p == NULL) {
        step_answer(item->copy, FAIL(&error, ERR_NOT_FOUND, "job.not_found"), &error);
        return ERR_OK;
    }
    TRY(job_doc_take(&item->j, document));
    bring_made_up(&item->j);
    g->items[g->n++] = item;
    return ERR_OK;
}

static enum err read_jobs(struct group *g, struct group_item **items, size_t n)
{
    struct str *keys = ARENA_ARRAY(g->s->arena, struct str, n);
    struct documents found;

    g->items = ARENA_ARRAY(g->s->arena, struct group_item *, n);
    for (size_t i = 0; i < n; i++)
        keys[i] = record_key(g->s->arena, items[i]->copy->account.v, items[i]->copy->job.v);
    TRY(documents_by_ids(g->s, job_record.name, keys, n, &found));
    TRY(outbox_carry_out_all(g->s, job_record.name, found.items, found.n));
    for (size_t i = 0; i < n; i++)
        TRY(begin_item(g, items[i], documents_with(&found, keys[i])));
    return ERR_OK;
}

/* -- money -- */

static enum err read_active(struct session *s, struct account_id account, bool *ret)
{
    struct str document;

    TRY(document_by_id(s, account_record.name, record_key(s->arena, account.v, account.v),
                       &document));
    *ret = str_eq(document_str(document, "status"), account_status_name(ACCOUNT_ACTIVE));
    return ERR_OK;
}

/* The wallet first, then the journal: a key that was applied is in the list, which is carried out
 * with the reading, or in the journal. */
static enum err bring_money(struct group *g)
{
    struct str *keys = ARENA_ARRAY(g->s->arena, struct str, 2 * g->n);
    struct money *m = &g->money;

    for (size_t i = 0; i < g->n; i++) {
        struct str tag = g->items[i]->j.before.attempt.tag;

        keys[2 * i] = hold_key(g->s->arena, tag);
        keys[2 * i + 1] = close_key(g->s->arena, tag);
        g->items[i]->j.money = m;
    }
    wallet_turn_begin(g->s, g->account);
    g->turn = true;
    TRY(wallet_load(g->s, g->account, &m->wallet, &m->found));
    m->was = m->found ? m->wallet.version : 0;
    return wallet_lines(g->s, g->account, keys, 2 * g->n, &m->lines);
}

static bool has_moved(const struct job_doc *j)
{
    return j->fx.wallet && j->wallet_was > 0;
}

static void note_movement(struct group *g, struct job_doc *j)
{
    struct event_list events = job_events(j, true);

    wallet_note(g->s, &j->wallet, j->fx.has_entry ? &j->fx.entry : NULL, &events, &g->movements);
    g->money.wallet = j->wallet;
    g->moved = true;
    if (j->fx.has_entry)
        g->kind = j->fx.entry.kind;
}

/* All that were decided on the wallet as it was read are decided anew. */
static void begin_again(struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        g->items[i]->j.again = g->items[i]->j.again || g->items[i]->j.wallet_was > 0;
}

static enum err write_money(struct group *g)
{
    struct str written;

    if (!g->moved)
        return ERR_OK;
    TRY(wallet_put(g->s, g->money.was, &g->money.wallet, &g->movements, &written));
    if (written.p == NULL) {
        begin_again(g);
        return ERR_OK;
    }
    if (g->kind == ENTRY_HOLD)
        CRASH("K2");
    if (g->kind == ENTRY_SETTLE)
        CRASH("K14");
    return outbox_carry_out(g->s, wallet_record.name, written);
}

static void end_turn(struct group *g)
{
    if (g->turn)
        wallet_turn_end(g->s, g->account);
    g->turn = false;
}

/* -- deciding -- */

static enum err ask(struct group *g, struct group_item *item, struct error *error, enum err *broken)
{
    static item_work *const own[STEP_COUNT] = { [STEP_HOLD] = job_doc_hold,
                                                [STEP_SETTLE] = job_doc_settle,
                                                [STEP_STILL_ALLOWED] = job_doc_look };
    const struct step_kind *kind = step_kind(g->no);
    struct job_doc *j = &item->j;

    j->d.account_active = g->active;
    if (step_asks_phones(kind, j->d.job))
        *broken = job_doc_unseal(j);
    if (*broken != ERR_OK)
        return *broken;
    return own[g->no] != NULL ? own[g->no](j, item->copy, error, broken)
                              : kind->ask(&j->d, item->copy, &j->fx, error);
}

static enum err decide(struct group *g, struct group_item *item)
{
    struct error error = { .arena = g->s->arena };
    struct job_doc *j = &item->j;
    enum err broken = ERR_OK;

    enum err err = ask(g, item, &error, &broken);
    step_answer(item->copy, err, &error);
    if (broken == ERR_OK && !j->again && has_moved(j))
        note_movement(g, j);
    return broken;
}

static enum err decide_all(struct group *g)
{
    const struct step_kind *kind = step_kind(g->no);

    if (kind->account_active)
        TRY(read_active(g->s, g->account, &g->active));
    if (kind->money)
        TRY(bring_money(g));
    for (size_t i = 0; i < g->n; i++)
        TRY(decide(g, g->items[i]));
    return write_money(g);
}

/* -- writing -- */

/* A hold in the wallet whose job was changed by another meanwhile. */
static void note_held(struct group_item *item)
{
    const struct job_doc *j = &item->j;

    if (j->again && has_moved(j) && j->fx.has_entry && j->fx.entry.kind == ENTRY_HOLD)
        item->held = j->fx.entry.tag;
    item->again = j->again;
}

static enum err write_jobs(struct group *g)
{
    struct job_doc **docs = ARENA_ARRAY(g->s->arena, struct job_doc *, g->n);

    for (size_t i = 0; i < g->n; i++)
        docs[i] = &g->items[i]->j;
    TRY(job_docs_write(g->s, docs, g->n));
    for (size_t i = 0; i < g->n; i++)
        note_held(g->items[i]);
    return ERR_OK;
}

/* The only step that writes by itself: permits are given back when its intents are stored. */
static enum err begin_dialing(struct group *g)
{
    struct begin *begins = ARENA_ARRAY(g->s->arena, struct begin, g->n);

    for (size_t i = 0; i < g->n; i++)
        begins[i] = (struct begin){ .j = &g->items[i]->j,
                                    .step = (struct intent_step *)(void *)g->items[i]->copy };
    TRY(job_docs_begin(g->s, begins, g->n));
    for (size_t i = 0; i < g->n; i++) {
        step_answer(g->items[i]->copy, begins[i].err, &begins[i].error);
        g->items[i]->again = g->items[i]->j.again;
    }
    return ERR_OK;
}

static enum err run(struct group *g, struct group_item **items, size_t n)
{
    TRY(read_jobs(g, items, n));
    if (g->n == 0)
        return ERR_OK;
    if (g->no == STEP_BEGIN_DIALING)
        return begin_dialing(g);
    enum err err = decide_all(g);
    end_turn(g);
    TRY(err);
    return write_jobs(g);
}

enum err group_run(struct session *s, enum step_no no, struct group_item **items, size_t n)
{
    struct group g = {
        .s = s, .no = no, .account = items[0]->copy->account, .movements = outbox_init()
    };
    enum err err = run(&g, items, n);

    outbox_release(&g.movements);
    return err;
}
