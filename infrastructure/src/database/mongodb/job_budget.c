/* database/mongodb/job_budget.c - the budget of a campaign, in its gate's document. */
#include "database/mongodb/job_budget.h"

enum { BEGUN_MOST = 256 }; /* then those that are over are counted, and leave the list */

/* -- the document -- */

static struct str item_at(const bson_iter_t *at)
{
    const uint8_t *bytes;
    uint32_t n;

    bson_iter_document(at, &n, &bytes);
    return (struct str){ (const char *)bytes, n };
}

static size_t count_items(struct str list)
{
    bson_iter_t at;
    size_t n = 0;

    if (list.p != NULL && bson_iter_init_from_data(&at, (const uint8_t *)list.p, list.n))
        while (bson_iter_next(&at))
            n++;
    return n;
}

static void read_begun(struct session *s, struct str gate, size_t more, struct budget *b)
{
    struct str list = document_inside(gate, "begun");
    bson_iter_t at;

    b->begun = ARENA_ARRAY(s->arena, struct begun_call, count_items(list) + more);
    if (list.p == NULL || !bson_iter_init_from_data(&at, (const uint8_t *)list.p, list.n))
        return;
    while (bson_iter_next(&at)) {
        struct str item = item_at(&at);

        b->begun[b->n++] =
            (struct begun_call){ document_bytes(item, "job"), document_i64(item, "nth") };
    }
}

void budget_put(const struct budget *b, bson_t *fields)
{
    bson_t list, item;

    if (!b->has)
        return;
    put_i64(fields, "spent", b->spent);
    bson_append_array_begin(fields, "begun", -1, &list);
    for (size_t i = 0; i < b->n; i++) {
        char text[16];
        const char *name;

        bson_uint32_to_string((uint32_t)i, &name, text, sizeof text);
        bson_append_document_begin(&list, name, -1, &item);
        put_bytes(&item, "job", b->begun[i].job);
        put_i64(&item, "nth", b->begun[i].nth);
        bson_append_document_end(&list, &item);
    }
    bson_append_array_end(fields, &list);
}

void budget_forget(bson_t *update)
{
    bson_t gone;

    bson_append_document_begin(update, "$unset", -1, &gone);
    put_bool(&gone, "spent", true);
    put_bool(&gone, "begun", true);
    bson_append_document_end(update, &gone);
}

bool budget_is_counted(struct str gate)
{
    bson_iter_t at;

    return document_find(gate, "spent", &at);
}

/* -- what became of them -- */

enum fate { IS_OPEN = 1, IS_SPENT, IS_NONE };

/* A call that is dialing may still turn out not to be sent; one whose job is claimed may be about
 * to begin. A job that came back without it begins it anew, and is noted anew. */
static enum fate fate_of(const struct begun_call *call, struct str job)
{
    int64_t attempts = document_i64(job, "attempts");
    enum job_state state;

    if (job.p == NULL || !job_state_parse(document_str(job, "state"), &state))
        return IS_SPENT; /* taken away since; nobody can say that it was not called */
    if (attempts > call->nth || (attempts == call->nth && state != JOB_DIALING))
        return IS_SPENT;
    if (attempts == call->nth || state == JOB_CLAIMED || state == JOB_HELD)
        return IS_OPEN;
    return IS_NONE;
}

static enum err count_over(struct session *s, struct budget *b)
{
    struct str *keys = ARENA_ARRAY(s->arena, struct str, b->n);
    struct documents jobs;
    size_t open = 0;

    for (size_t i = 0; i < b->n; i++)
        keys[i] = b->begun[i].job;
    TRY(documents_by_ids(s, job_record.name, keys, b->n, &jobs));
    for (size_t i = 0; i < b->n; i++) {
        enum fate fate = fate_of(&b->begun[i], documents_with(&jobs, b->begun[i].job));

        b->spent += fate == IS_SPENT;
        if (fate == IS_OPEN)
            b->begun[open++] = b->begun[i];
    }
    b->n = open;
    return ERR_OK;
}

/* -- asking -- */

static bool has_call(const struct budget *b, const struct begun_call *call)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->begun[i].nth == call->nth && str_eq(b->begun[i].job, call->job))
            return true;
    return false;
}

struct budget budget_read(struct session *s, const struct intent_step *step, struct str gate,
                          size_t more)
{
    struct budget b = { .has = true, .spent = step->calls_before };
    bson_iter_t at;

    if (document_find(gate, "spent", &at))
        b.spent = bson_iter_as_int64(&at);
    read_begun(s, gate, more, &b);
    return b;
}

enum err budget_take(struct job_doc *j, int64_t most, struct budget *b, int64_t *left)
{
    const struct begun_call own = { document_bytes(j->document, "_id"), j->before.attempts + 1 };

    if (b->n > 0 && !b->asked && (b->spent + (int64_t)b->n >= most || b->n >= BEGUN_MOST)) {
        TRY(count_over(j->s, b));
        b->asked = true;
    }
    *left = most - b->spent - (int64_t)b->n;
    if (has_call(b, &own))
        *left = 1;
    else if (*left > 0)
        b->begun[b->n++] = own;
    return ERR_OK;
}
