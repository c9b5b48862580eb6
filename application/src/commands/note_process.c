/* application/src/commands/note_process.c */
#include "application/commands/note_process.h"

static struct scope of_installation(const struct scope *scope)
{
    return scope_inside(scope, (struct account_id){ { { 0 } } });
}

static enum err save(const struct ports *ports, struct scope *scope, struct process *process)
{
    struct scope own = of_installation(scope);

    return scope_pass_on(scope, &own,
                         VIA(ports->records, save, &own, &process_record, process, NULL));
}

enum err note_process(const struct ports *ports, struct scope *scope, struct process *process)
{
    TRY(scope_require(scope, PERMISSION_PLATFORM));
    if (ID_NONE(process->id)) {
        process->id.v = random_id(ports->random, scope->now);
        process->created_at = scope->now;
    }
    process->seen_at = scope->now;
    return save(ports, scope, process);
}

enum err note_process_stopped(const struct ports *ports, struct scope *scope,
                              struct process *process)
{
    TRY(scope_require(scope, PERMISSION_PLATFORM));
    if (ID_NONE(process->id))
        return ERR_OK;
    process->seen_at = scope->now;
    process->stopped_at = SOME_INSTANT(scope->now);
    return save(ports, scope, process);
}

enum err forget_processes(const struct ports *ports, struct scope *scope)
{
    struct scope own = of_installation(scope);
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    do {
        TRY(VIA(ports->records, page, &own, &process_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct process *p = &((const struct process *)page.items)[i];

            if (instant_minus(scope->now, p->seen_at).ms > MS_PER_DAY)
                TRY(VIA(ports->records, remove, &own, &process_record, p->id.v));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}
