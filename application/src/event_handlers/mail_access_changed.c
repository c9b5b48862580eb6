/* application/src/event_handlers/mail_access_changed.c - a person hears by mail of each change of
 * how they sign in, made by themselves or by another, so that one that nobody should have made does
 * not stay unseen. */
#include "event_handlers/handlers.h"

#include "commands/person_access.h"

static const struct access_change {
    enum event_type type;
    const char *subject, *text;
} access_changes[] = {
    { EVENT_PASSWORD_CHANGED, "mail.password_changed.subject", "mail.password_changed.text" },
    { EVENT_SECOND_FACTOR_ON, "mail.second_factor_on.subject", "mail.second_factor_on.text" },
    { EVENT_SECOND_FACTOR_OFF, "mail.second_factor_off.subject", "mail.second_factor_off.text" },
    { EVENT_SECOND_FACTOR_RESET, "mail.second_factor_reset.subject",
      "mail.second_factor_reset.text" },
    { EVENT_RECOVERY_CODES_MADE, "mail.recovery_codes_made.subject",
      "mail.recovery_codes_made.text" },
    { EVENT_RECOVERY_CODE_USED, "mail.recovery_code_used.subject", "mail.recovery_code_used.text" },
};

static const struct access_change other = { .subject = "mail.other.subject",
                                            .text = "mail.other.text" };

static const struct access_change *change_of(enum event_type type)
{
    for (size_t i = 0; i < ARRAY_LEN(access_changes); i++)
        if (access_changes[i].type == type)
            return &access_changes[i];
    return &other; /* the subscriptions name none */
}

enum err mail_access_changed(const struct ports *ports, struct scope *scope,
                             const struct event *event)
{
    const struct access_change *change = change_of(event->type);
    /* a deed of another names whose access it changed */
    struct str whose = event->object.n > 0 ? event->object : event->actor;
    const struct param params[ERROR_PARAMS] = {
        P_STR("address", event->address.n > 0 ? event->address : STR("-")),
        P_STR("reason", event->detail), P_I64("left", event->count.v),
        P_STR("url", ports->choices.public_url)
    };
    struct user *user;
    struct mail mail;

    TRY(person_find(ports, scope, "id", whose, &user));
    if (user == NULL)
        return ERR_OK;
    mail = (struct mail){
        .id = event_identity(scope->arena, event),
        .to = user->email,
        .subject = VIA(ports->wording, print, scope->arena, user->language, change->subject, NULL),
        .text = VIA(ports->wording, print, scope->arena, user->language, change->text, params)
    };
    return VIA(ports->mailer, send, &mail, &scope->error);
}
