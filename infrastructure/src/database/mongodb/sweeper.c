/* database/mongodb/sweeper.c - what lies in a list for long has been left by a process that died.
 */
#include "database/mongodb/sweeper.h"

#include "database/mongodb/answering.h"
#include "database/mongodb/outbox.h"
#include "database/mongodb/outbox_done.h"
#include "database/mongodb/schema.h"

enum { AGE_MS = 5000, MOST = 500 };

/* -- one sweep -- */

static enum err find_left(struct session *s, const char *collection, int64_t after, int64_t until,
                          struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    bson_t range;

    bson_append_document_begin(&filter, "out_at", -1, &range);
    put_i64(&range, "$gt", after);
    put_i64(&range, "$lte", until);
    bson_append_document_end(&filter, &range);
    bson_append_int32(&sort, "out_at", -1, 1);
    return documents_find(s, collection, &filter, &sort, MOST, ret);
}

/* What went wrong, told at the end; what comes after it is not held up. */
struct trouble {
    enum err err;
    struct error error;
    int64_t n;
};

static void note(struct session *s, struct trouble *t, enum err err)
{
    if (err == ERR_OK)
        return;
    if (t->n++ == 0) {
        t->err = err;
        t->error = *s->error;
    }
    error_clear(s->error);
}

/* Pages begin behind the last that was seen, so that what cannot be carried out stays behind. Those
 * of one moment that the page cut off come with the next sweep. */
static enum err sweep_collection(struct session *s, const char *collection, int64_t until,
                                 struct trouble *trouble)
{
    struct documents found = { 0 };
    int64_t after = 0;

    do {
        TRY(find_left(s, collection, after, until, &found));
        for (size_t i = 0; i < found.n; i++) {
            after = document_i64(found.items[i], "out_at");
            note(s, trouble, outbox_carry_out(s, collection, found.items[i]));
        }
    } while (found.n == MOST);
    return ERR_OK;
}

static enum err sweep_all(struct mongodb_store *store, struct scope *scope, struct duration age)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);
    struct trouble trouble = { .err = ERR_OK };
    int64_t until = age.ms == 0 ? INT64_MAX : server_now(&s).unix_ms - age.ms;
    size_t n;
    const char *const *names = schema_outboxes(&s, &n);

    for (size_t i = 0; i < n; i++)
        note(&s, &trouble, sweep_collection(&s, names[i], until, &trouble));
    if (trouble.n == 0)
        return ERR_OK;
    log_error(store->config.log, "store.sweep_failed", LF_I64("documents", trouble.n),
              LF_STR("slug", str_from_c(trouble.error.slug)));
    scope->error = trouble.error;
    return trouble.err;
}

enum err mongodb_store_sweep(struct mongodb_store *store, struct duration age, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, (struct account_id){ 0 },
                                      VIA0(store->config.clock, wall), store->config.log);

    scope.error.arena = error->arena;
    enum err err = sweep_all(store, &scope, age);
    if (err != ERR_OK)
        *error = scope.error;
    return err;
}

/* -- now and then -- */

/* The server is away: told where it was asked; the next round comes. */
void sweep_left(struct mongodb_store *store)
{
    struct error error = { 0 };

    DROP(mongodb_store_sweep(store, (struct duration){ AGE_MS }, &error));
}

void keep_own(struct mongodb_store *store)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, (struct account_id){ 0 },
                                      VIA0(store->config.clock, wall), store->config.log);
    CLEANUP(session_end) struct session s = session_begin(store, &scope);

    DROP(outbox_empty_done(&s));
    error_clear(s.error);
    DROP(answering_renew(&s));
}
