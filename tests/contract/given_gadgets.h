/* tests/contract/given_gadgets.h - a record with a field of every kind, and accounts to keep it in.
 */
#ifndef CONTRACT_GIVEN_GADGETS_H
#define CONTRACT_GIVEN_GADGETS_H

#include <stdlib.h>

#include "contract/adapter.h"
#include "domain/models/account.h"
#include "support/expect.h"

struct gadget_part {
    struct str label;
    int64_t weight;
    struct opt_instant at;
};
struct gadget {
    struct script_id id;
    struct account_id account;
    int64_t version;
    struct str name;
    enum account_status status;
    int64_t number;
    bool on;
    struct instant seen_at;
    struct duration wait_ms;
    struct amount price;
    struct opt_amount charge;
    struct opt_i64 most;
    struct opt_instant ended_at;
    struct str digest;
    struct str_list tags;
    struct str_map words;
    struct gadget_part part;
    LIST_OF(struct gadget_part) parts;
    struct str email;
    struct str secret;
    struct str_map variables;
};

static const struct field gadget_part_fields[] = {
    FIELD_STR(struct gadget_part, label, 0, 0, 0),
    FIELD_I64(struct gadget_part, weight, 0, 0, 0),
    FIELD_OPT_INSTANT(struct gadget_part, at, 0),
};
static const struct record gadget_part_record =
    RECORD("gadget_part", struct gadget_part, gadget_part_fields);

static const struct field gadget_fields[] = {
    FIELD_ID(struct gadget, id, FIELD_KEY),
    FIELD_ID(struct gadget, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct gadget, version, 0, 0, 0),
    FIELD_STR(struct gadget, name, FIELD_INDEXED | FIELD_SORTED, 0, 0),
    FIELD_ENUM(struct gadget, status, FIELD_INDEXED, account_status_names),
    FIELD_I64(struct gadget, number, FIELD_INDEXED | FIELD_SORTED, 0, 0),
    FIELD_BOOL(struct gadget, on, 0),
    FIELD_INSTANT(struct gadget, seen_at, FIELD_INDEXED),
    FIELD_DURATION(struct gadget, wait_ms, 0, 0, 0),
    FIELD_AMOUNT(struct gadget, price, 0),
    FIELD_OPT_AMOUNT(struct gadget, charge, 0),
    FIELD_OPT_I64(struct gadget, most, 0, 0, 0),
    FIELD_OPT_INSTANT(struct gadget, ended_at, 0),
    FIELD_BYTES(struct gadget, digest, 0, 0),
    FIELD_STRS(struct gadget, tags, 0, 0),
    FIELD_MAP(struct gadget, words, 0, 0),
    FIELD_SUB(struct gadget, part, 0, gadget_part_record),
    FIELD_LIST(struct gadget, parts, 0, gadget_part_record, 0),
    FIELD_STR(struct gadget, email, FIELD_SENSITIVE | FIELD_INDEXED, 0, 0),
    FIELD_STR(struct gadget, secret, FIELD_SENSITIVE, 0, 0),
    FIELD_MAP(struct gadget, variables, FIELD_SENSITIVE, 0),
};
static const struct record gadget_record = RECORD("gadgets", struct gadget, gadget_fields);
static const struct record *const gadget_records[] = { &gadget_record };

/* What every test of a suite of records starts with. */
struct given {
    struct adapter *adapter;
    struct arena arena;
    struct scope scope, other; /* of two accounts */
    unsigned ids;
};

static inline struct id128 given_id(struct given *g)
{
    unsigned char random[10] = { 0 };

    g->ids++;
    memcpy(random, &g->ids, sizeof g->ids);
    return id128_make(g->adapter->clock->wall.unix_ms + g->ids, random);
}

static inline struct scope given_account(struct given *g)
{
    struct account account = { .id = { given_id(g) },
                               .status = ACCOUNT_ACTIVE,
                               .name = STR("Cobranzas del Sur"),
                               .currency = UNIT_USD };
    struct scope scope;

    account.account = account.id;
    scope = scope_system(&g->arena, account.id, g->adapter->clock->wall, log_none());
    scope.error.arena = &g->arena;
    expect_ok(VIA(g->adapter->records, save, &scope, &account_record, &account, NULL));
    return scope;
}

static inline int given_two_accounts(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->adapter = adapter_open(gadget_records, ARRAY_LEN(gadget_records));
    g->scope = given_account(g);
    g->other = given_account(g);
    *state = g;
    return 0;
}

static inline int given_release(void **state)
{
    struct given *g = *state;

    adapter_free(g->adapter);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static inline struct gadget gadget_named(struct given *g, const char *name)
{
    return (struct gadget){ .id = { given_id(g) },
                            .name = str_from_c(name),
                            .status = ACCOUNT_ACTIVE,
                            .price = AMOUNT(1, UNIT_USD) };
}

static inline struct gadget saved_gadget(struct given *g, const char *name)
{
    struct gadget gadget = gadget_named(g, name);

    expect_ok(VIA(g->adapter->records, save, &g->scope, &gadget_record, &gadget, NULL));
    return gadget;
}

#endif
