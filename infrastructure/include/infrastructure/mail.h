/* infrastructure/mail.h - messages put into a folder, one .eml file each, for a person or a program
 * to send; or handed to a mail server by SMTP. */
#ifndef INFRASTRUCTURE_MAIL_H
#define INFRASTRUCTURE_MAIL_H

#include "domain/gateways/clock.h"
#include "domain/gateways/mailer.h"

struct outbox_config {
    struct str folder; /* made if it is not there, 0700 */
    struct str from;   /* "speechai@localhost" */
    struct clock clock;
};

/* ERR_UNAVAILABLE "mail.no_folder" {path}; ERR_PRECONDITION "mail.bad_sender" {from}. */
struct outbox;
enum err outbox_new(const struct outbox_config *config, struct outbox **ret,
                    struct error *error) MUST_USE;
void outbox_free(struct outbox *outbox); /* NULL is fine */
/* A file appears whole or not at all; the same id twice is one file. Safe from any thread and from
 * several processes. */
struct mailer outbox_mailer(struct outbox *outbox);

struct smtp_config {
    struct str url;            /* "smtp://mail.example.com:587", "smtps://mail.example.com:465" */
    struct str user, password; /* empty: none is given */
    struct str from;
    struct str ca_file; /* PEM; empty: the system's */
    bool plain;         /* no TLS: to this host, or in tests; smtp:// asks for STARTTLS otherwise */
    struct duration connect, whole; /* how long it may take */
    struct clock clock;
};

/* Each message is a connection of its own. Nothing is sent, the password least of all, before TLS
 * stands and the server has shown who it is. ERR_UNAVAILABLE "mail.unreachable", "mail.no_tls",
 * "mail.login_refused", "mail.sender_refused": a person must look, and all mails wait for it. The
 * same id twice is two messages with one Message-ID. smtp_new: ERR_PRECONDITION "mail.bad_url"
 * {url}, "mail.bad_sender" {from}. */
struct smtp;
enum err smtp_new(const struct smtp_config *config, struct smtp **ret,
                  struct error *error) MUST_USE;
void smtp_free(struct smtp *smtp); /* NULL is fine; the password is wiped */
struct mailer smtp_mailer(struct smtp *smtp);
/* Greets, asks for TLS, gives name and password and names the sender; then it takes its leave: no
 * message is begun. Errors as above, but ERR_UNAVAILABLE "mail.not_reached" {url}, and
 * "mail.not_now" {code} for a server that takes none at this moment. */
enum err smtp_check(const struct smtp *smtp, struct error *error) MUST_USE;

#endif
