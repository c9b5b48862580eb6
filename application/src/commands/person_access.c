/* application/src/commands/person_access.c - users and their places in accounts. */
#include "commands/person_access.h"

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "stable_id.h"

struct scope person_inside(const struct scope *scope, struct account_id account)
{
    struct scope inside = scope_system(scope->arena, account, scope->now, scope->log);

    inside.request_id = scope->request_id;
    inside.address = scope->address;
    return inside;
}

enum err person_done(struct scope *scope, const struct scope *inside, enum err err)
{
    if (err != ERR_OK)
        scope->error = inside->error;
    return err;
}

/* -- users -- */

enum err person_find(const struct ports *ports, struct scope *scope, const char *field,
                     struct str value, struct user **ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    void *found;
    enum err err = VIA(ports->records, find_global, &inside, &user_record, field, value, &found);

    *ret = err == ERR_OK ? found : NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : person_done(scope, &inside, err);
}

enum err person_self(const struct ports *ports, struct scope *scope, struct user **ret)
{
    TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, scope->actor.user), ret));
    return *ret != NULL ? ERR_OK : FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.session_ended");
}

enum err person_ask_password(const struct ports *ports, struct scope *scope,
                             const struct user *user, struct str password)
{
    bool right;

    TRY(VIA(ports->passwords, verify, password, user != NULL ? user->password_hash : STR_NONE,
            &right, &scope->error));
    return right && user != NULL ? ERR_OK
                                 : FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.wrong_password");
}

enum err person_keep_password(const struct ports *ports, struct scope *scope, struct user *user,
                              struct str password, struct event_list *events)
{
    struct scope inside = person_inside(scope, user->account);

    TRY(VIA(ports->passwords, hash, scope->arena, password, &user->password_hash, &scope->error));
    return person_done(scope, &inside,
                       VIA(ports->records, save, &inside, &user_record, user, events));
}

/* Who comes second finds the first one's claim, and with it the ids that the user has or will have:
 * if the first one was cut off, the second one makes that user. */
static enum err claim_email(const struct ports *ports, struct scope *scope,
                            const struct user *wanted, struct email_claim *ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct str text = str_format(scope->arena, "email:%.*s", STR_ARG(wanted->email));
    void *found;
    enum err err;

    *ret = (struct email_claim){ .id = { stable_id(ports, scope, text) },
                                 .user = { random_id(ports->random, scope->now) },
                                 .home = wanted->account,
                                 .created_at = scope->now };
    err = VIA(ports->records, save, &inside, &email_claim_record, ret, NULL);
    if (err != ERR_EXISTS)
        return person_done(scope, &inside, err);
    error_clear(&inside.error);
    TRY(person_done(scope, &inside,
                    VIA(ports->records, find, &inside, &email_claim_record, ret->id.v, &found)));
    *ret = *(struct email_claim *)found;
    return ERR_OK;
}

enum err person_obtain(const struct ports *ports, struct scope *scope, const struct user *wanted,
                       struct user *ret, bool *created)
{
    struct email_claim claim;
    struct scope inside;
    struct user *found;
    enum err err;

    *created = false;
    TRY(person_find(ports, scope, "email", wanted->email, &found));
    if (found == NULL) {
        TRY(claim_email(ports, scope, wanted, &claim));
        *ret = *wanted;
        ret->id = claim.user;
        ret->account = claim.home;
        ret->created_at = scope->now;
        inside = person_inside(scope, claim.home);
        err = VIA(ports->records, save, &inside, &user_record, ret, NULL);
        *created = err == ERR_OK;
        if (err != ERR_EXISTS)
            return person_done(scope, &inside, err);
        TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, claim.user), &found));
        if (found == NULL)
            return FAIL(&scope->error, ERR_CONFLICT, "record.conflict");
    }
    *ret = *found;
    return ERR_OK;
}

/* -- memberships -- */

static void leave_out_the_leaving(struct page *page)
{
    struct membership *items = page->items;
    size_t n = 0;

    for (size_t i = 0; i < page->n; i++)
        if (!items[i].leaving)
            items[n++] = items[i];
    page->n = n;
}

