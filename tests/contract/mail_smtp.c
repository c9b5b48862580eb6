/* tests/contract/mail_smtp.c - SMTP to a server that keeps each message as a file. */
#include <stdlib.h>

#include "contract/mail_adapter.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/mail.h"
#include "support/mail_folder.h"
#include "support/mail_reading.h"
#include "support/servers.h"

struct smtp_adapter {
    struct mail_adapter ports; /* first: what the suite sees */
    struct fixed_clock clock;
    struct smtp *smtp;
    const char *folder;
    size_t before; /* what other tests sent */
};

struct mail_adapter *mail_adapter_open(void)
{
    struct smtp_adapter *a = calloc(1, sizeof *a);
    struct error error = { 0 };

    assert_non_null(a);
    a->clock = fixed_clock();
    expect_ok(smtp_new(&(struct smtp_config){ .url = server_variable("SPEECHAI_TEST_SMTP"),
                                              .user = STR("speechai"),
                                              .password = STR("contraseña"),
                                              .from = STR("speechai@example.com"),
                                              .ca_file = server_variable("SPEECHAI_TEST_SMTP_CA"),
                                              .connect = SECONDS(10),
                                              .whole = SECONDS(30),
                                              .clock = fixed_clock_port(&a->clock) },
                       &a->smtp, &error));
    a->folder = server_variable("SPEECHAI_TEST_SMTP_MAILS").p;
    a->before = mail_folder_read(a->folder, NULL, 0, NULL);
    a->ports = (struct mail_adapter){ smtp_mailer(a->smtp), false };
    return &a->ports;
}

size_t mail_adapter_count(const struct mail_adapter *adapter)
{
    const struct smtp_adapter *a = (const struct smtp_adapter *)adapter;

    return mail_folder_read(a->folder, NULL, 0, NULL) - a->before;
}

struct mail mail_adapter_read(const struct mail_adapter *adapter, struct arena *arena, size_t i)
{
    const struct smtp_adapter *a = (const struct smtp_adapter *)adapter;
    struct str message;

    mail_folder_read(a->folder, arena, a->before + i, &message);
    return mail_read(arena, message);
}

void mail_adapter_free(struct mail_adapter *adapter)
{
    struct smtp_adapter *a = (struct smtp_adapter *)adapter;

    smtp_free(a->smtp);
    free(a);
}
