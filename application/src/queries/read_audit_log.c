/* application/src/queries/read_audit_log.c - the log as the account's own people read it. */
#include "application/queries/read_records.h"
#include "domain/models/audit_entry.h"
#include "operator_of.h"

enum err list_audit_log(const struct ports *ports, struct scope *scope,
                        const struct page_query *query, struct page *ret)
{
    struct audit_entry *entries;
    struct actors_asked asked;
    struct page page;
    bool above;

    TRY(list_records(ports, scope, &audit_entry_record, query, &page));
    entries = page.items;
    asked = actors_asked_init(scope->arena, page.n);
    for (size_t i = 0; i < page.n; i++) {
        above = event_is_of_operator(entries[i].type);
        if (!above)
            TRY(actor_asked(ports, scope, &asked, entries[i].actor, &above));
        if (!above)
            continue;
        entries[i].actor = OPERATOR_ACTOR;
        entries[i].address = STR("");
    }
    *ret = page;
    return ERR_OK;
}
