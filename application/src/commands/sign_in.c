/* application/src/commands/sign_in.c - people come in with a password and stay by a session. */
#include "application/commands/sign_in.h"

#include "base/strbuf.h"
#include "commands/person_access.h"
#include "domain/models/account.h"

enum {
    EMAIL_LEAST = 3,
    EMAIL_MOST = 254,
    PASSWORD_BYTES = 512,
    AGENT_MOST = 200,
    SESSIONS_MOST = 200
};

static const struct field sign_in_fields[] = {
    FIELD_STR(struct sign_in, email, FIELD_REQUIRED, EMAIL_LEAST, EMAIL_MOST),
    FIELD_STR(struct sign_in, password, FIELD_REQUIRED, 1, PASSWORD_BYTES),
    FIELD_STR(struct sign_in, account, 0, 0, 40),
};
const struct record sign_in_record = RECORD("sign_in", struct sign_in, sign_in_fields);

static const struct field signed_in_fields[] = {
    FIELD_SUB(struct signed_in, session, 0, session_record),
    FIELD_SUB(struct signed_in, user, 0, user_record),
    FIELD_ID(struct signed_in, account, 0),
    FIELD_STR(struct signed_in, csrf, 0, 0, 200),
};
const struct record signed_in_record = RECORD("signed_in", struct signed_in, signed_in_fields);

static const struct field change_password_fields[] = {
    FIELD_STR(struct change_password, current, FIELD_REQUIRED, 1, PASSWORD_BYTES),
    FIELD_STR(struct change_password, password, FIELD_REQUIRED, 1, PASSWORD_BYTES),
};
const struct record change_password_record =
    RECORD("change_password", struct change_password, change_password_fields);

struct str email_normal(struct arena *arena, struct str email)
{
    struct str trimmed = str_trim(email);
    struct strbuf b = strbuf_init(arena, trimmed.n + 1);

