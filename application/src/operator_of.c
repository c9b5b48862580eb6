/* application/src/operator_of.c */
#include "operator_of.h"

#include "domain/models/user.h"

RECORD_REPOSITORY(api_key)

static enum err has_place(const struct ports *ports, struct scope *scope, struct str user,
                          bool *ret)
{
    const struct page_query query = { .filters = { { STR("user"), FILTER_EQ, user } },
                                      .n = 1,
                                      .limit = 1 };
    struct page page;

    TRY(VIA(ports->records, page, scope, &membership_record, &query, &page));
    *ret = page.n > 0;
    return ERR_OK;
}

static enum err is_foreign_key(const struct ports *ports, struct scope *scope, struct api_key_id id,
                               bool *ret)
{
    struct scope asking = scope_page(scope, scope->arena, scope->now);
    struct api_key *key;
    enum err err = api_key_find(ports->records, &asking, id, &key);

    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        scope->error = asking.error;
        return err;
    }
    *ret = err == ERR_NOT_FOUND;
    return ERR_OK;
}

/* Whoever has left an account is no operator by that. */
static enum err is_foreign_admin(const struct ports *ports, struct scope *scope, struct str actor,
                                 bool *ret)
{
    struct scope asking = scope_page(scope, scope->arena, scope->now);
    bool member;
    void *user;
    enum err err;

    TRY(has_place(ports, scope, actor, &member));
    *ret = false;
    if (member)
        return ERR_OK;
    err = VIA(ports->records, find_global, &asking, &user_record, "id", actor, &user);
    if (err == ERR_OK)
        *ret = ((const struct user *)user)->platform_admin;
    else if (err != ERR_NOT_FOUND)
        scope->error = asking.error;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err actor_is_operator(const struct ports *ports, struct scope *scope, struct str actor,
                           bool *ret)
{
    struct api_key_id key;
    struct user_id user;

    if (ID_SCAN(actor, &key))
        return is_foreign_key(ports, scope, key, ret);
    if (ID_SCAN(actor, &user))
        return is_foreign_admin(ports, scope, actor, ret);
    *ret = false;
    return ERR_OK;
}

struct actors_asked actors_asked_init(struct arena *arena, size_t most)
{
    return (struct actors_asked){ .actors = ARENA_ARRAY(arena, struct str, most + 1),
                                  .operators = ARENA_ARRAY(arena, bool, most + 1) };
}

enum err actor_asked(const struct ports *ports, struct scope *scope, struct actors_asked *asked,
                     struct str actor, bool *ret)
{
    for (size_t i = 0; i < asked->n; i++)
        if (str_eq(asked->actors[i], actor)) {
            *ret = asked->operators[i];
            return ERR_OK;
        }
    TRY(actor_is_operator(ports, scope, actor, ret));
    asked->actors[asked->n] = actor;
    asked->operators[asked->n++] = *ret;
    return ERR_OK;
}

bool event_is_of_operator(enum event_type type)
{
    return type == EVENT_ACCOUNT_SUSPENDED || type == EVENT_ACCOUNT_REINSTATED ||
           type == EVENT_ACCOUNT_PLAN_CHANGED || type == EVENT_WALLET_ADJUSTED;
}

bool entry_is_of_operator(enum entry_kind kind)
{
    return kind == ENTRY_ADJUST;
}
