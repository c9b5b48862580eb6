/* compose/mail.h - the mail server of the settings. */
#ifndef COMPOSE_MAIL_H
#define COMPOSE_MAIL_H

#include "compose/engines.h"
#include "infrastructure/mail.h"

/* ERR_PRECONDITION "mail.plain_refused" {url}, and what smtp_new() refuses. */
enum err mail_open(const struct settings *s, struct clock clock, struct smtp **ret,
                   struct error *error) MUST_USE;
/* For the doctor. */
void mail_check(const struct settings *s, struct clock clock, engine_report *report, void *to);

#endif
