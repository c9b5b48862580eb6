/* tests/fakes/memory_dialing.c - the tables and what fills them. */
#include "fakes/memory_dialing.h"

#include <stdlib.h>
#include <string.h>

#include "codec/crypto.h"
#include "fakes/memory_dialing_inside.h"

struct memory_dialing *memory_dialing_new(struct clock clock, struct random random,
                                          struct phone_hasher hasher)
{
    struct memory_dialing *m = calloc(1, sizeof *m);

    if (m == NULL)
        abort();
    pthread_mutex_init(&m->mutex, NULL);
    m->arena = arena_init();
    m->clock = clock;
    m->random = random;
    m->hasher = hasher;
    return m;
}

void memory_dialing_free(struct memory_dialing *m)
{
    if (m == NULL)
        return;
    arena_release(&m->arena);
    pthread_mutex_destroy(&m->mutex);
    free(m);
}

void memory_lock(struct memory_dialing *m)
{
    pthread_mutex_lock(&m->mutex);
}

void memory_unlock(struct memory_dialing **m)
{
    pthread_mutex_unlock(&(*m)->mutex);
}

void *memory_grow(void **items, size_t *n, size_t *capacity, size_t size, struct arena *arena)
{
    if (*n == *capacity) {
        size_t more = *capacity == 0 ? 16 : *capacity * 2;
        char *bigger = arena_array(arena, more, size);

        if (*n > 0)
            memcpy(bigger, *items, *n * size);
        *items = bigger;
        *capacity = more;
    }
    return (char *)*items + (*n)++ * size;
}

/* -- finding ------------------------------------------------------------------------------------
 */

struct memory_job *memory_find_job(struct memory_dialing *m, struct account_id account,
                                   struct job_id id)
{
    for (size_t i = 0; i < m->jobs.n; i++)
        if (ID_EQ(m->jobs.items[i].job->id, id) && ID_EQ(m->jobs.items[i].job->account, account))
            return &m->jobs.items[i];
    return NULL;
}

struct account *memory_find_account(struct memory_dialing *m, struct account_id id)
{
    for (size_t i = 0; i < m->accounts.n; i++)
        if (ID_EQ(m->accounts.items[i]->id, id))
            return m->accounts.items[i];
    return NULL;
}

struct wallet *memory_find_wallet(struct memory_dialing *m, struct account_id account)
{
    for (size_t i = 0; i < m->wallets.n; i++)
        if (ID_EQ(m->wallets.items[i]->account, account))
            return m->wallets.items[i];
    return NULL;
}

struct person *memory_find_person(struct memory_dialing *m, struct account_id account,
                                  struct phone_hash_id hash)
{
    for (size_t i = 0; i < m->persons.n; i++)
        if (ID_EQ(m->persons.items[i]->id, hash) && ID_EQ(m->persons.items[i]->account, account))
            return m->persons.items[i];
    return NULL;
}

bool memory_is_suppressed(struct memory_dialing *m, const struct job *job, struct instant now)
{
    size_t i = (size_t)job->attempt.phone;

    if (i >= job->phones.n)
        return false;
    struct phone phone = job->phones.items[i].phone;
    struct phone_hash_id own = VIA(m->hasher, account_hash, job->account, phone);
    struct phone_hash_id global = VIA(m->hasher, global_hash, phone);
    const struct person *person = memory_find_person(m, job->account, own);
    if (person != NULL && person_is_suppressed(person, now))
        return true;
    for (size_t k = 0; k < m->globals.n; k++)
        if (ID_EQ(m->globals.items[k].hash, global))
            return true;
    return false;
}

/* -- writing ------------------------------------------------------------------------------------
 */

void memory_tell(struct memory_dialing *m, const struct scope *scope,
                 const struct event_list *events, struct id128 aggregate, int64_t version)
{
    for (size_t i = 0; i < events->n; i++) {
        struct event *event = record_copy(&event_record, &events->items[i], &m->arena);

        if (ID_NONE(event->account))
            event->account = scope->account;
        event->aggregate = aggregate;
        event->version = version;
        event->ordinal = (int64_t)i + 1;
        event->seq = (int64_t)m->events.n + 1;
        event_list_add(&m->events, &m->arena, *event);
    }
}

static struct str chained(struct memory_dialing *m, struct str head, const struct entry *entry)
{
    struct str canonical = entry_canonical(&m->arena, entry);
    char *both = arena_alloc(&m->arena, head.n + canonical.n);
    unsigned char hash[SHA256_BYTES];

