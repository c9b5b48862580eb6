/* database/mongodb/counts.c */
#include "database/mongodb/counts.h"

void put_batches(struct session *s, bson_t *filter, const struct documents *batches)
{
    struct str *ids = ARENA_ARRAY(s->arena, struct str, batches->n);

    for (size_t i = 0; i < batches->n; i++)
        ids[i] = document_bytes(batches->items[i], "id");
    put_any_of(filter, "batch", ids, batches->n, put_bytes);
}

void put_active(bson_t *filter)
{
    static const struct str stages[] = { STR_INIT("dialing"), STR_INIT("on") };

    put_any_of(filter, "stage", stages, ARRAY_LEN(stages), put_str);
}

static void put_pipeline(bson_t *pipeline, const bson_t *match)
{
    bson_t stage, group, sum;

    bson_append_document_begin(pipeline, "0", -1, &stage);
    put_document(&stage, "$match", match);
    bson_append_document_end(pipeline, &stage);
    bson_append_document_begin(pipeline, "1", -1, &stage);
    bson_append_document_begin(&stage, "$group", -1, &group);
    put_str(&group, "_id", STR("$state"));
    bson_append_document_begin(&group, "n", -1, &sum);
    bson_append_int32(&sum, "$sum", -1, 1);
    bson_append_document_end(&group, &sum);
    bson_append_document_end(&stage, &group);
    bson_append_document_end(pipeline, &stage);
}

enum err count_states(struct session *s, const bson_t *match, struct state_counts *ret)
{
    CLEANUP(bson_destroy) bson_t pipeline = BSON_INITIALIZER;
    struct state_counts counts = { { 0 } };
    struct documents found;
    enum job_state state;

    put_pipeline(&pipeline, match);
    TRY(documents_aggregate(s, job_record.name, &pipeline, &found));
    for (size_t i = 0; i < found.n; i++)
        if (job_state_parse(document_str(found.items[i], "_id"), &state))
            counts.n[state] = document_i64(found.items[i], "n");
    *ret = counts;
    return ERR_OK;
}