enum err person_page(const struct ports *ports, struct scope *scope, const struct record *record,
                     struct user_id user, struct page *ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct page_query query = { .n = 1,
                                .limit = PERSON_PAGE,
                                .descending = record == &session_record };

    query.filters[0] = (struct filter){ STR("user"), FILTER_EQ, ID_TEXT(scope->arena, user) };
    TRY(person_done(scope, &inside,
                    VIA(ports->records, page_global, &inside, record, &query, ret)));
    if (record == &membership_record)
        leave_out_the_leaving(ret);
    return ERR_OK;
}

enum err person_account(const struct ports *ports, struct scope *scope, struct account_id id,
                        struct account **ret)
{
    struct scope inside = person_inside(scope, id);
    void *found;

    TRY(person_done(scope, &inside,
                    VIA(ports->records, find, &inside, &account_record, id.v, &found)));
    *ret = found;
    return ERR_OK;
}

enum err person_membership(const struct ports *ports, struct scope *scope, struct user_id user,
                           struct str wanted, struct membership *ret)
{
    struct account_id id = { 0 };
    struct account *account;
    struct page page;

    if (wanted.n > 0 && !ID_SCAN(wanted, &id))
        return FAIL(&scope->error, ERR_FORBIDDEN, "auth.no_account");
    TRY(person_page(ports, scope, &membership_record, user, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct membership *m = &((struct membership *)page.items)[i];

        if (wanted.n > 0 && !ID_EQ(m->account, id))
            continue;
        TRY(person_account(ports, scope, m->account, &account));
        if (account->status != ACCOUNT_CLOSED) {
            *ret = *m;
            return ERR_OK;
        }
    }
    return FAIL(&scope->error, ERR_FORBIDDEN, "auth.no_account");
}

enum err person_home(const struct ports *ports, struct scope *scope, const struct user *user,
                     struct str wanted, struct account_id *ret)
{
    struct membership membership;
    enum err err = person_membership(ports, scope, user->id, wanted, &membership);

    if (err == ERR_FORBIDDEN && wanted.n > 0) {
        error_clear(&scope->error);
        err = person_membership(ports, scope, user->id, STR(""), &membership);
    }
    if (err == ERR_FORBIDDEN)
        error_clear(&scope->error);
    else
        TRY(err);
    *ret = err == ERR_OK ? membership.account : user->account;
    return ERR_OK;
}

static enum err is_member(const struct ports *ports, struct scope *scope, struct user_id user,
                          bool *ret)
{
    struct page page;

    TRY(person_page(ports, scope, &membership_record, user, &page));
    *ret = false;
    for (size_t i = 0; i < page.n; i++)
        *ret = *ret || ID_EQ(((struct membership *)page.items)[i].account, scope->account);
    return ERR_OK;
}

/* One place for one person in one account: the id is made from both. */
static struct membership_id membership_id_of(const struct ports *ports, struct scope *scope,
                                             struct user_id user)
{
    struct str text =
        str_format(scope->arena, "%.*s:%.*s", STR_ARG(ID_TEXT(scope->arena, scope->account)),
                   STR_ARG(ID_TEXT(scope->arena, user)));

    return (struct membership_id){ stable_id(ports, scope, text) };
}

/* Somebody who was being removed comes back. */
static enum err rejoin(const struct ports *ports, struct scope *scope,
                       const struct membership *wanted, struct event_list *events)
{
    struct membership *m;
    void *found;

    TRY(VIA(ports->records, find, scope, &membership_record, wanted->id.v, &found));
    m = found;
    if (!m->leaving)
        return ERR_OK;
    m->leaving = false;
    m->role = wanted->role;
    return VIA(ports->records, save, scope, &membership_record, m, events);
}

enum err person_join(const struct ports *ports, struct scope *scope, struct user_id user,
                     enum role role, struct event_list *events)
{
    struct scope inside = *scope;
    struct membership m = { .id = membership_id_of(ports, scope, user),
                            .account = scope->account,
                            .user = user,
                            .role = role,
                            .created_at = scope->now };
    bool there;
    enum err err;

    TRY(is_member(ports, scope, user, &there));
    if (there)
        return ERR_OK;
    inside.idempotency_key = STR_NONE;
    err = VIA(ports->records, save, &inside, &membership_record, &m, events);
    if (err == ERR_EXISTS) {
        error_clear(&inside.error);
        err = rejoin(ports, &inside, &m, events);
    }
    return person_done(scope, &inside, err);
}
