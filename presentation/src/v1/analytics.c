/* analytics.c - figures: the dashboard's first page, and what calls brought and cost. */
#include "v1/handlers.h"

enum err get_account_stats(struct request *req, struct response *res)
{
    struct account_stats stats;

    TRY(account_stats(req->ports, &req->scope, &stats));
    return response_record(res, 200, &account_stats_record, &stats);
}

/* The edge has judged each of them. */
static struct call_analytics_query read_query(const struct request *req)
{
    struct call_analytics_query query = { .group = GROUP_DAY,
                                          .from = request_query(req, "from"),
                                          .until = request_query(req, "until") };

    analytics_group_parse(request_query(req, "group"), &query.group);
    outcome_parse(request_query(req, "outcome"), &query.outcome);
    ID_SCAN(request_query(req, "campaign"), &query.campaign);
    ID_SCAN(request_query(req, "script"), &query.script);
    return query;
}

enum err get_call_analytics(struct request *req, struct response *res)
{
    struct call_analytics_query query = read_query(req);
    struct call_analytics analytics;

    TRY(call_analytics(req->ports, &req->scope, &query, &analytics));
    return response_record(res, 200, &call_analytics_record, &analytics);
}
