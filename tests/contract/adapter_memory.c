/* tests/contract/adapter_memory.c - the fakes, which a crash does not touch. */
#include <stdlib.h>

#include "contract/adapter.h"
#include "fakes/memory_answers.h"
#include "fakes/memory_cache.h"
#include "fakes/memory_object_store.h"
#include "fakes/memory_dialing.h"
#include "fakes/memory_live.h"
#include "fakes/memory_store.h"
#include "infrastructure/embedded_bus.h"

struct memory_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct memory_store *store;
    struct memory_objects *objects;
    struct memory_dialing *dialing;
    struct memory_answers *answers;
    struct memory_live live;
    struct memory_cache cache;
    struct arena arena;
    struct fixed_clock clock;
    struct seeded_random random;
};

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    struct memory_adapter *a = calloc(1, sizeof *a);

    (void)records; /* it keeps whatever it is given */
    (void)n;
    if (a == NULL)
        abort();
    a->store = memory_store_new();
    a->clock = fixed_clock();
    a->ports.records = memory_record_store(a->store);
    a->ports.audit = memory_audit_log(a->store);
    a->ports.events = memory_event_log(a->store);
    a->ports.bus = embedded_event_bus(&a->ports.events);
    a->ports.imports = memory_import_store(a->store);
    a->objects = memory_objects_new();
    a->ports.objects = memory_object_store(a->objects);
    a->dialing = memory_dialing_new(a->store, fixed_clock_port(&a->clock),
                                    seeded_random_port(&a->random), plain_hasher());
    a->ports.jobs = memory_job_steps(a->dialing);
    a->ports.ledger = memory_ledger(a->dialing);
    a->ports.persons = memory_persons(a->dialing);
    a->ports.trim = memory_trim(a->dialing);
    a->ports.analytics = memory_analytics(a->dialing);
    a->ports.inbox = memory_inbox(a->dialing);
    a->answers = memory_answers_new();
    a->ports.answers = memory_answer_store(a->answers);
    a->arena = arena_init();
    a->live.arena = &a->arena;
    a->live.clock = fixed_clock_port(&a->clock);
    a->cache.arena = &a->arena;
    a->cache.clock = fixed_clock_port(&a->clock);
    a->ports.cache = memory_cache(&a->cache);
    a->ports.fan_out = memory_fan_out(&a->live);
    a->ports.tickets = memory_tickets(&a->live);
    a->ports.hasher = plain_hasher();
    a->ports.clock = &a->clock;
    return &a->ports;
}

void adapter_reopen(struct adapter *adapter)
{
    memory_answers_die(((struct memory_adapter *)adapter)->answers);
}

void adapter_close(struct adapter *adapter)
{
    (void)adapter;
}

void adapter_free(struct adapter *adapter)
{
    struct memory_adapter *a = (struct memory_adapter *)adapter;

    memory_dialing_free(a->dialing);
    memory_store_free(a->store);
    memory_objects_free(a->objects);
    memory_answers_free(a->answers);
    arena_release(&a->arena);
    free(a);
}