    if (head.n > 0)
        memcpy(both, head.p, head.n);
    memcpy(both + head.n, canonical.p, canonical.n);
    sha256((struct str){ both, head.n + canonical.n }, hash);
    return str_copy(&m->arena, (struct str){ (const char *)hash, sizeof hash });
}

void memory_save_wallet(struct memory_dialing *m, const struct scope *scope,
                        const struct wallet *wallet, const struct entry *entry)
{
    struct wallet *kept = memory_find_wallet(m, wallet->account);
    struct str head = kept->head;

    *kept = *(struct wallet *)record_copy(&wallet_record, wallet, &m->arena);
    kept->head = head;
    if (entry == NULL)
        return;
    struct entry *line = record_copy(&entry_record, entry, &m->arena);
    line->id = entry_id_of(line->seq);
    line->actor = str_copy(&m->arena, scope_actor(scope));
    line->hash = chained(m, head, line);
    kept->head = line->hash;
    *MEMORY_ADD(m, entries) = line;
}

/* -- from outside -------------------------------------------------------------------------------
 */

void memory_put_account(struct memory_dialing *m, const struct account *account)
{
    MEMORY_HOLD(m);
    struct account *copy = record_copy(&account_record, account, &m->arena);
    struct account *known = memory_find_account(m, account->id);

    if (known != NULL)
        *known = *copy;
    else
        *MEMORY_ADD(m, accounts) = copy;
}

void memory_put_connection(struct memory_dialing *m, const struct connection *connection)
{
    MEMORY_HOLD(m);
    struct connection *copy = record_copy(&connection_record, connection, &m->arena);

    for (size_t i = 0; i < m->connections.n; i++)
        if (ID_EQ(m->connections.items[i]->id, connection->id)) {
            m->connections.items[i] = copy;
            return;
        }
    *MEMORY_ADD(m, connections) = copy;
}

void memory_put_job(struct memory_dialing *m, const struct job *job, bool committed)
{
    MEMORY_HOLD(m);
    struct memory_job *known = memory_find_job(m, job->account, job->id);
    struct memory_job *place = known != NULL ? known : MEMORY_ADD(m, jobs);

    place->job = record_copy(&job_record, job, &m->arena);
    place->committed = committed;
}

/* -- to outside ---------------------------------------------------------------------------------
 */

struct event_list memory_events(struct memory_dialing *m, struct arena *arena)
{
    MEMORY_HOLD(m);
    struct event_list ret = { 0 };

    for (size_t i = 0; i < m->events.n; i++)
        event_list_add(&ret, arena,
                       *(struct event *)record_copy(&event_record, &m->events.items[i], arena));
    return ret;
}

struct call *memory_call(struct memory_dialing *m, struct account_id account, struct call_id id,
                         struct arena *arena)
{
    MEMORY_HOLD(m);

    for (size_t i = 0; i < m->calls.n; i++)
        if (ID_EQ(m->calls.items[i]->id, id) && ID_EQ(m->calls.items[i]->account, account))
            return record_copy(&call_record, m->calls.items[i], arena);
    return NULL;
}

struct rollup memory_rollup(struct memory_dialing *m, struct account_id account)
{
    MEMORY_HOLD(m);
    struct rollup sum = { .account = account };

    for (size_t i = 0; i < m->rollups.n; i++) {
        const struct rollup *r = &m->rollups.items[i];

        if (!ID_EQ(r->account, account))
            continue;
        sum.calls += r->calls;
        sum.answered += r->answered;
        sum.talk_ms += r->talk_ms;
        sum.charge_units += r->charge_units;
        sum.cost_micros += r->cost_micros;
        for (size_t o = 0; o < OUTCOME_COUNT; o++)
            sum.outcomes[o] += r->outcomes[o];
    }
    return sum;
}

/* -- hashes -------------------------------------------------------------------------------------
 */

static struct phone_hash_id plain_hash(struct id128 salt, struct phone phone)
{
    struct str key = { (const char *)salt.bytes, sizeof salt.bytes };
    struct phone_hash_id ret;
    unsigned char mac[SHA256_BYTES];

    hmac_sha256(key, &phone.e164, 1, mac);
    memcpy(ret.v.bytes, mac, sizeof ret.v.bytes);
    return ret;
}

static struct phone_hash_id plain_account_hash(void *self, struct account_id account,
                                               struct phone phone)
{
    (void)self;
    return plain_hash(account.v, phone);
}

static struct phone_hash_id plain_global_hash(void *self, struct phone phone)
{
    (void)self;
    return plain_hash((struct id128){ { 0 } }, phone);
}

struct phone_hasher plain_hasher(void)
{
    static const struct phone_hasher_ops ops = { plain_account_hash, plain_global_hash };

    return (struct phone_hasher){ &ops, NULL };
}
