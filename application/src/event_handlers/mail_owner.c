/* application/src/event_handlers/mail_owner.c - the owners hear of what needs them. The mail's id
 * is made from the event's, so that an event told twice is one mail where the mailer can know. */
#include "event_handlers/handlers.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/user.h"
#include "mail_subject.h"
#include "notice_words.h"

RECORD_REPOSITORY(account)

_Static_assert(1 + NOTICE_PARAMS <= ERROR_PARAMS, "{account} beside what the notice names");

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

/* What is told to every owner, each in their own language. */
struct telling {
    const struct account *account;
    const struct event *event;
    struct notification notice;
};

static struct str language_of(const struct account *account, const struct user *user)
{
    return user->language.n > 0 ? user->language : account->language;
}

static enum err mail_one(const struct ports *ports, struct scope *scope, const struct telling *told,
                         const struct membership *membership)
{
    struct str identity = event_identity(scope->arena, told->event);
    struct str id = ID_TEXT(scope->arena, membership->user), language;
    struct param params[ERROR_PARAMS] = { P_STR("account", told->account->name) };
    const struct user *user;
    struct mail mail;
    void *found;

    TRY(VIA(ports->records, find_global, scope, &user_record, "id", id, &found));
    user = found;
    language = language_of(told->account, user);
    notice_params(ports, scope->arena, language, &told->notice, &params[1]);
    mail.to = user->email;
    mail.id = str_format(scope->arena, "%.*s-%.*s", STR_ARG(identity), STR_ARG(id));
    mail.subject = mail_subject(ports, scope, language, slug_of(told->event->type, true), params);
    mail.text = VIA(ports->wording, print, scope->arena, language,
                    slug_of(told->event->type, false), params);
    return VIA(ports->mailer, send, &mail, &scope->error);
}

/* What became of all the mails of one event. */
struct sending {
    bool sent;         /* somebody has heard */
    enum err not_sent; /* of an address that did not take it, for good or now */
};

/* An address that does not take its mail keeps no other owner from hearing. */
static enum err mail_owners_of(const struct ports *ports, struct scope *scope,
                               const struct telling *told, const struct page *people,
                               struct sending *sending)
{
    for (size_t i = 0; i < people->n; i++) {
        const struct membership *m = &((struct membership *)people->items)[i];
        enum err err;

        if (m->role != ROLE_OWNER || m->leaving)
            continue;
        err = mail_one(ports, scope, told, m);
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
    struct telling told = { .event = event };
    struct page_query query = { .limit = PAGE_MOST };
    struct sending sending = { .not_sent = ERR_OK };
    struct account *account;
    struct page page;

    TRY(account_find(ports->records, scope, event->account, &account));
    if (!is_wanted(account, event->type))
        return ERR_OK;
    told.account = account;
    TRY(notice_of(ports, scope, event, &told.notice));
    do {
        TRY(VIA(ports->records, page, scope, &membership_record, &query, &page));
        TRY(mail_owners_of(ports, scope, &told, &page, &sending));
        query.after = page.next;
    } while (page.next.p != NULL);
    /* told again, it would be a second mail for those who have heard */
    return sending.sent && sending.not_sent == ERR_EXHAUSTED ? ERR_OK : sending.not_sent;
}
