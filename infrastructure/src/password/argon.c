/* infrastructure/src/password/argon.c - one place in which passwords are hashed, and a queue before
 * it: each hash takes 46 MiB and a core for tens of milliseconds. */
#include "infrastructure/password.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

_Static_assert(crypto_pwhash_argon2id_SALTBYTES == 16, "16 bytes of salt");
_Static_assert(crypto_pwhash_argon2id_STRBYTES <= PASSWORD_HASH_TEXT, "a hash fits its field");

struct argon {
    struct argon_settings settings;
    struct secrets secrets;
    char dummy[crypto_pwhash_argon2id_STRBYTES]; /* of no password: for users that are not there */
    pthread_mutex_t mutex;                       /* guards what follows */
    pthread_cond_t left;
    int64_t inside;
};

struct argon_settings argon_defaults(void)
{
    return (struct argon_settings){ .kib = ARGON_KIB,
                                    .passes = ARGON_PASSES,
                                    .at_once = ARGON_AT_ONCE,
                                    .patience = { ARGON_PATIENCE_MS } };
}

static struct timespec deadline_of(struct duration patience)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)(patience.ms / MS_PER_SECOND);
    t.tv_nsec += (long)(patience.ms % MS_PER_SECOND) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

static enum err enter(struct argon *a, struct error *error)
{
    struct timespec deadline = deadline_of(a->settings.patience);
    int waited = 0;
    bool taken;

    pthread_mutex_lock(&a->mutex);
    while (a->inside >= a->settings.at_once && waited == 0)
        waited = pthread_cond_timedwait(&a->left, &a->mutex, &deadline);
    taken = a->inside < a->settings.at_once;
    a->inside += taken;
    pthread_mutex_unlock(&a->mutex);
    return taken ? ERR_OK : FAIL(error, ERR_UNAVAILABLE, "auth.busy");
}

static void leave(struct argon *a)
{
    pthread_mutex_lock(&a->mutex);
    a->inside--;
    pthread_cond_signal(&a->left);
    pthread_mutex_unlock(&a->mutex);
}

static size_t memory_of(const struct argon *a)
{
    return (size_t)a->settings.kib * 1024;
}

static bool make(const struct argon *a, struct str peppered,
                 char ret[crypto_pwhash_argon2id_STRBYTES])
{
    return crypto_pwhash_argon2id_str(ret, peppered.p, peppered.n,
                                      (unsigned long long)a->settings.passes, memory_of(a)) == 0;
}

static enum err hash(void *self, struct arena *arena, struct str password, struct str *ret,
                     struct error *error)
{
    struct argon *a = self;
    struct str peppered = VIA(a->secrets, mac, arena, SECRET_PASSWORD, password);
    char text[crypto_pwhash_argon2id_STRBYTES];
    bool made;

    TRY(enter(a, error));
    made = make(a, peppered, text);
    leave(a);
    if (!made) /* no memory: as good as no turn */
        return FAIL(error, ERR_UNAVAILABLE, "auth.busy");
    *ret = str_copy(arena, str_from_c(text));
    return ERR_OK;
}

/* False: it is no hash of ours. */
static bool text_of(struct str stored, char ret[crypto_pwhash_argon2id_STRBYTES])
{
    if (stored.n == 0 || stored.n >= crypto_pwhash_argon2id_STRBYTES)
        return false;
    memset(ret, 0, crypto_pwhash_argon2id_STRBYTES);
    memcpy(ret, stored.p, stored.n);
    return true;
}

static enum err verify(void *self, struct str password, struct str stored, bool *right,
                       struct error *error)
{
    struct argon *a = self;
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str peppered = VIA(a->secrets, mac, &arena, SECRET_PASSWORD, password);
    char text[crypto_pwhash_argon2id_STRBYTES];
    bool known = text_of(stored, text), equal;

    TRY(enter(a, error));
    equal = crypto_pwhash_argon2id_str_verify(known ? text : a->dummy, peppered.p, peppered.n) == 0;
    leave(a);
    *right = known && equal;
    return ERR_OK;
}

static bool is_outdated(void *self, struct str stored)
{
    const struct argon *a = self;
    char text[crypto_pwhash_argon2id_STRBYTES];

    return !text_of(stored, text) ||
           crypto_pwhash_argon2id_str_needs_rehash(text, (unsigned long long)a->settings.passes,
                                                   memory_of(a)) != 0;
}

static struct argon *argon_make(const struct argon_settings *settings, struct secrets secrets)
{
    struct argon *a = calloc(1, sizeof *a);
    pthread_condattr_t attributes;

    if (a == NULL)
        abort();
    a->settings = *settings;
    a->secrets = secrets;
    pthread_mutex_init(&a->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&a->left, &attributes);
    pthread_condattr_destroy(&attributes);
    return a;
}

enum err argon_new(const struct argon_settings *settings, struct secrets secrets,
                   struct argon **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct argon *a;

    if (sodium_init() < 0)
        return FAIL(error, ERR_INTERNAL, "auth.no_argon");
    a = argon_make(settings, secrets);
    if (!make(a, VIA(secrets, token, &arena), a->dummy)) {
        argon_free(a);
        return FAIL(error, ERR_INTERNAL, "auth.no_argon");
    }
    *ret = a;
    return ERR_OK;
}

void argon_free(struct argon *a)
{
    if (a == NULL)
        return;
    pthread_cond_destroy(&a->left);
    pthread_mutex_destroy(&a->mutex);
    free(a);
}

struct password_hasher argon_password_hasher(struct argon *a)
{
    static const struct password_hasher_ops ops = { .hash = hash,
                                                    .verify = verify,
                                                    .is_outdated = is_outdated };

    return (struct password_hasher){ &ops, a };
}
