/* tests/contract/adapter_sqlite.c - the embedded engine and the local object store, in a folder of
 * their own. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "contract/adapter.h"
#include "fakes/memory_dialing.h"
#include "infrastructure/embedded_bus.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/storage.h"
#include "support/a_folder.h"
#include "support/expect.h"

static const unsigned char master_key[SQLITE_MASTER_KEY] = "a master key of tests, 32 bytes";

struct sqlite_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct sqlite_store *store;
    struct local_storage *storage;
    struct fixed_clock clock;
    struct seeded_random random;
    char folder[64];
    char path[96];
    const struct record *const *records;
    size_t n_records;
};

static void open_store(struct sqlite_adapter *a)
{
    struct sqlite_config config = {
        .path = str_from_c(a->path),
        .master_key = master_key,
        .clock = fixed_clock_port(&a->clock),
        .random = seeded_random_port(&a->random),
        .hasher = plain_hasher(),
        .log = log_none(),
        .readers = 2,
        .records = a->records,
        .n_records = a->n_records,
    };
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };

    if (sqlite_store_open(&config, &a->store, &error) != ERR_OK)
        fail_msg("%s %.*s", error.slug, STR_ARG(error.params[0].str));
    expect_ok(local_storage_open(str_format(&arena, "%s/files", a->folder),
                                 seeded_random_port(&a->random), &a->storage, &error));
    arena_release(&arena);
    a->ports.objects = local_object_store(a->storage);
    a->ports.records = sqlite_record_store(a->store);
    a->ports.audit = sqlite_audit_log(a->store);
    a->ports.events = sqlite_event_log(a->store);
    a->ports.bus = embedded_event_bus(&a->ports.events);
    a->ports.imports = sqlite_import_store(a->store);
    a->ports.jobs = sqlite_job_steps(a->store);
    a->ports.ledger = sqlite_ledger(a->store);
    a->ports.persons = sqlite_persons(a->store);
    a->ports.trim = sqlite_trim(a->store);
    a->ports.analytics = sqlite_analytics_reader(a->store);
    a->ports.inbox = sqlite_inbox(a->store);
    a->ports.answers = sqlite_answers(a->store);
    a->ports.hasher = plain_hasher();
}

static void close_store(struct sqlite_adapter *a)
{
    sqlite_store_free(a->store);
    local_storage_free(a->storage);
    a->store = NULL;
    a->storage = NULL;
}

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    struct sqlite_adapter *a = calloc(1, sizeof *a);

    assert_non_null(a);
    snprintf(a->folder, sizeof a->folder, "%s/contract.XXXXXX",
             getenv("TMPDIR") != NULL && strlen(getenv("TMPDIR")) < 40 ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(a->folder));
    snprintf(a->path, sizeof a->path, "%s/store.db", a->folder);
    a->clock = fixed_clock();
    a->records = records;
    a->n_records = n;
    open_store(a);
    a->ports.clock = &a->clock;
    return &a->ports;
}

void adapter_reopen(struct adapter *adapter)
{
    struct sqlite_adapter *a = (struct sqlite_adapter *)adapter;

    close_store(a);
    a->random.state += (uint64_t)getpid() << 32; /* another process has other chances */
    open_store(a);
}

void adapter_close(struct adapter *adapter)
{
    close_store((struct sqlite_adapter *)adapter);
}

void adapter_free(struct adapter *adapter)
{
    struct sqlite_adapter *a = (struct sqlite_adapter *)adapter;

    close_store(a);
    folder_remove(a->folder);
    free(a);
}
