/* infrastructure/src/external/outbox/message.h - a mail as RFC 5322 text. */
#ifndef EXTERNAL_OUTBOX_MESSAGE_H
#define EXTERNAL_OUTBOX_MESSAGE_H

#include "base/arena.h"
#include "base/time.h"
#include "domain/gateways/mailer.h"

enum { MESSAGE_BYTES = 1 << 20 };

/* Headers, and the text as quoted-printable UTF-8. ERR_INVALID "mail.refused": a header with line
 * breaks, no address, text that is not UTF-8, or too much of it. */
enum err mail_print(struct arena *arena, const struct mail *mail, struct str from,
                    struct instant now, struct str *ret, struct error *error) MUST_USE;

#endif
