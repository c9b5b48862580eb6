/* application/src/event_handlers/mail_reset.c - here alone it is looked up who forgot a password:
 * the one who asked does not see how long it takes. What is mailed comes from the master key and
 * the request's id, so that an event told twice is the same mail. */
#include "event_handlers/handlers.h"

#include "base/strbuf.h"
#include "commands/person_access.h"
#include "commands/refusals.h"
#include "domain/models/password_reset.h"

static enum err send_reset(const struct ports *ports, struct scope *scope, const struct user *user,
                           const struct password_reset *reset, struct str token)
{
    struct str url = str_format(scope->arena, "%.*s/reset#token=%.*s",
                                STR_ARG(ports->choices.public_url), STR_ARG(token));
    const struct param params[ERROR_PARAMS] = {
        P_STR("url", url), P_I64("minutes", PASSWORD_RESET_LIFE_MS / MS_PER_MINUTE)
    };
    const struct mail mail = { .id = ID_TEXT(scope->arena, reset->id),
                               .to = user->email,
                               .subject = VIA(ports->wording, print, scope->arena, user->language,
                                              "mail.reset.subject", NULL),
                               .text = VIA(ports->wording, print, scope->arena, user->language,
                                           "mail.reset.text", params) };

    return VIA(ports->mailer, send, &mail, &scope->error);
}

/* The mail's text opens something from here on; the account hears that there is one. */
static enum err keep_token(const struct ports *ports, struct scope *scope,
                           const struct event *event, const struct user *user,
                           struct password_reset *reset, struct str token)
{
    struct event_list events = { 0 };
    struct account_id account;

    TRY(person_home(ports, scope, user, STR(""), &account));
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_PASSWORD_RESET_MAILED,
                                   .account = account,
                                   .actor = STR("unknown"),
                                   .address = event->address,
                                   .object = ID_TEXT(scope->arena, user->id) });
    reset->user = user->id;
    reset->hash = VIA(ports->secrets, hash, scope->arena, token);
    reset->replaces = VIA(ports->secrets, hash, scope->arena, user->password_hash);
    return VIA(ports->records, save, scope, &password_reset_record, reset, &events);
}

enum err mail_reset(const struct ports *ports, struct scope *scope, const struct event *event)
{
    struct password_reset *reset;
    struct user *user;
    struct str token;
    int64_t mails;
    void *found;
    enum err err =
        VIA(ports->records, find, scope, &password_reset_record, event->aggregate, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error); /* used, or of nobody, since the event was told first */
        return ERR_OK;
    }
    TRY(err);
    reset = found;
    TRY(person_find(ports, scope, "email", reset->email, &user));
    if (user == NULL)
        return VIA(ports->records, remove, scope, &password_reset_record, reset->id.v);
    token = VIA(ports->secrets, mac, scope->arena, SECRET_RESET, ID_TEXT(scope->arena, reset->id));
    if (reset->hash.n == 0) {
        TRY(access_count_one(ports, scope, "password.reset", reset->email, &mails));
        if (mails > PASSWORD_RESET_MAILS)
            return VIA(ports->records, remove, scope, &password_reset_record, reset->id.v);
        TRY(keep_token(ports, scope, event, user, reset, token));
    }
    return send_reset(ports, scope, user, reset, token);
}
