/* application/src/event_handlers/mail_registration.c - here alone it is looked up whether the
 * address has a user: the one who asked does not see how long it takes. */
#include "event_handlers/handlers.h"

#include "base/strbuf.h"
#include "commands/person_access.h"
#include "domain/models/registration.h"

/* Of the same address, the newest first; as many as matter. */
static enum err earlier_ones(const struct ports *ports, struct scope *scope, struct str email,
                             struct page *ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct page_query query = { .filters = { { STR("email"), FILTER_EQ, email } },
                                .n = 1,
                                .limit = PAGE_MOST,
                                .descending = true };

    return person_done(scope, &inside,
                       VIA(ports->records, page, &inside, &registration_record, &query, ret));
}

static bool is_too_many(const struct page *page, const struct registration *r)
{
    int64_t n = 0;

    for (size_t i = 0; i < page->n; i++) {
        const struct registration *other = &((struct registration *)page->items)[i];
        int64_t ago = instant_minus(r->created_at, other->created_at).ms;

        n += ago >= 0 && ago < REGISTRATION_MAILS_MS;
    }
    return n > REGISTRATION_MAILS;
}

/* Asked for once more: what the newest whole one says. */
static bool fill_from(const struct page *page, struct registration *r)
{
    for (size_t i = 0; i < page->n && r->account_name.n == 0; i++) {
        const struct registration *other = &((struct registration *)page->items)[i];

        if (other->account_name.n == 0)
            continue;
        r->account_name = other->account_name;
        r->country = other->country;
        r->time_zone = other->time_zone;
        r->language = other->language;
    }
    return r->account_name.n > 0;
}

static enum err drop(const struct ports *ports, struct scope *scope, const struct registration *r)
{
    enum err err = VIA(ports->records, remove, scope, &registration_record, r->id.v);

    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err send(const struct ports *ports, struct scope *scope, const struct registration *r,
                     struct str language, const char *subject, const char *text, struct str url)
{
    const struct param params[ERROR_PARAMS] = {
        P_STR("url", url), P_I64("minutes", REGISTRATION_LIFE_MS / MS_PER_MINUTE)
    };
    const struct mail mail = {
        .id = ID_TEXT(scope->arena, r->id),
        .to = r->email,
        .subject = VIA(ports->wording, print, scope->arena, language, subject, NULL),
        .text = VIA(ports->wording, print, scope->arena, language, text, params),
    };

    return VIA(ports->mailer, send, &mail, &scope->error);
}

static enum err send_token(const struct ports *ports, struct scope *scope, struct registration *r)
{
    struct str token =
        VIA(ports->secrets, mac, scope->arena, SECRET_REGISTRATION, ID_TEXT(scope->arena, r->id));
    struct str url = str_format(scope->arena, "%.*s/sign-up#token=%.*s",
                                STR_ARG(ports->choices.public_url), STR_ARG(token));

    if (r->hash.n == 0) {
        r->hash = VIA(ports->secrets, hash, scope->arena, token);
        TRY(VIA(ports->records, save, scope, &registration_record, r, NULL));
    }
    return send(ports, scope, r, r->language, "mail.registration.subject", "mail.registration.text",
                url);
}

enum err mail_registration(const struct ports *ports, struct scope *scope,
                           const struct event *event)
{
    struct registration *r;
    struct user *user;
    struct page page;
    void *found;
    enum err err = VIA(ports->records, find, scope, &registration_record, event->aggregate, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error); /* confirmed, or dropped, since the event was told first */
        return ERR_OK;
    }
    TRY(err);
    r = found;
    TRY(earlier_ones(ports, scope, r->email, &page));
    if (is_too_many(&page, r) || !fill_from(&page, r))
        return drop(ports, scope, r);
    TRY(person_find(ports, scope, "email", r->email, &user));
    if (user == NULL)
        return send_token(ports, scope, r);
    /* it opens nothing, and stays to be counted: these mails are no more than the others */
    return send(ports, scope, r, user->language, "mail.registered.subject", "mail.registered.text",
                ports->choices.public_url);
}
