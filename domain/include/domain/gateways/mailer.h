/* domain/gateways/mailer.h - messages to the account's people. */
#ifndef DOMAIN_GATEWAYS_MAILER_H
#define DOMAIN_GATEWAYS_MAILER_H

#include "base/error.h"
#include "base/port.h"
#include "base/str.h"

struct mail {
    struct str id; /* the same for every try of one message: becomes its Message-ID */
    struct str to, subject, text;
};
struct mailer_ops {
    /* ERR_INVALID "mail.refused": for good, also what would break a header. ERR_EXHAUSTED
     * "mail.later": this address, not now; others may have theirs. ERR_UNAVAILABLE: nobody's, now.
     * The same id twice is sent once where the adapter can know. Safe from any thread. */
    enum err (*send)(void *self, const struct mail *mail, struct error *error) MUST_USE;
};
struct mailer {
    const struct mailer_ops *ops;
    void *self;
};

#endif
