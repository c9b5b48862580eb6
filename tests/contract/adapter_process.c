/* tests/contract/adapter_process.c - what an installation of one process keeps inside it. */
#include <stdlib.h>

#include "contract/adapter.h"
#include "infrastructure/process.h"

enum { TICKETS = 8 };

struct process_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct process_fan_out *fan_out;
    struct process_tickets *tickets;
    struct process_cache *cache;
    struct process_limiter *limiter;
    struct fixed_clock clock;
};

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    struct process_adapter *a = calloc(1, sizeof *a);

    (void)records;
    (void)n;
    if (a == NULL)
        abort();
    a->clock = fixed_clock();
    a->fan_out = process_fan_out_new();
    a->tickets = process_tickets_new(fixed_clock_port(&a->clock), TICKETS);
    a->limiter = process_limiter_new(fixed_clock_port(&a->clock));
    a->cache = process_cache_new(fixed_clock_port(&a->clock));
    a->ports.cache = process_cache_port(a->cache);
    a->ports.limiter = process_limiter_port(a->limiter);
    a->ports.fan_out = process_fan_out_port(a->fan_out);
    a->ports.tickets = process_tickets_port(a->tickets);
    a->ports.clock = &a->clock;
    return &a->ports;
}

void adapter_reopen(struct adapter *adapter)
{
    (void)adapter;
}

void adapter_close(struct adapter *adapter)
{
    (void)adapter;
}

void adapter_free(struct adapter *adapter)
{
    struct process_adapter *a = (struct process_adapter *)adapter;

    process_fan_out_free(a->fan_out);
    process_tickets_free(a->tickets);
    process_cache_free(a->cache);
    process_limiter_free(a->limiter);
    free(a);
}
