/* infrastructure/retell.h - the voice gateway of Retell AI, over libcurl.
 *
 * One thread places all calls: it sleeps in epoll, holds every POST in one multi handle and runs
 * nothing that blocks. Each POST has a connection of its own that is never used again, goes out
 * once, and keeps its last bytes back until the asker has said yes twice. Everything that reads
 * (get, find, recent, stop, concurrency) runs on its caller's thread and may be repeated. */
#ifndef INFRASTRUCTURE_RETELL_H
#define INFRASTRUCTURE_RETELL_H

#include "base/metrics.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/random.h"
#include "domain/gateways/recording_source.h"
#include "domain/gateways/rehearsal_stage.h"
#include "domain/gateways/voice_gateway.h"

struct retell;

struct retell_settings {
    struct duration connect_ms, post_ms; /* of placing a call: 5 s, 130 s in all */
    struct duration permit_ms;           /* from asking may_send to the last bytes: PERMIT_MS */
    int64_t most_posts;                  /* at once; more are answered "not sent" at once */
    struct duration read_connect_ms, read_ms;    /* of everything else: 5 s, 20 s */
    int64_t retries;                             /* of what may be repeated: 4 */
    struct duration backoff_ms, backoff_most_ms; /* full jitter: 200 ms doubled, 30 s at most */
    struct str ca_file; /* PEM of certificates to trust; empty: the system's */
    /* counts provider_requests_total by `result`: ok, refused (4xx), limited (408, 429), failed
     * (5xx), unanswered. NULL: nowhere */
    struct metrics *metrics;
};
struct retell_settings retell_defaults(void);

/* Starts the placing thread. Clock and random must be safe from any thread.
 * ERR_UNAVAILABLE "voice.no_resources". */
enum err retell_open(const struct retell_settings *settings, struct clock clock,
                     struct random random, struct retell **ret, struct error *error) MUST_USE;
struct voice_gateway retell_voice_gateway(struct retell *retell);
/* On the caller's thread; one try. */
struct recording_source retell_recordings(struct retell *retell);
/* Scripts tried out on the simulator at `url`, which must live as long; empty: there is none, and
 * every rehearsal is refused. No key is sent there. */
struct rehearsal_stage retell_rehearsals(struct retell *retell, struct str url);
/* POSTs that are not over. */
int64_t retell_posts(struct retell *retell);
/* What reads is not repeated any more, and waits in between end: called before a stop. */
void retell_hurry(struct retell *retell);
/* Refuses new orders, lets the POSTs in flight end (post_ms at most), ends the thread. The asker
 * must go on answering until then. NULL is fine. */
void retell_free(struct retell *retell);

#endif
