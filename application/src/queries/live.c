/* application/src/queries/live.c - tickets for listening, and what is told of events and calls. */
#include "application/queries/live.h"

#include "application/queries/authenticate.h"
#include "application/queries/read_records.h"
#include "base/strbuf.h"

static const struct field live_entrance_fields[] = {
    FIELD_STR(struct live_entrance, url, 0, 0, 600),
    FIELD_STR(struct live_entrance, ticket, 0, 0, 100),
    FIELD_INSTANT(struct live_entrance, expires_at, 0),
};
const struct record live_entrance_record =
    RECORD("live_entrance", struct live_entrance, live_entrance_fields);

static const struct field live_event_fields[] = {
    FIELD_I64(struct event, seq, 0, 0, 0),     FIELD_ENUM(struct event, type, 0, event_type_names),
    FIELD_INSTANT(struct event, at, 0),        FIELD_ID(struct event, campaign, 0),
    FIELD_ID(struct event, batch, 0),          FIELD_STR(struct event, detail, 0, 0, 200),
    FIELD_OPT_AMOUNT(struct event, amount, 0), FIELD_OPT_I64(struct event, count, 0, 0, 0),
    FIELD_STR(struct event, object, 0, 0, 64),
};
const struct record live_event_record = RECORD("live_event", struct event, live_event_fields);

static const struct field live_call_fields[] = {
    FIELD_ID(struct call, id, 0),
    FIELD_ID(struct call, job, 0),
    FIELD_ID(struct call, campaign, 0),
    FIELD_ID(struct call, batch, 0),
    FIELD_I64(struct call, attempt, 0, 0, 0),
    FIELD_ENUM(struct call, state, 0, job_state_names),
    FIELD_ENUM(struct call, outcome, FIELD_MAYBE, outcome_names),
    FIELD_STR(struct call, from_number, 0, 0, PHONE_TEXT),
    FIELD_OPT_INSTANT(struct call, dialed_at, 0),
    FIELD_OPT_INSTANT(struct call, started_at, 0),
    FIELD_OPT_INSTANT(struct call, ended_at, 0),
    FIELD_OPT_INSTANT(struct call, settled_at, 0),
    FIELD_OPT_DURATION(struct call, talk_ms, 0, 0, 0),
    FIELD_OPT_AMOUNT(struct call, charge, 0),
    FIELD_STR(struct call, promise_date, 0, 0, 10),
    FIELD_STR(struct call, promise_amount, 0, 0, 40),
    FIELD_PHONE(struct call, phone, 0),
    FIELD_STR(struct call, name, FIELD_SENSITIVE, 0, 200),
};
const struct record live_call_record = RECORD("live_call", struct call, live_call_fields);

static bool may(const struct scope *scope, enum permission permission)
{
    return (scope->actor.permissions & PERMISSION_BIT(permission)) != 0;
}

/* -- tickets -- */

/* "user acc_… usr_… ses_…", "key acc_… key_…", "display acc_… dsp_…" */
static struct str pass_of(const struct scope *scope)
{
    struct arena *arena = scope->arena;
    struct str account = ID_TEXT(arena, scope->account);
    const struct actor *a = &scope->actor;

    switch (a->kind) {
    case ACTOR_USER:
        return str_format(arena, "user %.*s %.*s %.*s", STR_ARG(account),
                          STR_ARG(ID_TEXT(arena, a->user)), STR_ARG(ID_TEXT(arena, a->session)));
    case ACTOR_KEY:
        return str_format(arena, "key %.*s %.*s", STR_ARG(account),
                          STR_ARG(ID_TEXT(arena, a->key)));
    case ACTOR_DISPLAY:
        return str_format(arena, "display %.*s %.*s", STR_ARG(account),
                          STR_ARG(ID_TEXT(arena, a->display)));
    case ACTOR_SYSTEM:
    case ACTOR_PROVIDER:
        break;
    }
    return STR_NONE;
}

static bool pass_read(struct str pass, struct scope *scope)
{
    struct str kind = str_cut(&pass, ' '), account = str_cut(&pass, ' ');
    struct str who = str_cut(&pass, ' ');
    struct actor actor = { .permissions = 0 };
    bool known = false;

    if (str_eq(kind, STR("user"))) {
        actor.kind = ACTOR_USER;
        known = ID_SCAN(who, &actor.user) && ID_SCAN(pass, &actor.session);
    } else if (str_eq(kind, STR("key"))) {
        actor.kind = ACTOR_KEY;
        known = ID_SCAN(who, &actor.key);
    } else if (str_eq(kind, STR("display"))) {
        actor.kind = ACTOR_DISPLAY;
        known = ID_SCAN(who, &actor.display);
    }
    if (!known || !ID_SCAN(account, &scope->account))
        return false;
    scope->actor = actor;
    return true;
}

enum err open_live(const struct ports *ports, struct scope *scope, struct live_entrance *ret)
{
    const struct duration life = { LIVE_TICKET_MS };
    struct str ticket, pass = pass_of(scope);

