/* infrastructure/mail.h - messages put into a folder, one .eml file each, for a person or a program
 * to send. */
#ifndef INFRASTRUCTURE_MAIL_H
#define INFRASTRUCTURE_MAIL_H

#include "domain/gateways/clock.h"
#include "domain/gateways/mailer.h"

struct outbox_config {
    struct str folder; /* made if it is not there, 0700 */
    struct str from;   /* "speechai@localhost" */
    struct clock clock;
};

/* ERR_UNAVAILABLE "mail.no_folder" {path}. */
struct outbox;
enum err outbox_new(const struct outbox_config *config, struct outbox **ret,
                    struct error *error) MUST_USE;
void outbox_free(struct outbox *outbox); /* NULL is fine */
/* A file appears whole or not at all; the same id twice is one file. Safe from any thread and from
 * several processes. */
struct mailer outbox_mailer(struct outbox *outbox);

#endif
