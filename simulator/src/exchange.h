/* exchange.h - one request to the provider and its answer, and the table of what is offered. */
#ifndef SIMULATOR_EXCHANGE_H
#define SIMULATOR_EXCHANGE_H

#include "put.h"
#include "world.h"

struct exchange {
    struct world *world;
    const struct http_request *request;
    struct arena *arena;
    struct str id;           /* what stands for {id} in the path */
    const struct json *body; /* NULL: none */
    struct fault fault;
    struct http_reply *reply;
};

struct route {
    const char *method, *path; /* "{id}" may be its last piece */
    const char *name;          /* for faults */
    void (*handle)(struct exchange *x);
};

extern const struct route call_routes[], list_routes[], setup_routes[], control_routes[];

/* Whether a fault can be in a route of that name. */
bool route_exists(struct str name);

/* The provider's error body. */
void answer_error(struct exchange *x, int status, const char *message);
void answer_error_str(struct exchange *x, int status, struct str message);
void answer_nothing(struct exchange *x); /* 204 */
/* A writer of the body; answer_json() sends it. */
struct json_writer answer_writer(struct exchange *x);
void answer_json(struct exchange *x, int status, struct json_writer *w);
/* A number of the query: `otherwise` if it is absent, false if it is none or out of bounds. */
bool query_number(struct exchange *x, const char *name, int64_t least, int64_t most,
                  int64_t otherwise, int64_t *ret);

/* fits http_handler */
void provider_handle(void *world, const struct http_request *request, struct http_reply *reply);
void provider_unfinished(void *world, struct str method, struct str path, size_t got,
                         size_t wanted);
void recording_answer(struct exchange *x);

/* A line of the book about a create; call_id is STR_NONE when no call came of it. */
void book_post(struct world *world, const struct json *body, struct str call_id, int status,
               const struct fault *fault);

/* Settings with bounds, by name, in an agent or an override; *wrong is the first outside. */
bool agent_settings_check(const struct json *agent, struct str *wrong);

#endif
