/* tests/contract/mail_memory.c - the fake. */
#include <stdlib.h>

#include "contract/mail_adapter.h"
#include "fakes/memory_mails.h"

struct memory_adapter {
    struct mail_adapter ports; /* first: what the suite sees */
    struct arena arena;
    struct memory_mails mails;
};

struct mail_adapter *mail_adapter_open(void)
{
    struct memory_adapter *a = calloc(1, sizeof *a);

    if (a == NULL)
        abort();
    a->arena = arena_init();
    a->mails.arena = &a->arena;
    a->ports = (struct mail_adapter){ memory_mailer(&a->mails), true };
    return &a->ports;
}

size_t mail_adapter_count(const struct mail_adapter *adapter)
{
    return ((const struct memory_adapter *)adapter)->mails.n;
}

struct mail mail_adapter_read(const struct mail_adapter *adapter, struct arena *arena, size_t i)
{
    (void)arena;
    return ((const struct memory_adapter *)adapter)->mails.items[i];
}

void mail_adapter_free(struct mail_adapter *adapter)
{
    struct memory_adapter *a = (struct memory_adapter *)adapter;

    arena_release(&a->arena);
    free(a);
}
