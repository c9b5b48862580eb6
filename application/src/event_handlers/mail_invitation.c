/* application/src/event_handlers/mail_invitation.c */
#include "event_handlers/handlers.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/invitation.h"
#include "mail_subject.h"

static struct str role_in_words(const struct ports *ports, struct scope *scope,
                                const struct invitation *invitation)
{
    const char *slug = "";

    switch (invitation->role) {
    case ROLE_OWNER:
        slug = "role.owner";
        break;
    case ROLE_ADMIN:
        slug = "role.admin";
        break;
    case ROLE_OPERATOR:
        slug = "role.operator";
        break;
    case ROLE_VIEWER:
        slug = "role.viewer";
        break;
    }
    return VIA(ports->wording, print, scope->arena, invitation->language, slug, NULL);
}

static struct str url_of(const struct ports *ports, struct scope *scope, struct invitation_id id)
{
    struct str token =
        VIA(ports->secrets, mac, scope->arena, SECRET_INVITATION, ID_TEXT(scope->arena, id));

    return str_format(scope->arena, "%.*s/invitation#token=%.*s",
                      STR_ARG(ports->choices.public_url), STR_ARG(token));
}

/* Each time it is asked for is a mail of its own; each time an event is told is not. */
enum err mail_invitation(const struct ports *ports, struct scope *scope, const struct event *event)
{
    struct param params[ERROR_PARAMS] = { { 0 } };
    struct invitation *invitation;
    void *found, *account;
    struct mail mail;
    enum err err = VIA(ports->records, find, scope, &invitation_record, event->aggregate, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error); /* taken, or taken back, since the event was told first */
        return ERR_OK;
    }
    TRY(err);
    invitation = found;
    if (invitation->revoked_at.has)
        return ERR_OK;
    TRY(VIA(ports->records, find, scope, &account_record, scope->account.v, &account));
    params[0] = P_STR("account", ((struct account *)account)->name);
    params[1] = P_STR("role", role_in_words(ports, scope, invitation));
    params[2] = P_STR("url", url_of(ports, scope, invitation->id));
    params[3] = P_I64("days", INVITATION_LIFE_MS / MS_PER_DAY);
    mail.id = str_format(scope->arena, "%.*s-%lld", STR_ARG(ID_TEXT(scope->arena, invitation->id)),
                         (long long)event->version);
    mail.to = invitation->email;
    mail.subject =
        mail_subject(ports, scope, invitation->language, "mail.invitation.subject", params);
    mail.text = VIA(ports->wording, print, scope->arena, invitation->language,
                    "mail.invitation.text", params);
    return VIA(ports->mailer, send, &mail, &scope->error);
}
