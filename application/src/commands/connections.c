/* application/src/commands/connections.c - voice connections. */
#include "application/commands/connections.h"

#include "audit_event.h"
#include "base/strbuf.h"

RECORD_REPOSITORY(connection)

static const struct field set_up_voice_fields[] = {
    FIELD_STR(struct set_up_voice, voice, 0, 0, 200),
};
const struct record set_up_voice_record =
    RECORD("set_up_voice", struct set_up_voice, set_up_voice_fields);

/* The installation's connections are kept under the account zero. */
static struct scope of_installation(const struct scope *scope)
{
    struct scope own = *scope;

    own.account = (struct account_id){ 0 };
    own.idempotency_key = STR_NONE;
    own.error = (struct error){ .arena = scope->arena };
    return own;
}

/* Two at most, told apart by their names: that of everybody, and that of the sandboxes. */
static const char sandboxes[] = "sandboxes";

static enum err own_connection(const struct ports *ports, struct scope *own, bool for_sandboxes,
                               struct connection **ret)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;
    struct connection *c;

    TRY(VIA(ports->records, page, own, &connection_record, &query, &page));
    c = page.items;
    for (size_t i = 0; i < page.n; i++)
        if (str_eq_c(c[i].name, sandboxes) == for_sandboxes) {
            *ret = &c[i];
            return ERR_OK;
        }
    return FAIL(&own->error, ERR_NOT_FOUND, "connection.not_found");
}

static bool is_as_wanted(const struct connection *c, const struct own_connection *cmd)
{
    return str_eq(c->base_url, cmd->base_url) && str_eq(c->api_key, cmd->api_key) &&
           c->max_active == cmd->max_active;
}

/* Another address is another provider: agent and LLM of the old one mean nothing there. */
static void bring_up_to_date(struct connection *c, const struct own_connection *cmd)
{
    if (!str_eq(c->base_url, cmd->base_url)) {
        c->agent = STR("");
        c->llm = STR("");
        c->old_api_key = STR("");
    } else if (!str_eq(c->api_key, cmd->api_key)) {
        c->old_api_key = c->api_key; /* webhooks signed by it may still be on their way */
    }
    c->base_url = cmd->base_url;
    c->api_key = cmd->api_key;
    c->max_active = cmd->max_active;
    c->stopped = false;
    c->stopped_reason = STR("");
}

static enum err save_told(const struct ports *ports, struct scope *own,
                          const struct connection *before, struct connection *c)
{
    struct event_list events = audit_events(
        own, EVENT_CONNECTION_CHANGED, ID_TEXT(own->arena, c->id), &connection_record, before, c);

    return connection_save(ports->records, own, c, &events);
}

enum err keep_own_connection(const struct ports *ports, struct scope *scope,
                             const struct own_connection *cmd, struct connection **ret)
{
    struct scope own = of_installation(scope);
    const struct connection *before;
    struct connection *c;
    enum err err;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    err = own_connection(ports, &own, cmd->for_sandboxes, &c);
    if (err == ERR_NOT_FOUND) {
        c = ARENA_NEW(scope->arena, struct connection);
        *c = (struct connection){ .id = { random_id(ports->random, scope->now) },
                                  .name = cmd->for_sandboxes ? str_from_c(sandboxes)
                                                             : STR("installation"),
                                  .created_at = scope->now };
        /* of many that start at once, one */
        own.idempotency_key =
            cmd->for_sandboxes ? STR("the sandboxes' own") : STR("the installation's own");
        err = ERR_OK;
    }
    if (err == ERR_OK && !is_as_wanted(c, cmd)) {
        before = record_copy(&connection_record, c, scope->arena);
        bring_up_to_date(c, cmd);
        err = save_told(ports, &own, before, c);
    }
    if (err == ERR_OK)
        *ret = c;
    else
        scope->error = own.error;
    return err;
}

enum err connection_of(const struct ports *ports, struct scope *scope, struct connection_id id,
                       struct connection **ret)
{
    struct scope own = of_installation(scope);
    enum err err;

    if (!ID_NONE(id)) {
        err = connection_find(ports->records, scope, id, ret);
        if (err != ERR_NOT_FOUND)
            return err;
        error_clear(&scope->error);
        err = connection_find(ports->records, &own, id, ret);
    } else {
        err = own_connection(ports, &own, false, ret);
    }
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}

enum err connection_of_sandboxes(const struct ports *ports, struct scope *scope,
                                 struct connection **ret)
{
    struct scope own = of_installation(scope);
    enum err err = own_connection(ports, &own, true, ret);

    if (err == ERR_NOT_FOUND && ports->choices.voice_is_simulator) {
        error_clear(&own.error);
        err = own_connection(ports, &own, false, ret);
    } else if (err == ERR_NOT_FOUND) {
        return FAIL(&scope->error, ERR_PRECONDITION, "sandbox.no_simulator");
    }
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}

enum err connection_of_account(const struct ports *ports, struct scope *scope,
                               struct account_id account, struct connection_id id,
                               struct connection **ret)
{
    struct scope inside = scope_inside(scope, account);

    return scope_pass_on(scope, &inside, connection_of(ports, &inside, id, ret));
}

enum err connection_of_campaign(const struct ports *ports, struct scope *scope,
                                const struct account *account, const struct campaign *campaign,
                                struct connection **ret)
{
    return ID_NONE(account->sandbox_of) ? connection_of(ports, scope, campaign->connection, ret)
                                        : connection_of_sandboxes(ports, scope, ret);
}

static struct str webhook_url(const struct ports *ports, struct scope *scope,
                              struct connection_id id)
{
    return str_format(scope->arena, "%.*s/webhooks/retell/%.*s", STR_ARG(ports->choices.public_url),
                      STR_ARG(ID_TEXT(scope->arena, id)));
}

static enum err set_up(const struct ports *ports, struct scope *own, struct connection *c,
                       struct str voice)
{
    const struct connection *before = record_copy(&connection_record, c, own->arena);

    if (c->agent.n == 0)
        TRY(VIA(ports->voice, set_up, own->arena, c, webhook_url(ports, own, c->id), voice,
                &own->error));
    c->stopped = false;
    c->stopped_reason = STR("");
    return save_told(ports, own, before, c);
}

enum err set_up_voice(const struct ports *ports, struct scope *scope,
                      const struct set_up_voice *cmd, struct connection **ret)
{
    struct scope own = of_installation(scope);
    struct connection *c, *play;
    enum err err;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    err = own_connection(ports, &own, true, &play);
    if (err == ERR_OK)
        err = set_up(ports, &own, play, STR(""));
    else if (err == ERR_NOT_FOUND)
        err = ERR_OK; /* the installation has none */
    error_clear(&own.error);
    if (err == ERR_OK)
        err = own_connection(ports, &own, false, &c);
    if (err == ERR_OK)
        err = set_up(ports, &own, c, cmd->voice);
    if (err == ERR_OK)
        *ret = c;
    else
        scope->error = own.error;
    return err;
}
