/* tests/fakes/memory_answers.c - a list that is searched from its beginning; safe from any thread.
 */
#include "fakes/memory_answers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct noted {
    struct account_id account;
    struct asked asked;
    struct instant expires, running_until;
    bool running, for_ever;
    struct kept_answer answer;
};

struct memory_answers {
    pthread_mutex_t mutex;
    struct arena arena;
    struct noted *items;
    size_t n, room;
};

struct memory_answers *memory_answers_new(void)
{
    struct memory_answers *m = calloc(1, sizeof *m);

    if (m == NULL)
        abort();
    pthread_mutex_init(&m->mutex, NULL);
    m->arena = arena_init();
    return m;
}

void memory_answers_free(struct memory_answers *m)
{
    if (m == NULL)
        return;
    pthread_mutex_destroy(&m->mutex);
    arena_release(&m->arena);
    free(m->items);
    free(m);
}

static struct noted *find(struct memory_answers *m, const struct scope *scope,
                          const struct asked *asked)
{
    for (size_t i = 0; i < m->n; i++)
        if (ID_EQ(m->items[i].account, scope->account) &&
            memcmp(m->items[i].asked.key, asked->key, ASKED_BYTES) == 0)
            return &m->items[i];
    return NULL;
}

static struct noted *add(struct memory_answers *m)
{
    if (m->n == m->room) {
        m->room = m->room == 0 ? 16 : m->room * 2;
        m->items = realloc(m->items, m->room * sizeof *m->items);
        if (m->items == NULL)
            abort();
    }
    return &m->items[m->n++];
}

static void drop(struct memory_answers *m, struct noted *noted)
{
    *noted = m->items[--m->n];
}

static bool is_past(const struct noted *noted, struct instant now)
{
    return (!noted->for_ever && instant_before(noted->expires, now)) ||
           (noted->running && instant_before(noted->running_until, now));
}

static bool is_same(const struct noted *noted, const struct asked *asked)
{
    return memcmp(noted->asked.request, asked->request, ASKED_BYTES) == 0;
}

static struct kept_answer copy_of(const struct kept_answer *answer, struct arena *arena)
{
    return (struct kept_answer){ answer->status, str_copy(arena, answer->etag),
                                 str_copy(arena, answer->body) };
}

static enum asked_found look(struct memory_answers *m, struct scope *scope,
                             const struct asked *asked, struct kept_answer *ret)
{
    struct noted *noted = find(m, scope, asked);

    if (noted != NULL && is_past(noted, scope->now)) {
        drop(m, noted);
        noted = NULL;
    }
    if (noted == NULL)
        return ASKED_NEW;
    if (!is_same(noted, asked))
        return ASKED_OTHER;
    if (noted->running)
        return ASKED_RUNNING;
    *ret = copy_of(&noted->answer, scope->arena);
    return ASKED_KNOWN;
}

static enum err memory_begin(void *self, struct scope *scope, const struct asked *asked,
                             struct duration life, struct duration lease, enum asked_found *found,
                             struct kept_answer *ret)
{
    struct memory_answers *m = self;

    pthread_mutex_lock(&m->mutex);
    *found = look(m, scope, asked, ret);
    if (*found == ASKED_NEW)
        *add(m) = (struct noted){ .account = scope->account,
                                  .asked = *asked,
                                  .expires = instant_add(scope->now, life),
                                  .running_until = instant_add(scope->now, lease),
                                  .running = true,
                                  .for_ever = life.ms == 0 };
    pthread_mutex_unlock(&m->mutex);
    return ERR_OK;
}

static enum err memory_keep(void *self, struct scope *scope, const struct asked *asked,
                            const struct kept_answer *answer)
{
    struct memory_answers *m = self;

    pthread_mutex_lock(&m->mutex);
    struct noted *noted = find(m, scope, asked);
    if (noted != NULL && noted->running && is_same(noted, asked)) {
        noted->running = false;
        noted->answer = copy_of(answer, &m->arena);
    }
    pthread_mutex_unlock(&m->mutex);
    return ERR_OK;
}

static enum err memory_forget(void *self, struct scope *scope, const struct asked *asked)
{
    struct memory_answers *m = self;

    pthread_mutex_lock(&m->mutex);
    struct noted *noted = find(m, scope, asked);
    if (noted != NULL && noted->running && is_same(noted, asked))
        drop(m, noted);
    pthread_mutex_unlock(&m->mutex);
    return ERR_OK;
}

void memory_answers_die(struct memory_answers *m)
{
    for (size_t i = m->n; i > 0; i--)
        if (m->items[i - 1].running)
            drop(m, &m->items[i - 1]);
}

struct answer_store memory_answer_store(struct memory_answers *answers)
{
    static const struct answer_store_ops ops = {
        .begin = memory_begin,
        .keep = memory_keep,
        .forget = memory_forget,
    };

    return (struct answer_store){ &ops, answers };
}
