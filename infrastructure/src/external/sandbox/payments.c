/* infrastructure/src/external/sandbox/payments.c - "sandbox-<account>-<unit>-<units>-<key
 * hash>-<mac>". */
#include "infrastructure/sandbox.h"

#include "base/strbuf.h"

enum { PARTS = 6, KEY_HASH = 32 };

static struct str text_of(struct arena *arena, struct account_id account, struct amount amount,
                          struct str key_hash)
{
    return str_format(arena, "sandbox-%.*s-%.*s-%lld-%.*s", STR_ARG(ID_TEXT(arena, account)),
                      STR_ARG(unit_name(amount.unit)), (long long)amount.units, STR_ARG(key_hash));
}

static enum err create(void *self, struct arena *arena, struct account_id account,
                       struct amount amount, struct str key, struct payment *ret,
                       struct error *error)
{
    const struct secrets *secrets = self;
    struct str hash = str_slice(VIA(*secrets, hash, arena, key), 0, KEY_HASH);
    struct str text = text_of(arena, account, amount, hash);

    if (amount.units <= 0)
        return FAIL(error, ERR_INVALID, "payment.bad_amount");
    *ret = (struct payment){
        .id = str_format(arena, "%.*s-%.*s", STR_ARG(text),
                         STR_ARG(VIA(*secrets, tag_mac, arena, text))),
        .account = account,
        .amount = amount,
        .status = PAYMENT_SUCCEEDED,
        .url = STR(""),
    };
    return ERR_OK;
}

static bool read_id(struct arena *arena, const struct secrets *secrets, struct str id,
                    struct payment *ret)
{
    struct str parts[PARTS];
    struct str rest = id;
    struct payment payment = { .id = id, .status = PAYMENT_SUCCEEDED, .url = STR("") };

    for (size_t i = 0; i < PARTS; i++)
        parts[i] = str_cut(&rest, '-');
    if (!str_eq(parts[0], STR("sandbox")) || !ID_SCAN(parts[1], &payment.account) ||
        !unit_parse(parts[2], &payment.amount.unit) ||
        !str_to_i64(parts[3], 1, INT64_MAX, &payment.amount.units) || rest.p != NULL)
        return false;
    if (!VIA(*secrets, tag_mac_is, text_of(arena, payment.account, payment.amount, parts[4]),
             parts[5]))
        return false;
    *ret = payment;
    return true;
}

static enum err fetch(void *self, struct arena *arena, struct str id, struct payment *ret,
                      struct error *error)
{
    return read_id(arena, self, id, ret) ? ERR_OK : FAIL(error, ERR_NOT_FOUND, "payment.not_found");
}

static struct str name(void *self)
{
    (void)self;
    return STR("sandbox");
}

struct payment_gateway sandbox_payments(const struct secrets *secrets)
{
    static const struct payment_gateway_ops ops = { .create = create,
                                                    .fetch = fetch,
                                                    .name = name };

    return (struct payment_gateway){ &ops, (void *)(uintptr_t)secrets };
}
