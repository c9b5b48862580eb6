/* application/src/event_handlers/mail_owner.c - the owners hear of what needs them. The mail's id
 * is made from the event's, so that an event told twice is one mail where the mailer can know. */
#include "event_handlers/handlers.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/user.h"
#include "mail_subject.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)

enum { PARAM_COUNT = ERROR_PARAMS };

/* "mail.wallet_low.subject" */
static const char *slug_of(enum event_type type, bool subject)
{
    switch (type) {
    case EVENT_WALLET_LOW:
        return subject ? "mail.wallet_low.subject" : "mail.wallet_low.text";
    case EVENT_WALLET_EMPTY:
        return subject ? "mail.wallet_empty.subject" : "mail.wallet_empty.text";
    case EVENT_CAMPAIGN_DONE:
        return subject ? "mail.campaign_done.subject" : "mail.campaign_done.text";
    case EVENT_BATCH_FAILED:
        return subject ? "mail.batch_failed.subject" : "mail.batch_failed.text";
    case EVENT_API_KEY_MAKER_LEFT:
        return subject ? "mail.maker_left.subject" : "mail.maker_left.text";
    default: /* the subscriptions name no other */
        return subject ? "mail.other.subject" : "mail.other.text";
    }
}

static enum err fill_params(const struct ports *ports, struct scope *scope,
                            const struct account *account, const struct event *event,
                            struct param params[PARAM_COUNT])
{
    struct campaign *c = NULL;

    if (!ID_NONE(event->campaign))
        TRY(campaign_find(ports->records, scope, event->campaign, &c));
    params[0] = P_STR("account", account->name);
    params[1] = P_STR("campaign", c != NULL ? c->name : STR(""));
    params[2] = P_STR("reason", event->detail.n > 0
                                    ? VIA(ports->wording, print, scope->arena, account->language,
                                          str_c(scope->arena, event->detail), NULL)
                                    : STR(""));
    params[3] = P_I64("count", event->count.has ? event->count.v : 0);
    return ERR_OK;
}

static enum err mail_one(const struct ports *ports, struct scope *scope,
                         const struct account *account, const struct event *event,
                         const struct membership *membership, const struct param *params)
{
    struct str identity = event_identity(scope->arena, event);
    struct str user = ID_TEXT(scope->arena, membership->user);
    void *found;
    struct mail mail;

    TRY(VIA(ports->records, find_global, scope, &user_record, "id", user, &found));
    mail.to = ((struct user *)found)->email;
    mail.id = str_format(scope->arena, "%.*s-%.*s", STR_ARG(identity), STR_ARG(user));
    mail.subject =
        mail_subject(ports, scope, account->language, slug_of(event->type, true), params);
    mail.text = VIA(ports->wording, print, scope->arena, account->language,
                    slug_of(event->type, false), params);
    return VIA(ports->mailer, send, &mail, &scope->error);
}

/* What became of all the mails of one event. */
struct sending {
    bool sent;         /* somebody has heard */
    enum err not_sent; /* of an address that did not take it, for good or now */
};

/* An address that does not take its mail keeps no other owner from hearing. */
static enum err mail_owners_of(const struct ports *ports, struct scope *scope,
                               const struct account *account, const struct event *event,
                               const struct page *people, const struct param *params,
                               struct sending *sending)
{
    for (size_t i = 0; i < people->n; i++) {
        const struct membership *m = &((struct membership *)people->items)[i];
        enum err err;

        if (m->role != ROLE_OWNER || m->leaving)
            continue;
        err = mail_one(ports, scope, account, event, m, params);
        if (err != ERR_OK && err != ERR_INVALID && err != ERR_EXHAUSTED)
            return err;
        sending->sent = sending->sent || err == ERR_OK;
        if (err != ERR_OK && sending->not_sent != ERR_EXHAUSTED)
            sending->not_sent = err;
    }
    return ERR_OK;
}

static bool is_wanted(const struct account *account, enum event_type type)
{
    for (size_t i = 0; i < account->unmailed.n; i++)
        if (str_eq(account->unmailed.items[i], event_type_name(type)))
            return false;
    return true;
}

enum err mail_owner(const struct ports *ports, struct scope *scope, const struct event *event)
{
    struct param params[PARAM_COUNT] = { { 0 } };
    struct page_query query = { .limit = PAGE_MOST };
    struct sending sending = { .not_sent = ERR_OK };
    struct account *account;
    struct page page;

    TRY(account_find(ports->records, scope, event->account, &account));
    if (!is_wanted(account, event->type))
        return ERR_OK;
    TRY(fill_params(ports, scope, account, event, params));
    do {
        TRY(VIA(ports->records, page, scope, &membership_record, &query, &page));
        TRY(mail_owners_of(ports, scope, account, event, &page, params, &sending));
        query.after = page.next;
    } while (page.next.p != NULL);
    /* told again, it would be a second mail for those who have heard */
    return sending.sent && sending.not_sent == ERR_EXHAUSTED ? ERR_OK : sending.not_sent;
}
