/* application/src/commands/refusals.c */
#include "commands/refusals.h"

#include "base/strbuf.h"
#include "commands/person_access.h"
#include "domain/models/access_count.h"
#include "stable_id.h"

enum { COUNT_TRIES = 5 };

/* The causes that are told; all other errors are none of a person's. */
static const char *const causes[] = { "auth.wrong_password", "auth.wrong_code",
                                      "auth.too_many_codes" };

static bool is_told(const char *slug)
{
    for (size_t i = 0; slug != NULL && i < ARRAY_LEN(causes); i++)
        if (str_eq(str_from_c(slug), str_from_c(causes[i])))
            return true;
    return false;
}

/* The hour's beginning, which says when it may go, and a hash of what was tried with whom. */
static struct access_count_id count_id(const struct ports *ports, struct scope *scope,
                                       struct str cause, struct str email)
{
    struct id128 hash = stable_id(
        ports, scope, str_format(scope->arena, "tried:%.*s:%.*s", STR_ARG(cause), STR_ARG(email)));
    int64_t hour = scope->now.unix_ms / ACCESS_COUNT_MS * ACCESS_COUNT_MS;

    return (struct access_count_id){ id128_make(hour, hash.bytes) };
}

static enum err load(const struct ports *ports, struct scope *inside, struct access_count_id id,
                     struct access_count **ret)
{
    void *found;
    enum err err = VIA(ports->records, find, inside, &access_count_record, id.v, &found);

    *ret = err == ERR_OK ? found : NULL;
    if (err == ERR_NOT_FOUND)
        error_clear(&inside->error);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static struct access_count fresh(struct scope *scope, struct access_count_id id, struct str cause,
                                 struct str email)
{
    return (
        struct access_count){ .id = id, .email = email, .cause = cause, .created_at = scope->now };
}

/* -- counting -- */

/* Of nobody yet: who it is, is found where the event is handled. */
static struct event asked(const struct attempt_at *at, const struct access_count *count,
                          struct scope *scope)
{
    return (struct event){ .type = EVENT_ACCESS_REFUSED,
                           .count = SOME_I64(count->n),
                           .actor = STR("unknown"),
                           .detail = event_type_name(at->type),
                           .object = ID_NONE(at->account) ? STR("")
                                                          : ID_TEXT(scope->arena, at->account) };
}

static struct event line(struct scope *scope, const struct attempt_at *at,
                         const struct access_count *count)
{
    return (struct event){ .type = at->type,
                           .account = at->account,
                           .actor = scope->actor.kind == ACTOR_USER ? scope_actor(scope)
                                                                    : STR("unknown"),
                           .object = ID_TEXT(scope->arena, at->user->id),
                           .detail = count->cause,
                           .count = SOME_I64(count->n) };
}

static enum err count_once(const struct ports *ports, struct scope *scope, struct scope *inside,
                           const struct attempt_at *at, struct str cause)
{
    struct str what =
        str_format(scope->arena, "%.*s:%.*s", STR_ARG(event_type_name(at->type)), STR_ARG(cause));
    struct access_count_id id = count_id(ports, scope, what, at->email);
    struct access_count *count, first = fresh(scope, id, cause, at->email);
    struct event_list events = { 0 };

    TRY(load(ports, inside, id, &count));
    if (count == NULL)
        count = &first;
    count->n++;
    if (access_count_is_told(count->n)) {
        event_list_add(&events, scope->arena,
                       at->user != NULL ? line(scope, at, count) : asked(at, count, scope));
        if (at->user != NULL)
            count->told = count->n;
    }
    return VIA(ports->records, save, inside, &access_count_record, count, &events);
}

/* Two at once count one after the other. */
static bool came_second(enum err err)
{
    return err == ERR_CONFLICT || err == ERR_EXISTS;
}

enum err refusal_note(const struct ports *ports, struct scope *scope, const struct attempt_at *at,
                      enum err err)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct error said = scope->error;
    enum err noted = ERR_CONFLICT;

    if (err == ERR_OK || !is_told(said.slug))
        return err;
    for (int i = 0; i < COUNT_TRIES && came_second(noted); i++) {
        error_clear(&inside.error);
        noted = count_once(ports, scope, &inside, at, str_from_c(said.slug));
    }
    if (noted != ERR_OK)
        log_error(scope->log, "refusal.not_noted", LF_ERROR(&inside.error));
    scope->error = said;
    return err;
}

enum err refusal_ask_password(const struct ports *ports, struct scope *scope,
                              const struct user *user, struct str password)
{
    const struct attempt_at at = { EVENT_PASSWORD_REFUSED, user->email, user, scope->account };

    return refusal_note(ports, scope, &at, person_ask_password(ports, scope, user, password));
}

enum err access_count_one(const struct ports *ports, struct scope *scope, const char *cause,
                          struct str email, int64_t *ret)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct access_count_id id = count_id(ports, scope, str_from_c(cause), email);
    enum err err = ERR_CONFLICT;

    for (int i = 0; i < COUNT_TRIES && came_second(err); i++) {
        struct access_count *count, first = fresh(scope, id, str_from_c(cause), email);

        error_clear(&inside.error);
        TRY(person_done(scope, &inside, load(ports, &inside, id, &count)));
        if (count == NULL)
            count = &first;
        *ret = ++count->n;
        err = VIA(ports->records, save, &inside, &access_count_record, count, NULL);
    }
    return person_done(scope, &inside, err);
}

/* -- telling -- */

static enum err tell_rest(const struct ports *ports, struct scope *scope,
                          const struct attempt_at *at, const char *cause)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct str what =
        str_format(scope->arena, "%.*s:%s", STR_ARG(event_type_name(at->type)), cause);
    struct event_list events = { 0 };
    struct access_count *count;
    enum err err;

    TRY(person_done(scope, &inside,
                    load(ports, &inside, count_id(ports, scope, what, at->email), &count)));
    if (count == NULL || count->told == count->n)
        return ERR_OK;
    count->told = count->n;
    event_list_add(&events, scope->arena, line(scope, at, count));
    err = VIA(ports->records, save, &inside, &access_count_record, count, &events);
    return came_second(err) ? ERR_OK : person_done(scope, &inside, err); /* who came first tells */
}

enum err refusals_end(const struct ports *ports, struct scope *scope, const struct user *user,
                      struct account_id account)
{
    const struct attempt_at door = { EVENT_SIGN_IN_FAILED, user->email, user, account };
    const struct attempt_at code = { EVENT_SECOND_FACTOR_REFUSED, user->email, user, account };

    TRY(tell_rest(ports, scope, &door, "auth.wrong_password"));
    return tell_rest(ports, scope, &code, "auth.wrong_code");
}
