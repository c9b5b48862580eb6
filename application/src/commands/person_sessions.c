/* application/src/commands/person_sessions.c - sessions of people: how they begin and end, and what
 * a page sends along with a change. */
#include "base/strbuf.h"
#include "commands/person_access.h"

enum { AGENT_MOST = 200 };

/* -- what a page sends along -- */

static struct str csrf_text(const struct scope *scope, struct arena *arena, struct str chance)
{
    return str_format(arena, "%.*s.%.*s", STR_ARG(ID_TEXT(arena, scope->actor.session)),
                      STR_ARG(chance));
}

struct str session_csrf_make(const struct ports *ports, const struct scope *scope,
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

/* By whoever is signed in, or by its own person, as when the password is chosen anew. */
static struct event ended(const struct scope *scope, const struct session *session, const char *why)
{
    return (struct event){ .type = EVENT_SESSION_ENDED,
                           .actor = scope->actor.kind == ACTOR_USER
                                        ? scope_actor(scope)
                                        : ID_TEXT(scope->arena, session->user),
                           .detail = str_from_c(why),
                           .object = ID_TEXT(scope->arena, session->id) };
}

enum err person_remove_session(const struct ports *ports, struct scope *scope,
                               const struct session *session, const char *why)
{
    struct scope inside = person_inside(scope, session->account);
    struct event_list events = { NULL, 0, 0 };
    struct session kept = *session;
    enum err err;

    event_list_add(&events, scope->arena, ended(scope, session, why));
    err = VIA(ports->records, save, &inside, &session_record, &kept, &events);
    if (err != ERR_OK && err != ERR_CONFLICT && err != ERR_NOT_FOUND) /* used or ended meanwhile */
        return person_done(scope, &inside, err);
    error_clear(&inside.error);
    err = VIA(ports->records, remove, &inside, &session_record, session->id.v);

    return err == ERR_NOT_FOUND ? ERR_OK : person_done(scope, &inside, err); /* ended meanwhile */
}

static struct event started(const struct scope *scope, const struct user *user)
{
    return (struct event){ .type = EVENT_SESSION_STARTED,
                           .actor = ID_TEXT(scope->arena, user->id) };
}

/* Whoever came in by a password that is none any more has nothing of it. It is kept before the
 * sessions end, and this is asked when the session is kept: one of the two sees the other. */
static enum err opens_still(const struct ports *ports, struct scope *scope, const struct user *user,
                            const struct session *session)
{
    struct user *now;

    TRY(person_find(ports, scope, "id", ID_TEXT(scope->arena, user->id), &now));
    if (now != NULL && str_eq(now->password_hash, user->password_hash))
        return ERR_OK;
    TRY(person_remove_session(ports, scope, session, "password"));
    return FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.session_ended");
}

enum err person_begin_session(const struct ports *ports, struct scope *scope,
                              const struct user *user, const struct membership *membership,
                              struct instant signed_in_at, struct str agent, struct signed_in *ret)
{
    struct scope inside = person_inside(scope, membership->account);
    struct str secret = VIA(ports->secrets, token, scope->arena);
    struct event_list events = { 0 };
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
    event_list_add(&events, scope->arena, started(scope, user));
    TRY(person_done(scope, &inside,
                    VIA(ports->records, save, &inside, &session_record, &session, &events)));
    TRY(opens_still(ports, scope, user, &session));
    *ret = (struct signed_in){ .session = session,
                               .user = *user,
                               .account = membership->account,
                               .csrf = session_csrf_make(ports, scope, session.id),
                               .secret = secret };
    return ERR_OK;
}

/* So many at a time; what is not removed is passed over. */
enum err person_end_sessions(const struct ports *ports, struct scope *scope, struct user_id user,
                             struct account_id account, const char *why)
{
    struct page page;
    size_t removed;

    do {
        removed = 0;
        TRY(person_page(ports, scope, &session_record, user, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct session *session = &((struct session *)page.items)[i];

            if (!ID_NONE(account) && !ID_EQ(session->account, account))
                continue;
            TRY(person_remove_session(ports, scope, session, why));
            removed++;
        }
    } while (page.next.p != NULL && removed > 0);
    return ERR_OK;
}

enum err person_session(const struct ports *ports, struct scope *scope, struct session **ret)
{
    void *found;

    TRY(scope_require(scope, PERMISSION_OWN_ACCESS));
    TRY(VIA(ports->records, find, scope, &session_record, scope->actor.session.v, &found));
    *ret = found;
    return ERR_OK;
}

enum err person_renew_session(const struct ports *ports, struct scope *scope,
                              const struct user *user, const char *why, struct str agent,
                              struct signed_in *ret)
{
    struct membership membership;
    struct session *session;

    TRY(person_session(ports, scope, &session));
    membership = (struct membership){ .account = session->account, .role = session->role };
    TRY(person_end_sessions(ports, scope, user->id, (struct account_id){ 0 }, why));
    return person_begin_session(ports, scope, user, &membership, scope->now, agent, ret);
}
