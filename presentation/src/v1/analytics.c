/* analytics.c - figures: the dashboard's first page, and what calls brought and cost. */
#include "v1/handlers.h"

enum err get_account_stats(struct request *req, struct response *res)
{
    struct account_stats stats;

    TRY(account_stats(req->ports, &req->scope, &stats));
    return response_record(res, 200, &account_stats_record, &stats);
}

static void wrong(struct request *req, const char *field)
{
    error_add_field(&req->scope.error,
                    (struct field_error){ .field = str_from_c(field), .slug = "field.format" });
}

static struct str said(struct request *req, const char *name)
{
    struct str text = query_get(&req->query, name);

    return text.p == NULL ? STR("") : text;
}

static enum err read_query(struct request *req, struct call_analytics_query *ret)
{
    struct str group = said(req, "group"), outcome = said(req, "outcome");
    struct str campaign = said(req, "campaign"), script = said(req, "script");

    *ret = (struct call_analytics_query){ .group = GROUP_DAY };
    ret->from = said(req, "from");
    ret->until = said(req, "until");
    if (group.n > 0 && !analytics_group_parse(group, &ret->group))
        wrong(req, "group");
    if (outcome.n > 0 && !outcome_parse(outcome, &ret->outcome))
        wrong(req, "outcome");
    if (campaign.n > 0 && !ID_SCAN(campaign, &ret->campaign))
        wrong(req, "campaign");
    if (script.n > 0 && !ID_SCAN(script, &ret->script))
        wrong(req, "script");
    return error_fields(&req->scope.error);
}

enum err get_call_analytics(struct request *req, struct response *res)
{
    struct call_analytics_query query;
    struct call_analytics analytics;

    TRY(read_query(req, &query));
    TRY(call_analytics(req->ports, &req->scope, &query, &analytics));
    return response_record(res, 200, &call_analytics_record, &analytics);
}
