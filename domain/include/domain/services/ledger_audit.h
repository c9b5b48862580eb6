/* domain/services/ledger_audit.h - reads a ledger from its first line to its last and says which
 * invariant does not hold (docs/architecture/money.md). The hash chain is the store's to compare:
 * hashing is not the domain's. */
#ifndef DOMAIN_SERVICES_LEDGER_AUDIT_H
#define DOMAIN_SERVICES_LEDGER_AUDIT_H

#include "base/arena.h"
#include "domain/models/wallet.h"

struct open_hold {
    struct str tag; /* empty: the place is free; a closed hold keeps its place */
    int64_t units;
    bool closed;
};

struct ledger_audit {
    struct wallet folded;
    int64_t open_units;
    struct arena *arena;
    struct open_hold *holds; /* open addressing by tag */
    size_t n, capacity;
};

struct ledger_audit ledger_audit_begin(enum unit unit, struct arena *arena);
/* The next line, in order of seq. NULL: sound so far; else "I1", "I5" (the line does not follow),
 * "I6" (a gap), "I7" (a tag held or closed twice, or a charge above its hold). */
const char *ledger_audit_line(struct ledger_audit *audit, const struct entry *entry) MUST_USE;
/* NULL, or "I2", "I3", "I4", "I5" (the lines do not give the wallet). */
const char *ledger_audit_end(const struct ledger_audit *audit,
                             const struct wallet *wallet) MUST_USE;

#endif
