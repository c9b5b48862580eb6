/* tests/contract/adapter_s3.c - the S3 object store against a real server, each adapter below a
 * prefix of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "contract/adapter.h"
#include "infrastructure/s3.h"
#include "support/expect.h"
#include "support/servers.h"

enum { SMALL_PARTS = 64 * 1024 }; /* so that what is large here goes up in parts */

struct s3_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct s3_storage *storage;
    struct fixed_clock clock;
    struct seeded_random random;
    char folder[64], prefix[32];
};

static void open_storage(struct s3_adapter *a)
{
    struct s3_config config = { .endpoint = server_variable("SPEECHAI_TEST_S3"),
                                .region = server_variable("SPEECHAI_TEST_S3_REGION"),
                                .bucket = server_variable("SPEECHAI_TEST_S3_BUCKET"),
                                .key = server_variable("SPEECHAI_TEST_S3_KEY"),
                                .secret = server_variable("SPEECHAI_TEST_S3_SECRET"),
                                .prefix = str_from_c(a->prefix),
                                .scratch_folder = str_from_c(a->folder),
                                .clock = fixed_clock_port(&a->clock),
                                .random = seeded_random_port(&a->random),
                                .part_bytes = SMALL_PARTS,
                                .retries = 2,
                                .connect = SECONDS(5),
                                .stalled = SECONDS(60) };
    struct error error = { 0 };

    expect_ok(s3_storage_open(&config, &a->storage, &error));
    a->ports.objects = s3_object_store(a->storage);
}

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    static unsigned opened;
    struct s3_adapter *a = calloc(1, sizeof *a);

    (void)records;
    (void)n;
    assert_non_null(a);
    strcpy(a->folder, "/tmp/contract_s3.XXXXXX");
    assert_non_null(mkdtemp(a->folder));
    snprintf(a->prefix, sizeof a->prefix, "suite-%u/", opened++);
    a->clock = fixed_clock();
    a->clock.wall.unix_ms = (int64_t)time(NULL) * 1000; /* the server looks at its own */
    a->random.state = opened;
    a->ports.clock = &a->clock;
    open_storage(a);
    return &a->ports;
}

void adapter_close(struct adapter *adapter)
{
    struct s3_adapter *a = (struct s3_adapter *)adapter;

    s3_storage_free(a->storage);
    a->storage = NULL;
}

void adapter_reopen(struct adapter *adapter)
{
    adapter_close(adapter);
    open_storage((struct s3_adapter *)adapter);
}

void adapter_free(struct adapter *adapter)
{
    struct s3_adapter *a = (struct s3_adapter *)adapter;

    adapter_close(adapter);
    assert_int_equal(rmdir(a->folder), 0); /* nothing is left in scratch */
    free(a);
}
