/* answers.c - a table of fixed size; the oldest finished answer makes room for the newest request.
 */
#include "http/answers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_HOURS = 48 };

struct entry_kept {
    bool used, running;
    struct asked asked;
    struct instant at; /* since boot */
    int status;
    char *bytes; /* etag, then body */
    size_t etag_n, body_n;
};

struct answers {
    pthread_mutex_t mutex; /* guards everything below; nothing is waited for under it */
    struct entry_kept entries[ANSWERS_KEPT];
};

struct answers *answers_new(void)
{
    struct answers *answers = calloc(1, sizeof *answers);

    if (answers == NULL)
        abort();
    pthread_mutex_init(&answers->mutex, NULL);
    return answers;
}

void answers_free(struct answers *answers)
{
    if (answers == NULL)
        return;
    for (size_t i = 0; i < ANSWERS_KEPT; i++)
        free(answers->entries[i].bytes);
    pthread_mutex_destroy(&answers->mutex);
    free(answers);
}

struct asked asked_of(struct id128 account, struct str key, const struct str *request, size_t n)
{
    struct str account_bytes = { (const char *)account.bytes, sizeof account.bytes };
    struct asked asked;

    hmac_sha256(account_bytes, &key, 1, asked.key);
    hmac_sha256(key, request, n, asked.request);
    return asked;
}

static void clear(struct entry_kept *e)
{
    free(e->bytes);
    *e = (struct entry_kept){ .used = false };
}

static struct entry_kept *find(struct answers *answers, const struct asked *asked)
{
    for (size_t i = 0; i < ANSWERS_KEPT; i++) {
        struct entry_kept *e = &answers->entries[i];

        if (e->used && memcmp(e->asked.key, asked->key, sizeof asked->key) == 0)
            return e;
    }
    return NULL;
}

/* A free place, or that of the oldest finished answer; NULL: all are under way. */
static struct entry_kept *place(struct answers *answers)
{
    struct entry_kept *oldest = NULL;

    for (size_t i = 0; i < ANSWERS_KEPT; i++) {
        struct entry_kept *e = &answers->entries[i];

        if (!e->used)
            return e;
        if (!e->running && (oldest == NULL || instant_before(e->at, oldest->at)))
            oldest = e;
    }
    if (oldest != NULL)
        clear(oldest);
    return oldest;
}

static struct kept_answer copy_of(const struct entry_kept *e, struct arena *arena)
{
    return (struct kept_answer){ .status = e->status,
                                 .etag = str_copy(arena, (struct str){ e->bytes, e->etag_n }),
                                 .body = str_copy(
                                     arena, (struct str){ e->bytes + e->etag_n, e->body_n }) };
}

static void begin(struct answers *answers, const struct asked *asked, struct instant now)
{
    struct entry_kept *e = place(answers);

    if (e != NULL)
        *e = (struct entry_kept){ .used = true, .running = true, .asked = *asked, .at = now };
}

enum answers_found answers_begin(struct answers *answers, const struct asked *asked,
                                 struct instant now, struct arena *arena, struct kept_answer *ret)
{
    enum answers_found found = ANSWERS_NEW;
    struct entry_kept *e;

    pthread_mutex_lock(&answers->mutex);
    e = find(answers, asked);
    if (e != NULL && !e->running && instant_before(instant_add(e->at, HOURS(KEPT_HOURS)), now)) {
        clear(e);
        e = NULL;
    }
    if (e == NULL) {
        begin(answers, asked, now);
    } else if (memcmp(e->asked.request, asked->request, sizeof asked->request) != 0) {
        found = ANSWERS_OTHER;
    } else if (e->running) {
        found = ANSWERS_RUNNING;
    } else {
        found = ANSWERS_KNOWN;
        *ret = copy_of(e, arena);
    }
    pthread_mutex_unlock(&answers->mutex);
    return found;
}

void answers_keep(struct answers *answers, const struct asked *asked,
                  const struct kept_answer *answer)
{
    size_t n = answer->etag.n + answer->body.n;
    char *bytes = n > ANSWER_BODY_MOST ? NULL : malloc(n + 1);
    struct entry_kept *e;

    if (bytes == NULL) {
        answers_forget(answers, asked);
        return;
    }
    if (answer->etag.n > 0)
        memcpy(bytes, answer->etag.p, answer->etag.n);
    if (answer->body.n > 0)
        memcpy(bytes + answer->etag.n, answer->body.p, answer->body.n);
    pthread_mutex_lock(&answers->mutex);
    e = find(answers, asked);
    if (e != NULL) {
        free(e->bytes);
        e->running = false;
        e->status = answer->status;
        e->bytes = bytes;
        e->etag_n = answer->etag.n;
        e->body_n = answer->body.n;
        bytes = NULL;
    }
    pthread_mutex_unlock(&answers->mutex);
    free(bytes); /* there was no place for it */
}

void answers_forget(struct answers *answers, const struct asked *asked)
{
    struct entry_kept *e;

    pthread_mutex_lock(&answers->mutex);
    e = find(answers, asked);
    if (e != NULL)
        clear(e);
    pthread_mutex_unlock(&answers->mutex);
}
