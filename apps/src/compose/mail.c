/* compose/mail.c - the mail server: opened, and looked at. */
#include "compose/mail.h"

enum err mail_open(const struct settings *s, struct clock clock, struct smtp **ret,
                   struct error *error)
{
    const struct smtp_config config = { .url = s->mail_url,
                                        .user = s->mail_user,
                                        .password = s->mail_password,
                                        .from = s->mail_from,
                                        .ca_file = s->mail_ca_file,
                                        .plain = s->mail_tls == MAIL_TLS_NONE,
                                        .connect = s->mail_connect_timeout,
                                        .whole = s->mail_timeout,
                                        .clock = clock };

    if (config.plain && !url_may_be_plain(s->mail_url, &s->egress_allow))
        return FAIL_WITH(error, ERR_PRECONDITION, "mail.plain_refused", P_STR("url", s->mail_url));
    return smtp_new(&config, ret, error);
}

void mail_check(const struct settings *s, struct clock clock, engine_report *report, void *to)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct smtp *smtp = NULL;
    enum err err = mail_open(s, clock, &smtp, &error);

    if (err == ERR_OK)
        err = smtp_check(smtp, &error);
    report(to, "cli.doctor.mail", s->mail_url, err == ERR_OK ? NULL : &error);
    smtp_free(smtp);
}
