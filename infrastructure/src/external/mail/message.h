/* infrastructure/src/external/mail/message.h - a mail as RFC 5322 text. */
#ifndef EXTERNAL_MAIL_MESSAGE_H
#define EXTERNAL_MAIL_MESSAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/time.h"
#include "domain/gateways/mailer.h"

enum { MESSAGE_BYTES = 1 << 20 };

/* "ana@example.com": plain ASCII that can neither end its line nor become two. */
bool mail_is_address(struct str text);
/* Headers, and the text as quoted-printable UTF-8. ERR_INVALID "mail.refused": a header with line
 * breaks, no address, text that is not UTF-8, or too much of it. */
enum err mail_print(struct arena *arena, const struct mail *mail, struct str from,
                    struct instant now, struct str *ret, struct error *error) MUST_USE;

#endif
