/* application/src/notice_words.c */
#include "notice_words.h"

#include "base/strbuf.h"
#include "domain/models/batch.h"
#include "domain/models/campaign.h"
#include "failure_words.h"

RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(campaign)

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
    *ret = err == ERR_OK ? c->name : STR_NONE;
    return ERR_OK;
}

/* An event says why by a slug alone; a sheet that failed has kept what the sentence names. */
static enum err reason_facts(const struct ports *ports, struct scope *scope,
                             const struct event *event, struct str_map *ret)
{
    struct batch *batch;
    enum err err = event->type != EVENT_BATCH_FAILED
                       ? ERR_NOT_FOUND
                       : batch_find(ports->records, scope, event->batch, &batch);

    *ret = (struct str_map){ 0 };
    if (err == ERR_OK && str_eq(batch->failure, event->detail))
        *ret = batch->failure_facts;
    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error); /* it has gone */
    return ERR_OK;
}

enum err notice_of(const struct ports *ports, struct scope *scope, const struct event *event,
                   struct notification *ret)
{
    struct str campaign;
    struct str_map facts;

    TRY(campaign_name(ports, scope, event, &campaign));
    TRY(reason_facts(ports, scope, event, &facts));
    *ret = (struct notification){ .id = notification_id_of(event),
                                  .account = event->account,
                                  .type = event->type,
                                  .campaign = event->campaign,
                                  .campaign_name = campaign,
                                  .batch = event->batch,
                                  .count = event->count,
                                  .reason = event->detail.n > 0 ? event->detail : STR_NONE,
                                  .reason_facts = facts,
                                  .unread = true,
                                  .created_at = event->at };
    return ERR_OK;
}

void notice_params(const struct ports *ports, struct arena *arena, struct str language,
                   const struct notification *n, struct param ret[NOTICE_PARAMS])
{
    const struct failure why = { n->reason, n->reason_facts };

    ret[0] = P_STR("campaign", n->campaign_name.n > 0 ? n->campaign_name : STR(""));
    ret[1] = P_STR("reason", why.slug.n > 0 ? failure_say(ports, arena, language, &why) : STR(""));
    ret[2] = P_I64("count", n->count.has ? n->count.v : 0);
}

static struct str say(const struct ports *ports, struct arena *arena, struct str language,
                      const struct notification *n, const char *part)
{
    struct param params[ERROR_PARAMS] = { { 0 } };
    struct str type = event_type_name(n->type);
    struct str slug = str_format(arena, "notice.%.*s.%s", STR_ARG(type), part);

    notice_params(ports, arena, language, n, params);
    return VIA(ports->wording, print, arena, language, str_c(arena, slug), params);
}

/* A file may be of several campaigns, or of none. */
static const char *text_of(const struct notification *n)
{
    return n->type == EVENT_EXPORT_READY && n->campaign_name.n == 0 ? "text_alone" : "text";
}

void notice_tell(const struct ports *ports, struct arena *arena, struct str language,
                 struct notification *n)
{
    if (n->title.n > 0)
        return;
    n->title = say(ports, arena, language, n, "title");
    n->text = say(ports, arena, language, n, text_of(n));
}
