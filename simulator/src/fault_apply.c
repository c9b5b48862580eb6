/* fault_apply.c - what a fault makes of an answer. */
#include "faults.h"

#include <string.h>

#include "put.h"

enum { OVERSIZED_BYTES = 2 << 20 };

static void add_header(struct arena *arena, struct http_reply *reply, struct str name,
                       struct str value)
{
    struct str_pair *items = ARENA_ARRAY(arena, struct str_pair, reply->headers.n + 1);

    for (size_t i = 0; i < reply->headers.n; i++)
        items[i] = reply->headers.items[i];
    items[reply->headers.n++] = (struct str_pair){ name, value };
    reply->headers.items = items;
}

static struct str oversized(struct arena *arena)
{
    char *blanks = arena_alloc(arena, OVERSIZED_BYTES);

    memset(blanks, ' ', OVERSIZED_BYTES);
    return (struct str){ blanks, OVERSIZED_BYTES };
}

static void apply_body(const struct fault *fault, struct arena *arena, struct http_reply *reply)
{
    reply->status = 201;
    reply->content_type = STR("application/json");
    reply->body = STR("");
    if (fault->kind == FAULT_BROKEN_JSON)
        reply->body = STR("{\"call_id\":\"call_1\",\"call_status\":registered,,");
    else if (fault->kind == FAULT_OVERSIZED)
        reply->body = oversized(arena);
    else if (fault->kind == FAULT_NO_CALL_ID)
        reply->body = STR("{\"call_type\":\"phone_call\",\"call_status\":\"registered\"}");
}

static void apply_status(const struct fault *fault, struct arena *arena, struct http_reply *reply)
{
    reply->status = fault->status;
    if (fault->kind == FAULT_HTML) {
        reply->content_type = STR("text/html");
        reply->body = STR("<html><body><h1>Bad gateway</h1></body></html>");
    } else {
        reply->content_type = STR("application/json");
        reply->body = str_format(
            arena, "{\"status\":\"error\",\"message\":\"Fault %d on command\"}", fault->status);
    }
    if (fault->retry_after.n > 0)
        add_header(arena, reply, STR("Retry-After"), str_copy(arena, fault->retry_after));
}

void fault_apply(const struct fault *fault, struct arena *arena, struct http_reply *reply)
{
    reply->delay_ms = fault->delay_ms;
    switch (fault->kind) {
    case FAULT_NONE:
    case FAULT_LATE:
        break;
    case FAULT_STATUS:
    case FAULT_HTML:
        apply_status(fault, arena, reply);
        break;
    case FAULT_TIMEOUT:
    case FAULT_CLOSE:
        reply->wire = WIRE_CLOSE;
        break;
    case FAULT_RESET:
        reply->wire = WIRE_RESET;
        break;
    case FAULT_RESET_MIDWAY:
        reply->wire = WIRE_RESET_MIDWAY;
        break;
    case FAULT_TRUNCATED:
        reply->wire = WIRE_TRUNCATED;
        break;
    case FAULT_BROKEN_JSON:
    case FAULT_OVERSIZED:
    case FAULT_NO_CALL_ID:
    case FAULT_EMPTY:
        apply_body(fault, arena, reply);
        break;
    case FAULT_REDIRECT:
        reply->status = 307;
        reply->body = STR("");
        reply->content_type = STR("text/plain");
        add_header(arena, reply, STR("Location"), STR("/v2/create-phone-call"));
        break;
    }
}