    TRY(scope_require(scope, PERMISSION_WATCH));
    if (ports->choices.live_url.n == 0 || pass.p == NULL)
        return FAIL(&scope->error, ERR_UNAVAILABLE, "live.off");
    ticket = VIA(ports->secrets, token, scope->arena);
    TRY(VIA(ports->tickets, keep, scope, VIA(ports->secrets, hash, scope->arena, ticket), pass,
            life));
    *ret = (struct live_entrance){ .url = ports->choices.live_url,
                                   .ticket = ticket,
                                   .expires_at = instant_add(scope->now, life) };
    return ERR_OK;
}

enum err enter_live(const struct ports *ports, struct scope *scope, struct str ticket)
{
    struct str pass;
    enum err err =
        VIA(ports->tickets, take, scope, VIA(ports->secrets, hash, scope->arena, ticket), &pass);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error);
    if (err == ERR_NOT_FOUND || !pass_read(pass, scope))
        return FAIL(&scope->error, ERR_UNAUTHENTICATED, "live.bad_ticket");
    TRY(authenticate_again(ports, scope));
    return scope_require(scope, PERMISSION_WATCH);
}

/* -- events -- */

bool live_event_is_for(const struct scope *scope, enum event_type type)
{
    switch (type) {
    case EVENT_BATCH_RECEIVED:
    case EVENT_BATCH_COMMITTED:
    case EVENT_BATCH_FAILED:
    case EVENT_BATCH_UNDONE:
    case EVENT_BATCH_CHANGED:
    case EVENT_SCRIPT_CREATED:
    case EVENT_SCRIPT_CHANGED:
    case EVENT_NUMBER_ADDED:
    case EVENT_NUMBER_CHANGED:
    case EVENT_NUMBER_REMOVED:
    case EVENT_ACCOUNT_CHANGED:
    case EVENT_ACCOUNT_SUSPENDED:
    case EVENT_ACCOUNT_REINSTATED:
    case EVENT_ACCOUNT_PLAN_CHANGED:
    case EVENT_CAMPAIGN_CREATED:
    case EVENT_CAMPAIGN_CHANGED:
        return may(scope, PERMISSION_READ);
    case EVENT_CAMPAIGN_LAUNCHED:
    case EVENT_CAMPAIGN_PAUSED:
    case EVENT_CAMPAIGN_RESUMED:
    case EVENT_CAMPAIGN_CANCELLED:
    case EVENT_CAMPAIGN_DONE:
        return may(scope, PERMISSION_WATCH);
    case EVENT_WALLET_FUNDED:
    case EVENT_WALLET_LOW:
    case EVENT_WALLET_EMPTY:
        return may(scope, PERMISSION_READ_MONEY);
    case EVENT_SUPPRESSION_ADDED:
    case EVENT_SUPPRESSION_REMOVED:
    case EVENT_EXPORT_REQUESTED:
    case EVENT_EXPORT_REMOVED:
    case EVENT_EXPORT_READY:
        return may(scope, PERMISSION_READ_PEOPLE);
    default:
        return false;
    }
}

bool live_event_is_for_all(enum event_type type)
{
    return type == EVENT_ACCOUNT_SUSPENDED || type == EVENT_ACCOUNT_REINSTATED;
}

bool live_event_ends_access(enum event_type type)
{
    switch (type) {
    case EVENT_SESSION_ENDED:
    case EVENT_API_KEY_REVOKED:
    case EVENT_DISPLAY_REVOKED:
    case EVENT_MEMBER_CHANGED:
    case EVENT_MEMBER_REMOVED:
    case EVENT_PASSWORD_CHANGED:
        return true;
    default:
        return false;
    }
}

/* What is told to all has the operator's reason, which is for those who read the account's log. */
struct event live_event_seen(const struct scope *scope, const struct event *event)
{
    struct event seen = *event;

    if (!may(scope, PERMISSION_READ_MONEY))
        seen.amount.has = false;
    if (!may(scope, PERMISSION_READ) ||
        (live_event_is_for_all(event->type) && !may(scope, PERMISSION_MANAGE_ACCOUNT)))
        seen.detail = STR("");
    return seen;
}

enum err live_events_since(const struct ports *ports, struct scope *scope, int64_t after,
                           int64_t most, struct event_list *ret, bool *known)
{
    struct event_list found = { NULL, 0, 0 };

    *known = false;
    *ret = found;
    if (after <= 0)
        return ERR_OK;
    /* the one that the client had, the ones since, and one more that would be too many */
    if (!VIA(ports->fan_out, since, scope, after, most + 2, &found))
        TRY(VIA(ports->events, page, scope, after - 1, most + 2, &found));
    if (found.n == 0 || found.items[0].seq != after || (int64_t)found.n > most + 1 ||
        instant_minus(scope->now, found.items[0].at).ms > LIVE_RESUME_MS)
        return ERR_OK;
    *known = true;
    *ret = (struct event_list){ found.items + 1, found.n - 1, found.n - 1 };
    return ERR_OK;
}

/* -- calls -- */

enum err live_call(const struct ports *ports, struct scope *scope, struct call_id id,
                   struct call **ret)
{
    void *found;

    TRY(read_record(ports, scope, &call_record, id.v, &found));
    *ret = found;
    if (!may(scope, PERMISSION_READ_MONEY))
        (*ret)->charge.has = false;
    return ERR_OK;
}
