/* notifications.c - what an account's people, and their programs, hear of what happened. */
#include "v1/handlers.h"

static enum err answer_created_endpoint(struct response *res, int status,
                                        const struct created_webhook_endpoint *created)
{
    return response_record(res, status, &created_webhook_endpoint_record, created);
}

enum err post_webhook_endpoint(struct request *req, struct response *res)
{
    struct webhook_endpoint wanted = { .description = STR("") };
    struct created_webhook_endpoint created;

    TRY(request_read(req, res, &wanted));
    TRY(create_webhook_endpoint(req->ports, &req->scope, &wanted, &created));
    return answer_created_endpoint(res, 201, &created);
}

enum err patch_webhook_endpoint(struct request *req, struct response *res)
{
    void *changed;
    struct webhook_endpoint *endpoint;

    TRY(read_change(req, res, &changed));
    TRY(change_webhook_endpoint(req->ports, &req->scope, changed, &endpoint));
    return response_record(res, 200, &webhook_endpoint_record, endpoint);
}

enum err delete_webhook_endpoint(struct request *req, struct response *res)
{
    struct webhook_endpoint_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(remove_webhook_endpoint(req->ports, &req->scope, id));
    return response_nothing(res);
}

enum err post_webhook_secret(struct request *req, struct response *res)
{
    struct created_webhook_endpoint created;
    struct webhook_endpoint_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(renew_webhook_secret(req->ports, &req->scope, id, &created));
    return answer_created_endpoint(res, 200, &created);
}

enum err get_notifications(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &notification_record, &query));
    TRY(list_notifications(req->ports, &req->scope, &query, &page));
    return response_page(res, &notification_record, &page);
}

enum err post_notification_read(struct request *req, struct response *res)
{
    struct notification_id id;
    struct notification *notification;

    TRY(request_path_id(req, "id", &id));
    TRY(read_notification(req->ports, &req->scope, id, &notification));
    return response_record(res, 200, &notification_record, notification);
}

enum err post_notifications_read(struct request *req, struct response *res)
{
    TRY(read_all_notifications(req->ports, &req->scope));
    return response_nothing(res);
}

enum err get_notification_settings(struct request *req, struct response *res)
{
    struct notification_settings settings;

    TRY(read_notification_settings(req->ports, &req->scope, &settings));
    return response_record(res, 200, &notification_settings_record, &settings);
}

enum err patch_notification_settings(struct request *req, struct response *res)
{
    struct change_notification_settings cmd = { .mailed = { .n = 0 } };
    struct notification_settings settings;

    TRY(read_notification_settings(req->ports, &req->scope, &settings));
    TRY(request_if_match(req, res, &notification_settings_record, &settings));
    cmd.mailed = settings.mailed;
    TRY(request_read(req, res, &cmd));
    TRY(change_notification_settings(req->ports, &req->scope, &cmd, &settings));
    return response_record(res, 200, &notification_settings_record, &settings);
}
