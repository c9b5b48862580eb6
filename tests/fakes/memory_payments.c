/* tests/fakes/memory_payments.c */
#include "fakes/memory_payments.h"

#include <stdlib.h>

#include "base/strbuf.h"

static enum err is_there(const struct memory_payments *payments, struct error *error)
{
    return payments->away == ERR_OK ? ERR_OK : FAIL(error, payments->away, "payment.unavailable");
}

static enum err memory_create(void *self, struct arena *arena, struct account_id account,
                              struct amount amount, struct str key, struct payment *ret,
                              struct error *error)
{
    struct memory_payments *payments = self;
    struct payment *made;

    (void)arena;
    TRY(is_there(payments, error));
    for (size_t i = 0; i < payments->n; i++)
        if (ID_EQ(payments->items[i].account, account) && str_eq(payments->keys[i], key)) {
            *ret = payments->items[i];
            return ERR_OK;
        }
    if (payments->n == MEMORY_PAYMENTS)
        abort();
    made = &payments->items[payments->n];
    *made = (struct payment){
        .id = str_format(payments->arena, "pay_%zu", payments->n + 1),
        .account = account,
        .amount = amount,
        .status = payments->status != 0 ? payments->status : PAYMENT_PENDING,
        .url = STR("https://pay.example/1"),
    };
    payments->keys[payments->n++] = str_copy(payments->arena, key);
    *ret = *made;
    return ERR_OK;
}

static enum err memory_fetch(void *self, struct arena *arena, struct str id, struct payment *ret,
                             struct error *error)
{
    const struct memory_payments *payments = self;

    (void)arena;
    TRY(is_there(payments, error));
    for (size_t i = 0; i < payments->n; i++)
        if (str_eq(payments->items[i].id, id)) {
            *ret = payments->items[i];
            return ERR_OK;
        }
    return FAIL(error, ERR_NOT_FOUND, "payment.not_found");
}

static struct str memory_name(void *self)
{
    (void)self;
    return STR("memory");
}

struct payment_gateway memory_payment_gateway(struct memory_payments *payments)
{
    static const struct payment_gateway_ops ops = { memory_create, memory_fetch, memory_name };

    return (struct payment_gateway){ &ops, payments };
}
