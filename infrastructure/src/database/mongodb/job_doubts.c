/* database/mongodb/job_doubts.c */
#include "database/mongodb/job_doubts.h"

#include <string.h>

/* -- lists -- */

static void add(struct session *s, struct claim_doubt_list *list, const struct claim_doubt *doubt)
{
    if (list->n == list->capacity) {
        struct claim_doubt *old = list->items;

        list->capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        list->items = ARENA_ARRAY(s->arena, struct claim_doubt, list->capacity);
        if (list->n > 0)
            memcpy(list->items, old, list->n * sizeof *old);
    }
    list->items[list->n++] = *doubt;
}

struct str claim_mark(struct session *s)
{
    char *bytes = arena_alloc(s->arena, CLAIM_MARK_BYTES);

    VIA(s->store->config.random, bytes, bytes, CLAIM_MARK_BYTES);
    return (struct str){ bytes, CLAIM_MARK_BYTES };
}

void doubt_add(struct session *s, struct claim_doubt_list *list, const struct job_doc *j)
{
    struct claim_doubt doubt = { .account = j->account,
                                 .campaign = j->before.campaign,
                                 .job = j->before.id,
                                 .was = j->before.version,
                                 .until = j->d.job->lease_until };

    memcpy(doubt.mark, j->claim.p, sizeof doubt.mark);
    add(s, list, &doubt);
}

void doubts_keep(struct mongodb_store *store, const struct claim_doubt_list *list)
{
    struct claim_doubts *d = &store->claim_doubts;

    pthread_mutex_lock(&d->mutex);
    for (size_t i = 0; i < list->n && d->n < CLAIM_DOUBTS; i++)
        d->items[d->n++] = list->items[i];
    pthread_mutex_unlock(&d->mutex);
}

/* Those of the campaign, which are nobody else's from now on. */
static struct claim_doubt_list take(struct session *s, const struct claim_request *request)
{
    struct claim_doubts *d = &s->store->claim_doubts;
    struct claim_doubt_list mine = { NULL, 0, 0 };
    size_t stay = 0;

    pthread_mutex_lock(&d->mutex);
    for (size_t i = 0; i < d->n; i++)
        if (ID_EQ(d->items[i].account, request->account) &&
            ID_EQ(d->items[i].campaign, request->campaign))
            add(s, &mine, &d->items[i]);
        else
            d->items[stay++] = d->items[i];
    d->n = stay;
    pthread_mutex_unlock(&d->mutex);
    return mine;
}

/* -- what became of one -- */

static bool is_over(struct session *s, const struct claim_doubt *doubt)
{
    return !instant_before(server_now(s), doubt->until);
}

static bool is_claimed(const struct claim_doubt *doubt, struct str document)
{
    struct str mark = { (const char *)doubt->mark, sizeof doubt->mark };

    return str_eq(document_bytes(document, "claim"), mark) &&
           str_eq(document_str(document, "state"), job_state_name(JOB_CLAIMED));
}

static enum err give_out(struct session *s, const struct claim_doubt *doubt, struct str document,
                         struct claim_doubt_list *taken, struct job_list *ret)
{
    struct job_doc j = { .s = s };

    TRY(job_doc_take(&j, document));
    TRY(job_doc_unseal(&j));
    add(s, taken, doubt);
    ret->items[ret->n++] = j.d.job;
    return ERR_OK;
}

static enum err resolve(struct session *s, const struct claim_doubt *doubt, size_t most,
                        struct claim_doubt_list *taken, struct claim_doubt_list *left,
                        struct job_list *ret)
{
    struct str document;

    if (is_over(s, doubt))
        return ERR_OK;
    TRY(document_by_id(s, job_record.name, record_key(s->arena, doubt->account.v, doubt->job.v),
                       &document));
    if (is_claimed(doubt, document) && ret->n < most)
        return give_out(s, doubt, document, taken, ret);
    if (is_claimed(doubt, document) || document_i64(document, "version") == doubt->was)
        add(s, left, doubt);
    return ERR_OK;
}

enum err doubts_resolve(struct session *s, const struct claim_request *request,
                        struct claim_doubt_list *taken, struct job_list *ret)
{
    struct claim_doubt_list mine = take(s, request), left = { NULL, 0, 0 };
    enum err err = ERR_OK;

    for (size_t i = 0; i < mine.n; i++) {
        if (err == ERR_OK)
            err = resolve(s, &mine.items[i], (size_t)request->most, taken, &left, ret);
        if (err != ERR_OK) /* not answered: this one and all behind it stay */
            add(s, &left, &mine.items[i]);
    }
    doubts_keep(s->store, &left);
    return err;
}
