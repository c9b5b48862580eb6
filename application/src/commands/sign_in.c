/* application/src/commands/sign_in.c - people come in with a password and stay by a session. */
#include "application/commands/sign_in.h"

#include "base/strbuf.h"
#include "commands/factor_check.h"
#include "commands/person_access.h"
#include "commands/refusals.h"

enum { EMAIL_LEAST = 3, EMAIL_MOST = 254, PASSWORD_BYTES = 512, CODE_MOST = 40 };

static const struct field sign_in_fields[] = {
    FIELD_STR(struct sign_in, email, FIELD_REQUIRED, EMAIL_LEAST, EMAIL_MOST),
    FIELD_STR(struct sign_in, password, FIELD_REQUIRED, 1, PASSWORD_BYTES),
    FIELD_STR(struct sign_in, account, 0, 0, 40),
    FIELD_STR(struct sign_in, code, 0, 0, CODE_MOST),
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

/* -- sessions -- */

/* Those that nobody will use again go when their person comes back. */
static enum err end_dead(const struct ports *ports, struct scope *scope, struct user_id user)
{
    struct page page;

    TRY(person_page(ports, scope, &session_record, user, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct session *session = &((struct session *)page.items)[i];

        if (!session_is_alive(session, scope->now))
            TRY(person_remove_session(ports, scope, session, "expired"));
    }
    return ERR_OK;
}

/* -- coming in -- */

/* Right in all that is asked for; what is not is told to the account it concerns. */
static enum err check(const struct ports *ports, struct scope *scope, const struct sign_in *cmd,
                      struct user **user, struct membership *ret)
{
    struct attempt_at at = {
        EVENT_SIGN_IN_FAILED, email_normal(scope->arena, cmd->email), NULL, { { { 0 } } }
    };

    if (cmd->account.n > 0 && !ID_SCAN(cmd->account, &at.account))
        at.account = (struct account_id){ 0 };
    TRY(person_find(ports, scope, "email", at.email, user));
    TRY(refusal_note(ports, scope, &at, person_ask_password(ports, scope, *user, cmd->password)));
    TRY(person_membership(ports, scope, (*user)->id, cmd->account, ret));
    at = (struct attempt_at){ EVENT_SECOND_FACTOR_REFUSED, at.email, *user, ret->account };
    TRY(refusal_note(ports, scope, &at,
                     factor_check(ports, scope, (*user)->id, ret->account, cmd->code)));
    return refusals_end(ports, scope, *user, ret->account);
}

/* The next time does as well: nobody is kept out for it. */
static void hash_again(const struct ports *ports, struct scope *scope, struct user *user,
                       struct str password)
{
    const struct str kept = user->password_hash;

    if (person_keep_password(ports, scope, user, password, NULL) != ERR_OK)
        user->password_hash = kept;
    error_clear(&scope->error);
}

enum err sign_in(const struct ports *ports, struct scope *scope, const struct sign_in *cmd,
                 struct str agent, struct signed_in *ret)
{
    struct membership membership;
    struct user *user;

    TRY(check(ports, scope, cmd, &user, &membership));
    if (VIA(ports->passwords, is_outdated, user->password_hash))
        hash_again(ports, scope, user, cmd->password);
    TRY(end_dead(ports, scope, user->id));
    return person_begin_session(ports, scope, user, &membership, scope->now, agent, ret);
}

/* -- being in -- */

enum err sign_out(const struct ports *ports, struct scope *scope)
{
    struct session *session;

    TRY(person_session(ports, scope, &session));
    return person_remove_session(ports, scope, session, "signed_out");
}

enum err read_session(const struct ports *ports, struct scope *scope, struct signed_in *ret)
{
    struct session *session;
    struct user *user;

    TRY(person_session(ports, scope, &session));
    TRY(person_self(ports, scope, &user));
    *ret = (struct signed_in){ .session = *session,
                               .user = *user,
                               .account = session->account,
                               .csrf = session_csrf_make(ports, scope, session->id) };
    return ERR_OK;
}

enum err list_sessions(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct session *items;
    size_t n = 0;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(person_page(ports, scope, &session_record, scope->actor.user, ret));
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
    TRY(person_page(ports, scope, &session_record, scope->actor.user, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct session *session = &((struct session *)page.items)[i];

        if (ID_EQ(session->id, id))
            return person_remove_session(ports, scope, session, "closed");
    }
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "session.not_found",
                     P_STR("id", ID_TEXT(scope->arena, id)));
}

enum err change_password(const struct ports *ports, struct scope *scope,
                         const struct change_password *cmd, struct str agent, struct signed_in *ret)
{
    struct event_list events = { 0 };
    struct user *user;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(person_self(ports, scope, &user));
    TRY(refusal_ask_password(ports, scope, user, cmd->current));
    password_check(&scope->error, scope->arena, STR("password"), cmd->password, user->email,
                   ports->common_passwords);
    TRY(error_fields(&scope->error));
    event_list_add(&events, scope->arena,
                   (struct event){ .type = EVENT_PASSWORD_CHANGED,
                                   .account = scope->account,
                                   .actor = scope_actor(scope) });
    TRY(person_keep_password(ports, scope, user, cmd->password, &events));
    return person_renew_session(ports, scope, user, "password", agent, ret);
}
