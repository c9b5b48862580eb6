/* application/queries/read_statements.h - where did the money go, month by month? */
#ifndef APPLICATION_QUERIES_READ_STATEMENTS_H
#define APPLICATION_QUERIES_READ_STATEMENTS_H

#include "application/ports.h"
#include "application/queries/read_wallet.h"

enum { STATEMENTS_DEFAULT = 12, STATEMENTS_MOST = 36 };

/* A month of the account's zone, in the wallet's unit: opening + funded + adjusted - refunded -
 * charged = closing, with what is held inside and what is owed taken off. Told from the account's
 * beginning on: what a month that is over says, it says for ever. A call belongs to the month in
 * which it ended. */
struct statement {
    struct str month;           /* "2026-11" */
    struct instant from, until; /* until: the end of the month, or now */
    bool running;               /* its month is not over */
    struct amount opening, funded, adjusted, refunded, charged, closing;
    int64_t calls;
    struct duration talk_ms;
};
extern const struct record statement_record;
struct statement_list {
    struct statement *items;
    size_t n;
};

/* What the calls of one campaign were charged in the month. */
struct campaign_charge {
    struct campaign_id campaign;
    struct str name;
    int64_t calls;
    struct duration talk_ms;
    struct amount charged;
};
/* A statement with what it sums. */
struct statement_view {
    struct statement statement;
    LIST_OF(struct entry_view) movements; /* what was put in, corrected and taken back, in order */
    LIST_OF(struct campaign_charge) campaigns; /* the dearest first */
};
extern const struct record statement_view_record;

/* PERMISSION_READ_MONEY. The newest first, from the running month back to the account's first, at
 * most `months` (1..STATEMENTS_MOST). */
enum err list_statements(const struct ports *ports, struct scope *scope, int64_t months,
                         struct statement_list *ret) MUST_USE;
/* month: "2026-11". ERR_NOT_FOUND "statement.not_found" {id}: no such month, or none of the
 * account's life. */
enum err read_statement(const struct ports *ports, struct scope *scope, struct str month,
                        struct statement_view *ret) MUST_USE;

#endif
