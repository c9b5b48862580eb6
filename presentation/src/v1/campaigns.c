/* campaigns.c - drafts, and the life of a campaign. */
#include "v1/handlers.h"

enum err post_campaign(struct request *req, struct response *res)
{
    struct campaign wanted = campaign_defaults();
    struct campaign *campaign = NULL;
    bool done;
    enum err err;

    TRY(read_new(req, res, &wanted, &done));
    if (done)
        return ERR_OK;
    err = create_campaign(req->ports, &req->scope, &wanted, &campaign);
    return answer_created(req, res, err, campaign);
}

enum err patch_campaign(struct request *req, struct response *res)
{
    void *changed;
    struct campaign *campaign;

    TRY(read_change(req, res, &changed));
    TRY(change_campaign(req->ports, &req->scope, changed, &campaign));
    return response_record(res, 200, &campaign_record, campaign);
}

/* launch, resume and cancel: of {id}, answered with what it is then. */
static enum err change_state(struct request *req, struct response *res,
                             enum err (*command)(const struct ports *, struct scope *,
                                                 struct campaign_id, struct campaign **))
{
    struct campaign_id id;
    struct campaign *campaign;

    TRY(request_path_id(req, "id", &id));
    TRY(command(req->ports, &req->scope, id, &campaign));
    return response_record(res, 200, &campaign_record, campaign);
}

enum err post_campaign_launch(struct request *req, struct response *res)
{
    return change_state(req, res, launch_campaign);
}

enum err post_campaign_resume(struct request *req, struct response *res)
{
    return change_state(req, res, resume_campaign);
}

enum err post_campaign_cancel(struct request *req, struct response *res)
{
    return change_state(req, res, cancel_campaign);
}

enum err post_campaign_pause(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct paused_campaign paused;

    TRY(request_path_id(req, "id", &id));
    TRY(pause_campaign(req->ports, &req->scope, id, &paused));
    return response_record(res, 200, &paused_campaign_record, &paused);
}

enum err get_campaign_progress(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct campaign_progress progress;

    TRY(request_path_id(req, "id", &id));
    TRY(campaign_progress(req->ports, &req->scope, id, &progress));
    return response_record(res, 200, &campaign_progress_record, &progress);
}

enum err get_flight_plan(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct flight_plan plan;

    TRY(request_path_id(req, "id", &id));
    TRY(flight_plan(req->ports, &req->scope, id, &plan));
    return response_record(res, 200, &flight_plan_record, &plan);
}

enum err get_calling_hours(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct calling_hours hours;

    TRY(request_path_id(req, "id", &id));
    TRY(calling_hours(req->ports, &req->scope, id, &hours));
    return response_record(res, 200, &calling_hours_record, &hours);
}
