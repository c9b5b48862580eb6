/* compose/move_engine.h - the move of a whole store between two that are open for it. */
#ifndef COMPOSE_MOVE_ENGINE_H
#define COMPOSE_MOVE_ENGINE_H

#include "apps/compose.h"
#include "domain/repositories/audit_log.h"
#include "domain/repositories/ledger.h"
#include "domain/repositories/store_move.h"

struct move_sides {
    struct move_source source;
    struct move_target target;
    struct audit_log audit_before, audit_after;
    struct ledger ledger_after;
    bool relayed; /* the new one tells a broker of its events */
};

/* Takes over what is not there yet, compares every row of both, closes the old store, opens the new
 * one. Whatever ends it, asked again it goes on. ERR_CONFLICT "move.differs" {kind}: nothing of the
 * new one is kept; ERR_PRECONDITION "move.ended": it was done before; "move.not_empty"
 * {collection}; "move.audit_broken" {account}. */
enum err move_engine(const struct move_sides *sides, struct clock clock, struct log log,
                     move_report *report, void *to, struct error *error) MUST_USE;

#endif
