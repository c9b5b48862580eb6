/* domain/services/password_policy.h - which passwords may be chosen: long ones that nobody tries
 * first. There are no rules of composition. */
#ifndef DOMAIN_SERVICES_PASSWORD_POLICY_H
#define DOMAIN_SERVICES_PASSWORD_POLICY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum { PASSWORD_LEAST = 12, PASSWORD_MOST = 128 }; /* characters */

/* Sorted by bytes, lower case. */
struct word_list {
    struct str *items;
    size_t n;
};
void word_list_sort(struct word_list *list);

/* Adds field errors for `field`: "password.too_short" {min}, "password.too_long" {max},
 * "password.malformed" (no UTF-8), "password.common": a known one, also behind capitals, digits and
 * marks at its ends, figures in the place of letters, or written twice; "password.own_name": the
 * address itself. common may be NULL. */
void password_check(struct error *error, struct arena *arena, struct str field, struct str password,
                    struct str email, const struct word_list *common);

#endif
