/* application/src/event_handlers/keep_notification.c - what happened goes into the account's list,
 * once: its id is the event's. */
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/notification.h"
#include "event_handlers/handlers.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)

static struct str say(const struct ports *ports, struct scope *scope, struct str language,
                      const struct event *event, const char *part, const struct param *params)
{
    struct str type = event_type_name(event->type);
    struct str slug = str_format(scope->arena, "notice.%.*s.%s", STR_ARG(type), part);

    return VIA(ports->wording, print, scope->arena, language, str_c(scope->arena, slug), params);
}

static enum err campaign_name(const struct ports *ports, struct scope *scope,
                              const struct event *event, struct str *ret)
{
    struct campaign *c;
    enum err err = ID_NONE(event->campaign)
                       ? ERR_NOT_FOUND
                       : campaign_find(ports->records, scope, event->campaign, &c);

    if (err == ERR_NOT_FOUND)
        error_clear(&scope->error);
    else if (err != ERR_OK)
        return err;
    *ret = err == ERR_OK ? c->name : STR("");
    return ERR_OK;
}

/* A file may be of several campaigns, or of none. */
static const char *text_of(const struct event *event, struct str campaign)
{
    return event->type == EVENT_EXPORT_READY && campaign.n == 0 ? "text_alone" : "text";
}

enum err keep_notification(const struct ports *ports, struct scope *scope,
                           const struct event *event)
{
    struct param params[ERROR_PARAMS] = { { 0 } };
    struct notification n = { .id = notification_id_of(event),
                              .account = event->account,
                              .type = event->type,
                              .campaign = event->campaign,
                              .batch = event->batch,
                              .unread = true,
                              .created_at = event->at };
    struct account *account;
    struct str campaign;
    enum err err;

    TRY(account_find(ports->records, scope, event->account, &account));
    TRY(campaign_name(ports, scope, event, &campaign));
    params[0] = P_STR("campaign", campaign);
    params[1] = P_I64("count", event->count.has ? event->count.v : 0);
    params[2] = P_STR("reason", event->detail.n == 0
                                    ? STR("")
                                    : VIA(ports->wording, print, scope->arena, account->language,
                                          str_c(scope->arena, event->detail), NULL));
    n.title = say(ports, scope, account->language, event, "title", params);
    n.text = say(ports, scope, account->language, event, text_of(event, campaign), params);
    err = VIA(ports->records, save, scope, &notification_record, &n, NULL);
    if (err != ERR_EXISTS)
        return err;
    error_clear(&scope->error); /* it was told before */
    return ERR_OK;
}
