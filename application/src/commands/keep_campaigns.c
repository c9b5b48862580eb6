/* application/src/commands/keep_campaigns.c - drafts are made and changed. */
#include "application/commands/keep_campaigns.h"

#include "base/strbuf.h"
#include "campaign_gate.h"
#include "domain/models/script.h"
#include "domain/phone.h"
#include "own_numbers.h"

RECORD_REPOSITORY(campaign)
RECORD_REPOSITORY(script)

static void raise(const struct campaign *before, const struct campaign *c, enum event_type type,
                  struct scope *scope, struct event_list *events)
{
    event_list_add(
        events, scope->arena,
        (struct event){ .type = type,
                        .account = c->account,
                        .aggregate = c->id.v,
                        .version = c->version + 1,
                        .at = scope->now,
                        .campaign = c->id,
                        .changes = changes_of(scope->arena, &campaign_record, before, c) });
}

/* A script is the account's own, or the field is wrong. Adds what is wrong, as check_numbers(). */
static enum err check_script(const struct ports *ports, struct scope *scope,
                             const struct campaign *c)
{
    const struct error before = scope->error;
    struct script *script;
    enum err err =
        ID_NONE(c->script) ? ERR_OK : script_find(ports->records, scope, c->script, &script);

    if (err != ERR_NOT_FOUND)
        return err;
    scope->error = before;
    error_add_field(&scope->error,
                    (struct field_error){ .field = STR("script"), .slug = "script.not_found" });
    return ERR_OK;
}

/* People see who calls them: a number of the account, never one that it only knows. */
static enum err check_numbers(const struct ports *ports, struct scope *scope,
                              const struct campaign *c)
{
    for (size_t i = 0; i < c->from_numbers.n; i++) {
        const struct str_list one = { &c->from_numbers.items[i], 1 };
        struct str stranger;

        if (!phone_has_form(one.items[0]))
            continue; /* told as what it is */
        TRY(stranger_among(ports, scope, &one, &stranger));
        if (stranger.p != NULL)
            error_add_field(
                &scope->error,
                (struct field_error){ .field = str_format(scope->arena, "from_numbers[%zu]", i),
                                      .slug = "campaign.number_not_own",
                                      .params = { P_STR("number", stranger) } });
    }
    return ERR_OK;
}

enum err check_campaign(const struct ports *ports, struct scope *scope, const struct campaign *c)
{
    campaign_check(c, &scope->error);
    TRY(check_script(ports, scope, c));
    return check_numbers(ports, scope, c);
}

enum err create_campaign(const struct ports *ports, struct scope *scope,
                         const struct campaign *wanted, struct campaign **ret)
{
    struct campaign *c = record_copy(&campaign_record, wanted, scope->arena);
    struct event_list events = { 0 };

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(check_campaign(ports, scope, c));
    TRY(error_fields(&scope->error));
    c->id.v = random_id(ports->random, scope->now);
    c->account = scope->account;
    c->version = 0;
    c->status = CAMPAIGN_DRAFT;
    c->created_at = scope->now;
    raise(NULL, c, EVENT_CAMPAIGN_CREATED, scope, &events);
    TRY(campaign_save(ports->records, scope, c, &events));
    *ret = c;
    return ERR_OK;
}

static bool same_length(struct opt_duration a, struct opt_duration b)
{
    return a.has == b.has && (!a.has || a.v.ms == b.v.ms);
}

/* What a campaign that people are being called for may not change any more. */
static bool changes_its_core(const struct campaign *a, const struct campaign *b)
{
    return !ID_EQ(a->script, b->script) || !ID_EQ(a->connection, b->connection) ||
           a->purpose != b->purpose || a->max_call_ms.ms != b->max_call_ms.ms ||
           !same_length(a->shortest_call_ms, b->shortest_call_ms);
}

enum err change_campaign(const struct ports *ports, struct scope *scope, struct campaign *changed,
                         struct campaign **ret)
{
    struct campaign *stored;
    struct event_list events = { 0 };

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    TRY(campaign_find(ports->records, scope, changed->id, &stored));
    if (stored->status != CAMPAIGN_DRAFT && changes_its_core(stored, changed))
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "campaign.not_a_draft",
                         P_STR("status", campaign_status_name(stored->status)));
    TRY(check_campaign(ports, scope, changed));
    TRY(error_fields(&scope->error));
    changed->account = stored->account;
    changed->status = stored->status;
    raise(stored, changed, EVENT_CAMPAIGN_CHANGED, scope, &events);
    TRY(campaign_save(ports->records, scope, changed, &events));
    if (stored->status == CAMPAIGN_RUNNING)
        TRY(campaign_gate_open(ports, scope, changed));
    *ret = changed;
    return ERR_OK;
}
