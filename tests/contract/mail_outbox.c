/* tests/contract/mail_outbox.c - the folder of messages. */
#include <stdlib.h>

#include "contract/mail_adapter.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/mail.h"
#include "support/a_folder.h"
#include "support/mail_folder.h"
#include "support/mail_reading.h"

struct outbox_adapter {
    struct mail_adapter ports; /* first: what the suite sees */
    struct fixed_clock clock;
    struct outbox *outbox;
    char folder[64];
};

struct mail_adapter *mail_adapter_open(void)
{
    struct outbox_adapter *a = calloc(1, sizeof *a);
    struct error error = { 0 };

    assert_non_null(a);
    a->clock = fixed_clock();
    snprintf(a->folder, sizeof a->folder, "/tmp/speechai-outbox-XXXXXX");
    assert_non_null(mkdtemp(a->folder));
    expect_ok(outbox_new(&(struct outbox_config){ .folder = str_from_c(a->folder),
                                                  .from = STR("speechai@example.com"),
                                                  .clock = fixed_clock_port(&a->clock) },
                         &a->outbox, &error));
    a->ports = (struct mail_adapter){ outbox_mailer(a->outbox), true };
    return &a->ports;
}

size_t mail_adapter_count(const struct mail_adapter *adapter)
{
    return mail_folder_read(((const struct outbox_adapter *)adapter)->folder, NULL, 0, NULL);
}

struct mail mail_adapter_read(const struct mail_adapter *adapter, struct arena *arena, size_t i)
{
    struct str message;

    mail_folder_read(((const struct outbox_adapter *)adapter)->folder, arena, i, &message);
    return mail_read(arena, message);
}

void mail_adapter_free(struct mail_adapter *adapter)
{
    struct outbox_adapter *a = (struct outbox_adapter *)adapter;

    outbox_free(a->outbox);
    folder_remove(a->folder);
    free(a);
}
