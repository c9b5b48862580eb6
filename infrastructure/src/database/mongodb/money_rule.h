/* database/mongodb/money_rule.h - what the server itself refuses, whoever writes: a wallet whose
 * amounts are no whole numbers, or lie below what its fields allow. Made from the table of fields.
 */
#ifndef MONGODB_MONEY_RULE_H
#define MONGODB_MONEY_RULE_H

#include "base/strbuf.h"
#include "database/mongodb/store.h"

/* Tells the server. *kept false: it knows no such rules, which is logged and no error. */
enum err money_rule_make(struct session *s, bool *kept) MUST_USE;
/* Where the server has kept it: ERR_PRECONDITION "mongodb.no_validator" {collection}. */
enum err money_rule_check(struct session *s) MUST_USE;
/* The rule as text, so that another one is told to the server again. */
void money_rule_print(struct strbuf *text);

#endif
