/* marked_records.c */
#include "application/marked_records.h"

#include "credential_marks.h"

/* A change whose result is not known may have happened. That it could not be said is bounded by the
 * time that answers are kept. */
static void tell(struct marked_records *m, struct arena *arena, const struct record *record,
                 const void *object)
{
    struct str mark;

    if (!record_is_marked(record))
        return;
    mark = mark_of(arena, record, object);
    (void)VIA(m->cache, changed, &mark, 1);
}

static enum err find(void *self, struct scope *scope, const struct record *record, struct id128 id,
                     void **ret)
{
    struct marked_records *m = self;

    return VIA(m->inside, find, scope, record, id, ret);
}

static enum err save(void *self, struct scope *scope, const struct record *record, void *object,
                     struct event_list *events)
{
    struct marked_records *m = self;
    enum err err = VIA(m->inside, save, scope, record, object, events);

    tell(m, scope->arena, record, object);
    return err;
}

static enum err save_many(void *self, struct scope *scope, const struct record *record,
                          void *const *objects, size_t n, struct event_list *events)
{
    struct marked_records *m = self;
    enum err err = VIA(m->inside, save_many, scope, record, objects, n, events);

    for (size_t i = 0; i < n; i++)
        tell(m, scope->arena, record, objects[i]);
    return err;
}

static enum err remove_one(void *self, struct scope *scope, const struct record *record,
                           struct id128 id)
{
    struct marked_records *m = self;
    struct scope asking = *scope;
    void *object = NULL;
    enum err err;

    if (record_is_marked(record) && VIA(m->inside, find, &asking, record, id, &object) != ERR_OK)
        object = NULL; /* the removal says why */
    err = VIA(m->inside, remove, scope, record, id);
    if (object != NULL)
        tell(m, scope->arena, record, object);
    return err;
}

static enum err page(void *self, struct scope *scope, const struct record *record,
                     const struct page_query *query, struct page *ret)
{
    struct marked_records *m = self;

    return VIA(m->inside, page, scope, record, query, ret);
}

static enum err find_created(void *self, struct scope *scope, const struct record *record,
                             struct id128 *ret)
{
    struct marked_records *m = self;

    return VIA(m->inside, find_created, scope, record, ret);
}

static enum err find_global(void *self, struct scope *scope, const struct record *record,
                            const char *field, struct str value, void **ret)
{
    struct marked_records *m = self;

    return VIA(m->inside, find_global, scope, record, field, value, ret);
}

static enum err page_global(void *self, struct scope *scope, const struct record *record,
                            const struct page_query *query, struct page *ret)
{
    struct marked_records *m = self;

    return VIA(m->inside, page_global, scope, record, query, ret);
}

struct record_store marked_records(struct marked_records *records)
{
    static const struct record_store_ops ops = { .find = find,
                                                 .save = save,
                                                 .save_many = save_many,
                                                 .remove = remove_one,
                                                 .page = page,
                                                 .find_created = find_created,
                                                 .find_global = find_global,
                                                 .page_global = page_global };

    return (struct record_store){ &ops, records };
}
