/* tests/fakes/memory_dialing.c - what the fakes of dialing share. */
#include "fakes/memory_dialing.h"

#include <stdlib.h>
#include <string.h>

#include "codec/crypto.h"
#include "fakes/memory_dialing_inside.h"

struct memory_dialing *memory_dialing_new(struct memory_store *store, struct clock clock,
                                          struct random random, struct phone_hasher hasher)
{
    struct memory_dialing *m = calloc(1, sizeof *m);

    if (m == NULL)
        abort();
    pthread_mutex_init(&m->mutex, NULL);
    m->store = store;
    m->clock = clock;
    m->random = random;
    m->hasher = hasher;
    return m;
}

void memory_dialing_free(struct memory_dialing *m)
{
    if (m == NULL)
        return;
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

/* -- finding -- */

const void *memory_row_of(const struct memory_dialing *m, size_t i, const struct record *record)
{
    const struct memory_row *row = &m->store->rows.items[i];

    return row->record == record ? row->object : NULL;
}

const struct job *memory_job(struct memory_dialing *m, struct account_id account, struct job_id id)
{
    const struct memory_row *row = memory_find(m->store, &job_record, account, id.v);

    return row == NULL ? NULL : row->object;
}

bool memory_job_is_seen(const struct memory_dialing *m, const struct job *job)
{
    for (size_t i = 0; i < m->store->batches.n; i++) {
        const struct memory_batch *batch = &m->store->batches.items[i];

        if (ID_EQ(batch->account, job->account) && ID_EQ(batch->batch, job->batch))
            return batch->seen;
    }
    return false;
}

struct wallet *memory_wallet_of(struct memory_dialing *m, struct account_id account)
{
    for (size_t i = 0; i < m->wallets.n; i++)
        if (ID_EQ(m->wallets.items[i].account, account))
            return &m->wallets.items[i];
    return NULL;
}

const struct person *memory_person(struct memory_dialing *m, struct account_id account,
                                   struct phone_hash_id hash)
{
    const struct memory_row *row = memory_find(m->store, &person_record, account, hash.v);

    return row == NULL ? NULL : row->object;
}

bool memory_is_listed(struct memory_dialing *m, struct phone_hash_id hash, struct instant now)
{
    const struct memory_row *row =
        memory_find(m->store, &platform_suppression_record, (struct account_id){ 0 }, hash.v);

    return row != NULL && platform_suppression_holds(row->object, now);
}

static bool phone_is_suppressed(struct memory_dialing *m, const struct job *job, struct phone phone,
                                struct instant now)
{
    struct phone_hash_id own = VIA(m->hasher, account_hash, job->account, phone);
    struct phone_hash_id global = VIA(m->hasher, global_hash, phone);
    const struct person *person = memory_person(m, job->account, own);
    if (person != NULL && person_is_suppressed(person, now))
        return true;
    return memory_is_listed(m, global, now);
}

bool memory_is_suppressed(struct memory_dialing *m, const struct job *job, struct instant now)
{
    for (size_t i = 0; i < job->phones.n; i++)
        if (phone_is_suppressed(m, job, job->phones.items[i].phone, now))
            return true;
    return false;
}

/* -- money -- */

void memory_save_wallet(struct memory_dialing *m, const struct scope *scope,
                        const struct wallet *wallet, const struct entry *entry)
{
    struct wallet *kept = memory_wallet_of(m, wallet->account);
    struct str head = kept->head;

    *kept = *wallet;
    kept->head = head;
    if (entry == NULL)
        return;
    struct entry line = *entry;
    line.id = entry_id_of(line.seq);
    line.actor = scope_actor(scope);
    line.hash = sha256_chained(&m->store->arena, head, entry_canonical(&m->store->arena, &line));
    kept->head = line.hash;
    memory_put(m->store, &entry_record, &line);
}

struct rollup memory_rollup(struct memory_dialing *m, struct account_id account)
{
    MEMORY_HOLD(m);
    struct rollup sum = { .account = account };

    for (size_t i = 0; i < m->rollups.n; i++)
        if (ID_EQ(m->rollups.items[i].account, account))
            rollup_sum(&sum, &m->rollups.items[i], 1);
    return sum;
}

/* -- hashes -- */

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
