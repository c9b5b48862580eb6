/* new_account.h - what an account begins with, whoever asks for it. */
#ifndef COMMANDS_NEW_ACCOUNT_H
#define COMMANDS_NEW_ACCOUNT_H

#include "application/ports.h"
#include "domain/models/account.h"

struct new_account {
    struct account_id id;
    struct str name, country, time_zone, language, plan; /* zone and language may be empty */
    enum unit currency;                                  /* 0: USD */
};

/* With what was left open filled in. Adds field errors: "account.country_unknown",
 * "account.zone_unknown", "account.plan_unknown", "account.plan_retired", "field.not_one_of". */
enum err new_account_fill(const struct ports *ports, struct scope *scope,
                          const struct new_account *wanted, struct account *ret) MUST_USE;
/* Saves it with its event and opens its wallet. ERR_EXISTS: it is there, with its wallet. */
enum err new_account_open(const struct ports *ports, struct scope *inside,
                          struct account *account) MUST_USE;
void new_account_check_email(struct scope *scope, const char *field, struct str email);
bool new_account_zone_is_known(const struct ports *ports, struct scope *scope, struct str zone);

#endif
