/* voice.c - setting up the provider, and what it tells us. */
#include "http/edge.h"
#include "v1/handlers.h"

enum err post_voice_set_up(struct request *req, struct response *res)
{
    struct set_up_voice cmd = { .voice = STR("") };
    struct connection *connection;

    TRY(request_read(req, res, &cmd));
    TRY(set_up_voice(req->ports, &req->scope, &cmd, &connection));
    return response_record(res, 200, &connection_record, connection);
}

enum err get_voice(struct request *req, struct response *res)
{
    struct voice_view view;

    TRY(read_voice(req->ports, &req->scope, &view));
    return response_record(res, 200, &voice_view_record, &view);
}

/* Verified over the bytes as they came, stored, answered; applied by a loop. Whatever is not stored
 * is no 2xx, so that the provider tells it again. */
enum err post_retell_webhook(struct request *req, struct response *res)
{
    struct str signature = request_header(req, "X-Retell-Signature");
    struct receive_webhook cmd = { .tag = STR(""), .mac = STR("") };
    enum err err;

    if (!id128_scan(request_param(req, "connection"), "con", &cmd.connection.v))
        cmd.connection = (struct connection_id){ { { 0 } } };
    if (request_param(req, "tag").p != NULL) {
        cmd.tag = request_param(req, "tag");
        cmd.mac = request_param(req, "mac");
    }
    cmd.signature = signature.p == NULL ? STR("") : signature;
    TRY(request_raw(req, res, &cmd.raw));
    err = receive_webhook(req->ports, &req->scope, &cmd);
    if (err == ERR_UNAUTHENTICATED)
        metric_add(metrics_counter(req->edge->metrics, "webhooks_refused_total",
                                   "Webhooks with a bad signature.", "provider=\"retell\""),
                   1);
    TRY(err);
    return response_text(res, 200, STR("application/json"), STR("{}"));
}