    for (size_t i = 0; i < trimmed.n; i++) {
        char c = trimmed.p[i];

        strbuf_add_char(&b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return strbuf_str(&b);
}

/* -- what a page sends along -- */

static struct str csrf_text(const struct scope *scope, struct arena *arena, struct str chance)
{
    return str_format(arena, "%.*s.%.*s", STR_ARG(ID_TEXT(arena, scope->actor.session)),
                      STR_ARG(chance));
}

static struct str csrf_make(const struct ports *ports, const struct scope *scope,
                            struct session_id session)
{
    struct scope of = *scope;
    struct str chance = VIA(ports->secrets, token, scope->arena);

    of.actor.session = session;
    return str_format(scope->arena, "%.*s.%.*s", STR_ARG(chance),
                      STR_ARG(VIA(ports->secrets, mac, scope->arena, SECRET_SESSION,
                                  csrf_text(&of, scope->arena, chance))));
}

bool session_csrf_is(const struct ports *ports, const struct scope *scope, struct str csrf)
{
    struct str mac = csrf, chance = str_cut(&mac, '.');

    return mac.n > 0 &&
           VIA(ports->secrets, mac_is, SECRET_SESSION, csrf_text(scope, scope->arena, chance), mac);
}

/* -- sessions -- */

/* Users and sessions are kept under several accounts, and nobody is signed in yet. */
static struct scope inside_of(const struct scope *scope, struct account_id account)
{
    struct scope inside = scope_system(scope->arena, account, scope->now, scope->log);

    inside.request_id = scope->request_id;
    inside.address = scope->address;
    return inside;
}

static enum err done(struct scope *scope, const struct scope *inside, enum err err)
{
    if (err != ERR_OK)
        scope->error = inside->error;
    return err;
}

static enum err begin(const struct ports *ports, struct scope *scope, const struct user *user,
                      const struct membership *membership, struct instant signed_in_at,
                      struct str agent, struct signed_in *ret)
{
    struct scope inside = inside_of(scope, membership->account);
    struct str secret = VIA(ports->secrets, token, scope->arena);
    struct session session = { .id = { random_id(ports->random, scope->now) },
                               .account = membership->account,
                               .user = user->id,
                               .role = membership->role,
                               .hash = VIA(ports->secrets, hash, scope->arena, secret),
                               .address = scope->address,
                               .agent = str_slice(agent, 0, AGENT_MOST),
                               .signed_in_at = signed_in_at,
                               .seen_at = scope->now,
                               .created_at = scope->now };

    if (!str_is_utf8(session.agent))
        session.agent = STR("?");
    TRY(done(scope, &inside, VIA(ports->records, save, &inside, &session_record, &session, NULL)));
    *ret = (struct signed_in){ .session = session,
                               .user = *user,
                               .account = membership->account,
                               .csrf = csrf_make(ports, scope, session.id),
                               .secret = secret };
    return ERR_OK;
}

static enum err page_of_user(const struct ports *ports, struct scope *scope,
                             const struct record *record, struct user_id user, struct page *ret)
{
    struct scope inside = inside_of(scope, (struct account_id){ 0 });
    struct page_query query = { .n = 1,
                                .limit = SESSIONS_MOST,
                                .descending = record == &session_record };

    query.filters[0] = (struct filter){ STR("user"), FILTER_EQ, ID_TEXT(scope->arena, user) };
    return done(scope, &inside, VIA(ports->records, page_global, &inside, record, &query, ret));
}

static enum err remove_session(const struct ports *ports, struct scope *scope,
                               const struct session *session)
{
    struct scope inside = inside_of(scope, session->account);
    enum err err = VIA(ports->records, remove, &inside, &session_record, session->id.v);

    return err == ERR_NOT_FOUND ? ERR_OK : done(scope, &inside, err); /* ended meanwhile */
}

/* All of a person's. So many at a time, until none is left. */
enum err person_end_sessions(const struct ports *ports, struct scope *scope, struct user_id user)
{
    struct page page;

    do {
        TRY(page_of_user(ports, scope, &session_record, user, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(remove_session(ports, scope, &((struct session *)page.items)[i]));
    } while (page.next.p != NULL);
    return ERR_OK;
}

/* Those that nobody will use again go when their person comes back. */
static enum err end_dead(const struct ports *ports, struct scope *scope, struct user_id user)
{
    struct page page;

    TRY(page_of_user(ports, scope, &session_record, user, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct session *session = &((struct session *)page.items)[i];

        if (!session_is_alive(session, scope->now))
            TRY(remove_session(ports, scope, session));
    }
    return ERR_OK;
}

/* -- coming in -- */

static enum err account_is_open(const struct ports *ports, struct scope *scope,
                                struct account_id account, bool *ret)
{
    struct scope inside = inside_of(scope, account);
    void *found;

    TRY(done(scope, &inside,
             VIA(ports->records, find, &inside, &account_record, account.v, &found)));
    *ret = ((struct account *)found)->status != ACCOUNT_CLOSED;
    return ERR_OK;
}

static enum err choose_membership(const struct ports *ports, struct scope *scope,
                                  struct user_id user, struct str wanted, struct membership *ret)
{
    struct account_id account = { 0 };
    struct page page;
    bool open;

    if (wanted.n > 0 && !ID_SCAN(wanted, &account))
        return FAIL(&scope->error, ERR_FORBIDDEN, "auth.no_account");
    TRY(page_of_user(ports, scope, &membership_record, user, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct membership *m = &((struct membership *)page.items)[i];

        if (wanted.n > 0 && !ID_EQ(m->account, account))
            continue;
        TRY(account_is_open(ports, scope, m->account, &open));
        if (open) {
            *ret = *m;
            return ERR_OK;
        }
    }
    return FAIL(&scope->error, ERR_FORBIDDEN, "auth.no_account");
}

enum err person_find(const struct ports *ports, struct scope *scope, const char *field,
                     struct str value, struct user **ret)
{
    struct scope inside = inside_of(scope, (struct account_id){ 0 });
    void *found;
    enum err err = VIA(ports->records, find_global, &inside, &user_record, field, value, &found);

    *ret = err == ERR_OK ? found : NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : done(scope, &inside, err);
}

/* user NULL: takes as long, and is wrong. */
static enum err ask_password(const struct ports *ports, struct scope *scope,
                             const struct user *user, struct str password)
{
    bool right;

    TRY(VIA(ports->passwords, verify, password, user != NULL ? user->password_hash : STR_NONE,
            &right, &scope->error));
    return right && user != NULL ? ERR_OK
                                 : FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.wrong_password");
}

enum err person_keep_password(const struct ports *ports, struct scope *scope, struct user *user,
                              struct str password)
{
    struct scope inside = inside_of(scope, user->account);

    TRY(VIA(ports->passwords, hash, scope->arena, password, &user->password_hash, &scope->error));
    return done(scope, &inside, VIA(ports->records, save, &inside, &user_record, user, NULL));
}

enum err sign_in(const struct ports *ports, struct scope *scope, const struct sign_in *cmd,
                 struct str agent, struct signed_in *ret)
{
    struct membership membership;
    struct user *user;

    TRY(person_find(ports, scope, "email", email_normal(scope->arena, cmd->email), &user));
    TRY(ask_password(ports, scope, user, cmd->password));
    TRY(choose_membership(ports, scope, user->id, cmd->account, &membership));
    if (VIA(ports->passwords, is_outdated, user->password_hash)) {
        /* the next time does as well: nobody is kept out for it */
        DROP(person_keep_password(ports, scope, user, cmd->password));
        error_clear(&scope->error);
    }
    TRY(end_dead(ports, scope, user->id));
    return begin(ports, scope, user, &membership, scope->now, agent, ret);
}

/* -- being in -- */

static enum err own_session(const struct ports *ports, struct scope *scope, struct session **ret)
{
    void *found;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(VIA(ports->records, find, scope, &session_record, scope->actor.session.v, &found));
    *ret = found;
    return ERR_OK;
}

enum err sign_out(const struct ports *ports, struct scope *scope)
{
    struct session *session;

    TRY(own_session(ports, scope, &session));
    return remove_session(ports, scope, session);
}

static enum err own_user(const struct ports *ports, struct scope *scope, struct user **ret)
{
    TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, scope->actor.user), ret));
    return *ret != NULL ? ERR_OK : FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.session_ended");
}

enum err read_session(const struct ports *ports, struct scope *scope, struct signed_in *ret)
{
    struct session *session;
    struct user *user;

    TRY(own_session(ports, scope, &session));
    TRY(own_user(ports, scope, &user));
    *ret = (struct signed_in){ .session = *session,
                               .user = *user,
                               .account = session->account,
                               .csrf = csrf_make(ports, scope, session->id) };
    return ERR_OK;
}

enum err list_sessions(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct session *items;
    size_t n = 0;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(page_of_user(ports, scope, &session_record, scope->actor.user, ret));
    items = ret->items;
    for (size_t i = 0; i < ret->n; i++)
        if (session_is_alive(&items[i], scope->now))
            items[n++] = items[i];
    ret->n = n;
    ret->next = STR_NONE; /* nobody has more that are alive */
    return ERR_OK;
}

enum err end_session(const struct ports *ports, struct scope *scope, struct session_id id)
{
    struct page page;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(page_of_user(ports, scope, &session_record, scope->actor.user, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct session *session = &((struct session *)page.items)[i];

        if (ID_EQ(session->id, id))
            return remove_session(ports, scope, session);
    }
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "session.not_found",
                     P_STR("id", ID_TEXT(scope->arena, id)));
}

enum err change_password(const struct ports *ports, struct scope *scope,
                         const struct change_password *cmd, struct str agent, struct signed_in *ret)
{
    struct membership membership;
    struct session *session;
    struct user *user;

    TRY(own_session(ports, scope, &session));
    TRY(own_user(ports, scope, &user));
    TRY(ask_password(ports, scope, user, cmd->current));
    password_check(&scope->error, scope->arena, STR("password"), cmd->password, user->email,
                   ports->common_passwords);
    TRY(error_fields(&scope->error));
    TRY(person_keep_password(ports, scope, user, cmd->password));
    TRY(person_end_sessions(ports, scope, user->id));
    membership = (struct membership){ .account = session->account, .role = session->role };
    return begin(ports, scope, user, &membership, scope->now, agent, ret);
}
