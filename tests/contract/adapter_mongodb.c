/* tests/contract/adapter_mongodb.c - the distributed engine on the server that
 * SPEECHAI_TEST_MONGODB names, in a database of this program's own, emptied for each test. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "contract/adapter.h"
#include "fakes/memory_dialing.h"
#include "infrastructure/embedded_bus.h"
#include "infrastructure/mongodb.h"
#include "support/expect.h"

static const unsigned char master_key[MONGODB_MASTER_KEY] = "a master key of tests, 32 bytes";

struct mongodb_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct mongodb_store *store;
    struct fixed_clock clock;
    struct seeded_random random;
    const struct record *const *records;
    size_t n_records;
    char database[32];
};

static void open_store(struct mongodb_adapter *a)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    const char *uri = getenv("SPEECHAI_TEST_MONGODB");
    struct mongodb_config config = {
        .uri = str_from_c(uri),
        .database = str_from_c(a->database),
        .master_key = master_key,
        .clock = fixed_clock_port(&a->clock),
        .random = seeded_random_port(&a->random),
        .hasher = plain_hasher(),
        .log = log_none(),
        .own_clock = true,
        .records = a->records,
        .n_records = a->n_records,
    };

    assert_non_null(uri);
    if (mongodb_store_open(&config, &a->store, &error) != ERR_OK)
        fail_msg("%s %.*s", error.slug, STR_ARG(error.params[0].str));
    arena_release(&arena);
    a->ports.records = mongodb_record_store(a->store);
    a->ports.audit = mongodb_audit_log(a->store);
    a->ports.events = mongodb_event_log(a->store);
    a->ports.trim = mongodb_trim(a->store);
    a->ports.analytics = mongodb_analytics_reader(a->store);
    a->ports.imports = mongodb_import_store(a->store);
    a->ports.jobs = mongodb_job_steps(a->store);
    a->ports.ledger = mongodb_ledger(a->store);
    a->ports.persons = mongodb_persons(a->store);
    a->ports.answers = mongodb_answers(a->store);
    a->ports.bus = embedded_event_bus(&a->ports.events);
    a->ports.inbox = mongodb_inbox(a->store);
    a->ports.hasher = plain_hasher();
}

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    struct mongodb_adapter *a = calloc(1, sizeof *a);
    struct error error = { 0 };

    assert_non_null(a);
    snprintf(a->database, sizeof a->database, "contract_%d", (int)getpid());
    a->clock = fixed_clock();
    a->records = records;
    a->n_records = n;
    open_store(a);
    expect_ok(mongodb_store_clear(a->store, &error));
    a->ports.clock = &a->clock;
    return &a->ports;
}

void adapter_close(struct adapter *adapter)
{
    struct mongodb_adapter *a = (struct mongodb_adapter *)adapter;

    mongodb_store_free(a->store);
    a->store = NULL;
}

void adapter_reopen(struct adapter *adapter)
{
    struct mongodb_adapter *a = (struct mongodb_adapter *)adapter;

    adapter_close(adapter);
    a->random.state += (uint64_t)getpid() << 32; /* another process has other chances */
    open_store(a);
}

void adapter_free(struct adapter *adapter)
{
    adapter_close(adapter);
    free(adapter);
}
