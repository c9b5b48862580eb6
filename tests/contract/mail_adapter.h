/* tests/contract/mail_adapter.h - what the mailer's suite is run against; a mail_<adapter>.c is
 * linked into each program. */
#ifndef CONTRACT_MAIL_ADAPTER_H
#define CONTRACT_MAIL_ADAPTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "domain/gateways/mailer.h"

struct mail_adapter {
    struct mailer mailer;
    bool knows_ids; /* the same id twice is one message: it can know */
};

struct mail_adapter *mail_adapter_open(void);
/* How many went out since it was opened, and the i-th as a mail program shows it. */
size_t mail_adapter_count(const struct mail_adapter *adapter);
struct mail mail_adapter_read(const struct mail_adapter *adapter, struct arena *arena, size_t i);
void mail_adapter_free(struct mail_adapter *adapter);

#endif
