/* application/src/event_handlers/tell_refusal.c - here alone it is looked up whose sign-in was
 * refused: the one who tried does not see how long it takes. An address that is nobody's is told
 * nowhere. */
#include "event_handlers/handlers.h"

#include "commands/person_access.h"
#include "domain/models/access_count.h"

static enum err tell(const struct ports *ports, struct scope *scope, const struct event *event,
                     const struct user *user, struct account_id account, struct access_count *count)
{
    struct scope inside = person_inside(scope, (struct account_id){ 0 });
    struct event_list events = { 0 };
    enum event_type type;

    if (!event_type_parse(event->detail, &type))
        return ERR_OK;
    event_list_add(&events, scope->arena,
                   (struct event){ .type = type,
                                   .account = account,
                                   .at = event->at,
                                   .actor = event->actor,
                                   .address = event->address,
                                   .request_id = event->request_id,
                                   .object = ID_TEXT(scope->arena, user->id),
                                   .detail = count->cause,
                                   .count = event->count });
    count->told = event->count.v;
    return person_done(scope, &inside,
                       VIA(ports->records, save, &inside, &access_count_record, count, &events));
}

enum err tell_refusal(const struct ports *ports, struct scope *scope, const struct event *event)
{
    struct access_count *count;
    struct account_id account;
    struct user *user;
    void *found;
    enum err err = VIA(ports->records, find, scope, &access_count_record, event->aggregate, &found);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(err);
    count = found;
    if (count->told >= event->count.v)
        return ERR_OK; /* told before */
    TRY(person_find(ports, scope, "email", count->email, &user));
    if (user == NULL)
        return ERR_OK;
    TRY(person_home(ports, scope, user, event->object, &account));
    return tell(ports, scope, event, user, account, count);
}
