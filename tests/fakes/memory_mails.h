/* tests/fakes/memory_mails.h - a mailer that keeps what it was given; one id is one mail. */
#ifndef FAKES_MEMORY_MAILS_H
#define FAKES_MEMORY_MAILS_H

#include "base/arena.h"
#include "domain/gateways/mailer.h"

enum { MEMORY_MAILS = 16 };

struct memory_mails {
    struct arena *arena; /* of the test */
    struct mail items[MEMORY_MAILS];
    size_t n;
    int64_t sends;       /* asked for, repetitions too */
    enum err fail;       /* not ERR_OK: mails to `fail_to`, or all, fail so */
    const char *fail_to; /* NULL: all */
};

struct mailer memory_mailer(struct memory_mails *mails);

#endif
