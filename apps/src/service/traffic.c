/* apps/src/service/traffic.c */
#include "service/traffic.h"

static const char requests[] = "http_requests_total", refused[] = "http_overload_refused_total",
                  provider[] = "provider_requests_total", hooks[] = "route=\"/webhooks/";

struct traffic traffic_read(const struct metrics *m)
{
    int64_t at_door = metrics_sum(m, refused, "at=\"door\"", "");
    int64_t in_line = metrics_sum(m, refused, "at=\"line\"", "");

    return (struct traffic){
        .requests = metrics_sum(m, requests, "", "") + at_door,
        .client_errors = metrics_sum(m, requests, "status=\"4", ""),
        .server_errors = metrics_sum(m, requests, "status=\"5", "") - in_line,
        .overloaded = at_door + in_line,
        .provider_requests = metrics_sum(m, provider, "", ""),
        .provider_errors = metrics_sum(m, provider, "result=\"unanswered\"", "") +
                           metrics_sum(m, provider, "result=\"limited\"", "") +
                           metrics_sum(m, provider, "result=\"failed\"", ""),
        .webhooks = metrics_sum(m, requests, hooks, ""),
        .webhooks_refused = metrics_sum(m, requests, hooks, "status=\"4"),
        .webhooks_failed = metrics_sum(m, requests, hooks, "status=\"5"),
    };
}

/* What came since the mark that was made so many marks ago, or since the process began. */
static struct traffic since_mark(const struct traffic_hour *hour, const struct traffic *sum,
                                 size_t marks)
{
    const size_t at = hour->n < marks ? 0 : hour->n - marks;
    struct traffic since = *sum;

    traffic_sum(&since, &hour->marks[at % TRAFFIC_MARKS], -1);
    return since;
}

struct traffic traffic_of_hour(struct traffic_hour *hour, const struct traffic *sum,
                               struct instant boot)
{
    const struct traffic nothing = { 0 };

    if (hour->n == 0 || instant_minus(boot, hour->marked_at).ms >= MS_PER_MINUTE) {
        hour->marks[hour->n % TRAFFIC_MARKS] = hour->n == 0 ? nothing : *sum;
        hour->n++;
        hour->marked_at = boot;
    }
    return since_mark(hour, sum, TRAFFIC_MARKS);
}

struct traffic traffic_of_minutes(const struct traffic_hour *hour, const struct traffic *sum)
{
    return since_mark(hour, sum, TRAFFIC_RECENT_MINUTES);
}
