/* application/src/queries/stats_alerts.c */
#include "queries/stats_alerts.h"

#include "application/commands/connections.h"

static const char *const alert_level_texts[] = {
    [ALERT_NOTICE] = "notice",
    [ALERT_NEEDS_YOU] = "needs_you",
    [ALERT_FAILED] = "failed",
};
ENUM_NAMES_DEFINE(alert_level)

static const struct field alert_fields[] = {
    FIELD_STR(struct alert, code, 0, 0, 0),  FIELD_ENUM(struct alert, level, 0, alert_level_names),
    FIELD_I64(struct alert, count, 0, 0, 0), FIELD_ID(struct alert, campaign, 0),
    FIELD_STR(struct alert, text, 0, 0, 0),
};
const struct record alert_record = RECORD("alert", struct alert, alert_fields);

struct telling {
    const struct ports *ports;
    struct scope *scope;
    struct str language;
    struct account_stats *stats;
};

static void tell(struct telling *t, const char *slug, enum alert_level level, int64_t count,
                 const struct campaign_stats *c)
{
    struct param params[ERROR_PARAMS] = {
        P_I64("count", count),
        P_STR("name", c == NULL ? STR("") : c->name),
    };

    if (t->stats->alerts.n == STATS_ALERTS)
        return;
    t->stats->alerts.items[t->stats->alerts.n++] = (struct alert){
        .code = str_from_c(slug),
        .level = level,
        .count = count,
        .campaign = c == NULL ? (struct campaign_id){ { { 0 } } } : c->campaign,
        .text = VIA(t->ports->wording, print, t->scope->arena, t->language, slug, params),
    };
}

/* The installation's voice has stopped, or has no agent at the provider: nobody is called, whatever
 * campaigns say. */
static enum err tell_voice(struct telling *t)
{
    struct scope asking = scope_page(t->scope, t->scope->arena, t->scope->now);
    struct connection *connection;
    enum err err =
        connection_of(t->ports, &asking, (struct connection_id){ { { 0 } } }, &connection);

    if (err == ERR_OK && connection->stopped)
        tell(t, "alert.voice_stopped", ALERT_FAILED, 1, NULL);
    else if (t->stats->campaigns_running > 0 &&
             (err == ERR_NOT_FOUND || (err == ERR_OK && connection->agent.n == 0)))
        tell(t, "alert.voice_not_set_up", ALERT_FAILED, 1, NULL);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        t->scope->error = asking.error;
        return err;
    }
    return ERR_OK;
}

enum err add_alerts(const struct ports *ports, struct scope *scope, const struct account *account,
                    const struct wallet *wallet, struct account_stats *stats)
{
    struct telling t = { ports, scope, scope_language(scope, account->language), stats };

    stats->alerts.items = ARENA_ARRAY(scope->arena, struct alert, STATS_ALERTS);
    if (account->status == ACCOUNT_SUSPENDED)
        tell(&t, "alert.account_suspended", ALERT_FAILED, 1, NULL);
    TRY(tell_voice(&t));
    if (wallet->debt > 0)
        tell(&t, "alert.wallet_in_debt", ALERT_FAILED, 1, NULL);
    for (size_t i = 0; i < stats->campaigns.n; i++) {
        const struct campaign_stats *c = &stats->campaigns.items[i];

        if (c->waiting_funds > 0)
            tell(&t, "alert.waiting_funds", ALERT_NEEDS_YOU, c->waiting_funds, c);
        if (c->undetermined > 0)
            tell(&t, "alert.undetermined", ALERT_NEEDS_YOU, c->undetermined, c);
    }
    if (wallet->low)
        tell(&t, "alert.wallet_low", ALERT_NOTICE, 1, NULL);
    return ERR_OK;
}
