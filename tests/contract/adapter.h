/* tests/contract/adapter.h - what a contract suite is run against. One adapter_<name>.c is linked
 * into each program. */
#ifndef CONTRACT_ADAPTER_H
#define CONTRACT_ADAPTER_H

#include "domain/gateways/cache.h"
#include "domain/gateways/fan_out.h"
#include "domain/gateways/event_bus.h"
#include "domain/gateways/object_store.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/rate_limiter.h"
#include "domain/gateways/tickets.h"
#include "domain/repositories/analytics_reader.h"
#include "domain/repositories/answer_store.h"
#include "domain/repositories/audit_log.h"
#include "domain/repositories/event_inbox.h"
#include "domain/repositories/event_log.h"
#include "domain/repositories/import_store.h"
#include "domain/repositories/job_steps.h"
#include "domain/repositories/ledger.h"
#include "domain/repositories/person_repository.h"
#include "domain/repositories/record_store.h"
#include "domain/repositories/store_trim.h"
#include "fakes/fixed_clock.h"

struct adapter {
    struct record_store records;
    struct event_log events;
    struct event_bus bus;
    struct audit_log audit;
    struct import_store imports;
    struct object_store objects;
    struct job_steps jobs;
    struct ledger ledger;
    struct person_repository persons;
    struct event_inbox inbox;
    struct answer_store answers;
    struct analytics_reader analytics;
    struct store_trim trim;
    struct phone_hasher hasher;
    struct rate_limiter limiter;
    struct fan_out fan_out;
    bool keeps_published; /* the fan-out tells what was published a moment ago */
    struct tickets tickets;
    struct cache cache;
    struct fixed_clock *clock;
};

/* An empty one. `records`: those of the suite itself. */
struct adapter *adapter_open(const struct record *const *records, size_t n);
/* As after a crash and a restart: what was answered is there. */
void adapter_reopen(struct adapter *adapter);
void adapter_free(struct adapter *adapter);
/* Lets go of what it holds, so that another process may have it until adapter_reopen(). */
void adapter_close(struct adapter *adapter);

#endif
