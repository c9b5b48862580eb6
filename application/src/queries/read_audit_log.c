/* application/src/queries/read_audit_log.c - the log as the account's own people read it. */
#include "application/queries/read_records.h"
#include "domain/models/audit_entry.h"
#include "operator_of.h"

/* Whom a page names, each looked up once. */
struct known {
    struct str *actors;
    bool *operators;
    size_t n;
};

static enum err look_up(const struct ports *ports, struct scope *scope, struct known *known,
                        struct str actor, bool *ret)
{
    for (size_t i = 0; i < known->n; i++)
        if (str_eq(known->actors[i], actor)) {
            *ret = known->operators[i];
            return ERR_OK;
        }
    TRY(actor_is_operator(ports, scope, actor, ret));
    known->actors[known->n] = actor;
    known->operators[known->n++] = *ret;
    return ERR_OK;
}

enum err list_audit_log(const struct ports *ports, struct scope *scope,
                        const struct page_query *query, struct page *ret)
{
    struct audit_entry *entries;
    struct known known = { 0 };
    struct page page;
    bool above;

    TRY(list_records(ports, scope, &audit_entry_record, query, &page));
    entries = page.items;
    known.actors = ARENA_ARRAY(scope->arena, struct str, page.n + 1);
    known.operators = ARENA_ARRAY(scope->arena, bool, page.n + 1);
    for (size_t i = 0; i < page.n; i++) {
        above = event_is_of_operator(entries[i].type);
        if (!above)
            TRY(look_up(ports, scope, &known, entries[i].actor, &above));
        if (!above)
            continue;
        entries[i].actor = OPERATOR_ACTOR;
        entries[i].address = STR("");
    }
    *ret = page;
    return ERR_OK;
}
