/* application/src/plans.c */
#include "plans.h"

enum { PLANS_MOST = 200 };

/* Plans are the installation's: they belong to no account. */
static struct scope of_installation(const struct scope *scope)
{
    return scope_inside(scope, (struct account_id){ { { 0 } } });
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

struct plan_id plan_id_of(const struct ports *ports, struct arena *arena, struct str code)
{
    struct str hash = VIA(ports->secrets, hash, arena, code);
    struct plan_id id = { { { 0 } } };

    for (size_t i = 0; i < sizeof id.v.bytes && 2 * i + 1 < hash.n; i++)
        id.v.bytes[i] = (unsigned char)(digit(hash.p[2 * i]) << 4 | digit(hash.p[2 * i + 1]));
    id.v.bytes[0] &= 0x7f; /* as an id of a time: it prints with 26 characters */
    return id;
}

/* The plan that stands in the store, if any. */
static enum err find_kept(const struct ports *ports, struct scope *scope, struct str code,
                          const struct plan **ret)
{
    struct scope own = of_installation(scope);
    void *found;
    enum err err = VIA(ports->records, find_global, &own, &plan_record, "code", code, &found);

    *ret = NULL;
    if (err == ERR_OK)
        *ret = found;
    else if (err != ERR_NOT_FOUND)
        scope->error = own.error;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err plan_of(const struct ports *ports, struct scope *scope, struct str code,
                 const struct plan **ret)
{
    const struct plan *kept;

    TRY(find_kept(ports, scope, code, &kept));
    *ret = kept != NULL ? kept : plan_find(ports->plans, code);
    return ERR_OK;
}

static enum err read_kept(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct scope own = of_installation(scope);
    struct page_query query = { .limit = PLANS_MOST };
    enum err err = VIA(ports->records, page, &own, &plan_record, &query, ret);

    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}

enum err plans_all(const struct ports *ports, struct scope *scope, struct plan_list *ret)
{
    struct plan_list all = { NULL, ports->plans->n };
    struct page kept;

    TRY(read_kept(ports, scope, &kept));
    all.items = ARENA_ARRAY(scope->arena, struct plan, all.n + kept.n + 1);
    for (size_t i = 0; i < ports->plans->n; i++)
        all.items[i] = ports->plans->items[i];
    for (size_t i = 0; i < kept.n; i++) {
        const struct plan *plan = &((const struct plan *)kept.items)[i];
        size_t at = 0;

        while (at < all.n && !str_eq(all.items[at].code, plan->code))
            at++;
        all.items[at] = *plan;
        all.n += at == all.n;
    }
    *ret = all;
    return ERR_OK;
}
