/* application/src/event_handlers/mail_factor_reset.c - whose second factor another took away hears
 * of it, so that a reset that nobody should have made does not stay unseen. */
#include "event_handlers/handlers.h"

#include "commands/person_access.h"

enum err mail_factor_reset(const struct ports *ports, struct scope *scope,
                           const struct event *event)
{
    struct param params[ERROR_PARAMS] = { { 0 } };
    struct user *user;
    struct mail mail;

    TRY(person_find(ports, scope, "id", event->object, &user));
    if (user == NULL)
        return ERR_OK;
    params[0] = P_STR("reason", event->detail);
    params[1] = P_STR("url", ports->choices.public_url);
    mail = (struct mail){ .id = event_identity(scope->arena, event),
                          .to = user->email,
                          .subject = VIA(ports->wording, print, scope->arena, user->language,
                                         "mail.second_factor_reset.subject", NULL),
                          .text = VIA(ports->wording, print, scope->arena, user->language,
                                      "mail.second_factor_reset.text", params) };
    return VIA(ports->mailer, send, &mail, &scope->error);
}
