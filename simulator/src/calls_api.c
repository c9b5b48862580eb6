/* calls_api.c - creating, reading, stopping and forgetting calls; what the account may do at once.
 */
#include "base/checked.h"
#include "call_json.h"
#include "call_state.h"
#include "create_call.h"
#include "exchange.h"
#include "life.h"

static void get_call(struct exchange *x)
{
    struct json_writer w = answer_writer(x);
    struct call call;

    if (!world_copy_call(x->world, x->id, &call)) {
        answer_error(x, 422, "Call not found");
        return;
    }
    call_put_json(&w, x->world, &call, CALL_WHOLE);
    answer_json(x, 200, &w);
}

static void note_stop(struct exchange *x, const struct call *call)
{
    struct json_writer w = answer_writer(x);

    json_open(&w, '{');
    put_c(&w, "kind", "stop");
    put_i64(&w, "at", world_now(x->world).unix_ms);
    put_str(&w, "call_id", call->id);
    put_str(&w, "tag", call->tag);
    json_close(&w, '}');
    book_add(x->world->book, strbuf_str(w.out), true);
}

static void stop_call(struct exchange *x)
{
    struct call call;

    if (!world_copy_call(x->world, x->id, &call)) {
        answer_error(x, 422, "Call not found");
        return;
    }
    note_stop(x, &call);
    if (life_stop(x->world, x->id))
        answer_nothing(x);
    else
        answer_error(x, 422, "Call has already ended");
}

static void delete_call(struct exchange *x)
{
    struct call *call;
    int status = 204;

    pthread_mutex_lock(&x->world->lock);
    call = world_find_call(x->world, x->id);
    if (call == NULL)
        status = 422;
    else if (call->phase < CALL_ENDED)
        status = 400;
    if (status == 204) {
        call->deleted = true;
        call_state_changed(x->world, call);
    }
    pthread_mutex_unlock(&x->world->lock);
    if (status == 204)
        answer_nothing(x);
    else
        answer_error(x, status, status == 422 ? "Call not found" : "Call is still ongoing");
}

static void get_concurrency(struct exchange *x)
{
    enum { BASE = 20, PURCHASE_LIMIT = 1000 };
    struct json_writer w = answer_writer(x);
    int64_t active, limit, base;

    pthread_mutex_lock(&x->world->lock);
    active = x->world->active;
    limit = x->world->concurrency_limit;
    pthread_mutex_unlock(&x->world->lock);
    base = min_i64(limit, BASE);
    json_open(&w, '{');
    put_i64(&w, "current_concurrency", active);
    put_i64(&w, "concurrency_limit", limit);
    put_i64(&w, "base_concurrency", base);
    put_i64(&w, "purchased_concurrency", limit - base);
    put_i64(&w, "concurrency_purchase_limit", max_i64(PURCHASE_LIMIT, limit));
    put_i64(&w, "remaining_purchase_limit", max_i64(PURCHASE_LIMIT, limit) - (limit - base));
    put_bool(&w, "concurrency_burst_enabled", false);
    put_i64(&w, "concurrency_burst_limit", 0);
    put_i64(&w, "reserved_inbound_concurrency", 0);
    json_close(&w, '}');
    answer_json(x, 200, &w);
}

const struct route call_routes[] = {
    { "POST", "/v2/create-phone-call", "create", create_phone_call },
    { "GET", "/v2/get-call/{id}", "get", get_call },
    { "POST", "/v2/stop-call/{id}", "stop", stop_call },
    { "DELETE", "/v2/delete-call/{id}", "delete", delete_call },
    { "GET", "/get-concurrency", "concurrency", get_concurrency },
    { NULL, NULL, NULL, NULL },
};
