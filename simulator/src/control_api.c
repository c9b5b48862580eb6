/* control_api.c - /__sim/: what tests say to the stand-in and no provider would understand. */
#include "exchange.h"
#include "rehearsal.h"

static void answer_ok(struct exchange *x)
{
    struct json_writer w = answer_writer(x);

    json_open(&w, '{');
    put_bool(&w, "ok", true);
    json_close(&w, '}');
    answer_json(x, 200, &w);
}

static void answer_result(struct exchange *x, bool good, struct str wrong)
{
    if (good)
        answer_ok(x);
    else
        answer_error_str(x, 400, str_format(x->arena, "not understood: %.*s", STR_ARG(wrong)));
}

static void get_status(struct exchange *x)
{
    struct json_writer w = answer_writer(x);
    struct world *world = x->world;

    json_open(&w, '{');
    put_i64(&w, "now", world_now(world).unix_ms);
    pthread_mutex_lock(&world->lock);
    put_i64(&w, "calls", world->n_calls - world->first_call);
    put_i64(&w, "active", world->active);
    put_i64(&w, "speed", world->speed);
    put_i64(&w, "concurrency_limit", world->concurrency_limit);
    put_i64(&w, "webhooks_sent", world->webhooks_sent);
    put_i64(&w, "webhooks_failed", world->webhooks_failed);
    put_i64(&w, "faults", (int64_t)world->misbehaviour.n_faults);
    pthread_mutex_unlock(&world->lock);
    json_close(&w, '}');
    answer_json(x, 200, &w);
}

static void post_faults(struct exchange *x)
{
    struct str on = json_str(json_get(x->body, "on"));
    struct str wrong = STR("the body");
    bool good;

    if (on.p != NULL && !route_exists(on)) {
        answer_result(x, false, STR("on"));
        return;
    }
    pthread_mutex_lock(&x->world->lock);
    good = x->body != NULL && misbehaviour_add_fault(&x->world->misbehaviour, x->body, &wrong);
    pthread_mutex_unlock(&x->world->lock);
    answer_result(x, good, wrong);
}

static void delete_faults(struct exchange *x)
{
    pthread_mutex_lock(&x->world->lock);
    misbehaviour_forget_faults(&x->world->misbehaviour);
    pthread_mutex_unlock(&x->world->lock);
    answer_ok(x);
}

/* {"to_number" or "ends_with": …, "scenario": …, "fault": {…}}; neither: every number. */
static void post_scenario(struct exchange *x)
{
    struct str number = json_str(json_get(x->body, "to_number"));
    struct str wrong = STR("the body");
    bool good;

    if (number.p == NULL)
        number = json_str(json_get(x->body, "ends_with"));
    if (number.p == NULL)
        number = STR("");
    pthread_mutex_lock(&x->world->lock);
    good =
        x->body != NULL && misbehaviour_add_rule(&x->world->misbehaviour, number, x->body, &wrong);
    pthread_mutex_unlock(&x->world->lock);
    answer_result(x, good, wrong);
}

static void post_weights(struct exchange *x)
{
    struct str wrong = STR("the body");
    bool good;

    pthread_mutex_lock(&x->world->lock);
    good = x->body != NULL && misbehaviour_read_weights(&x->world->misbehaviour, x->body, &wrong);
    pthread_mutex_unlock(&x->world->lock);
    answer_result(x, good, wrong);
}

static void post_settings(struct exchange *x)
{
    struct world *world = x->world;
    int64_t v;

    pthread_mutex_lock(&world->lock);
    if (json_i64(json_get(x->body, "concurrency_limit"), &v) && v >= 0)
        world->concurrency_limit = v;
    if (json_i64(json_get(x->body, "list_lag_ms"), &v) && v >= 0)
        world->list_lag_ms = v;
    if (json_i64(json_get(x->body, "speed"), &v) && v > 0)
        world->speed = v;
    pthread_mutex_unlock(&world->lock);
    answer_ok(x);
}

static void get_book(struct exchange *x)
{
    struct json_writer w = answer_writer(x);
    int64_t from, n;
    struct str lines;

    if (!query_number(x, "from", 0, INT64_MAX, 0, &from)) {
        answer_error(x, 400, "from must be a number");
        return;
    }
    lines = book_lines(x->world->book, x->arena, from, &n);
    json_open(&w, '{');
    put_i64(&w, "n", n);
    json_put_name(&w, STR("lines"));
    json_put_raw(&w, str_format(x->arena, "[%.*s]", STR_ARG(lines)));
    json_close(&w, '}');
    answer_json(x, 200, &w);
}

static void post_reset(struct exchange *x)
{
    world_reset(x->world);
    answer_ok(x);
}

const struct route control_routes[] = {
    { "GET", "/__sim/status", "control", get_status },
    { "POST", "/__sim/faults", "control", post_faults },
    { "DELETE", "/__sim/faults", "control", delete_faults },
    { "POST", "/__sim/scenario", "control", post_scenario },
    { "POST", "/__sim/weights", "control", post_weights },
    { "POST", "/__sim/settings", "control", post_settings },
    { "GET", "/__sim/book", "control", get_book },
    { "POST", "/__sim/rehearsals", "control", rehearse },
    { "POST", "/__sim/reset", "control", post_reset },
    { NULL, NULL, NULL, NULL },
};
