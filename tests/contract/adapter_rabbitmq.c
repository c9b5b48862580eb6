/* tests/contract/adapter_rabbitmq.c - a real RabbitMQ; what is stored is stored in memory. */
#include <stdio.h>
#include <stdlib.h>

#include "contract/adapter.h"
#include "fakes/memory_dialing.h"
#include "fakes/memory_store.h"
#include "infrastructure/rabbitmq.h"
#include "support/expect.h"
#include "support/servers.h"

struct rabbitmq_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct rabbitmq *rabbitmq;
    struct memory_store *store;
    struct fixed_clock clock;
    char prefix[32];
};

static void open_rabbitmq(struct rabbitmq_adapter *a)
{
    static const enum event_type types[] = { EVENT_CALL_ENDED, EVENT_CALL_SETTLED };
    struct rabbitmq_config config = {
        .url = server_variable("SPEECHAI_TEST_RABBITMQ"),
        .prefix = str_from_c(a->prefix),
        .consumers = { { "billing", types, 2 }, { "notification", types, 1 } },
        .n_consumers = 2,
        .clock = fixed_clock_port(&a->clock),
        .log = log_none(),
        .answer = SECONDS(30),
        .delays = { { 100 }, { 200 }, { 300 }, { 400 } },
    };
    struct error error = { 0 };

    expect_ok(rabbitmq_open(&config, &a->rabbitmq, &error));
    a->ports.bus = rabbitmq_event_bus(a->rabbitmq);
}

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    static unsigned opened;
    struct rabbitmq_adapter *a = calloc(1, sizeof *a);

    (void)records;
    (void)n;
    assert_non_null(a);
    snprintf(a->prefix, sizeof a->prefix, "suite-%u.", opened++);
    a->clock = fixed_clock();
    a->ports.clock = &a->clock;
    a->store = memory_store_new();
    a->ports.records = memory_record_store(a->store);
    a->ports.events = memory_event_log(a->store);
    a->ports.hasher = plain_hasher();
    open_rabbitmq(a);
    return &a->ports;
}

void adapter_close(struct adapter *adapter)
{
    struct rabbitmq_adapter *a = (struct rabbitmq_adapter *)adapter;

    rabbitmq_free(a->rabbitmq);
    a->rabbitmq = NULL;
}

void adapter_reopen(struct adapter *adapter)
{
    adapter_close(adapter);
    open_rabbitmq((struct rabbitmq_adapter *)adapter);
}

void adapter_free(struct adapter *adapter)
{
    struct rabbitmq_adapter *a = (struct rabbitmq_adapter *)adapter;

    adapter_close(adapter);
    memory_store_free(a->store);
    free(a);
}
