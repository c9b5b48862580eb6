/* domain/models/process.h - one of the installation's processes, as it told of itself. It says
 * every few seconds that it is there. */
#ifndef DOMAIN_MODELS_PROCESS_H
#define DOMAIN_MODELS_PROCESS_H

#include "base/opt.h"
#include "domain/ids.h"

/* What a process saw in a stretch of time. */
struct traffic {
    int64_t requests;                           /* answered, those that were refused too */
    int64_t client_errors;                      /* 4xx */
    int64_t server_errors;                      /* 5xx, but for: */
    int64_t overloaded;                         /* 503 because all places were taken */
    int64_t provider_requests, provider_errors; /* no answer, 408, 429 or 5xx */
    int64_t webhooks;                           /* of providers */
    int64_t webhooks_refused;                   /* 4xx: a bad signature, no such connection */
    int64_t webhooks_failed;                    /* 5xx: not stored; the provider tells them again */
};
extern const struct record traffic_record;

struct process {
    struct process_id id;
    struct account_id account; /* zero: the installation's */
    int64_t version;
    struct str host;
    int64_t pid;
    struct str parts; /* "api calls billing": what it does */
    struct instant created_at, seen_at;
    struct opt_instant stopped_at; /* it said goodbye */
    struct traffic last_hour;
    struct traffic recent; /* of the last TRAFFIC_RECENT_MINUTES: how it is at this moment */
};
extern const struct record process_record;

enum { TRAFFIC_RECENT_MINUTES = 10 };
/* *sum += factor * *t */
void traffic_sum(struct traffic *sum, const struct traffic *t, int64_t factor);

enum { PROCESS_BEAT_MS = 5000, PROCESS_LOST_MS = 16000 };
/* It told of itself not long ago, and did not say goodbye. */
bool process_is_alive(const struct process *process, struct instant now);

#endif
