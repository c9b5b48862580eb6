/* campaigns.c - drafts, and the life of a campaign. */
#include "v1/handlers.h"

enum err post_campaign(struct request *req, struct response *res)
{
    struct campaign wanted = campaign_defaults();
    struct campaign *campaign = NULL;
    bool done;
    enum err err;

    TRY(request_read(req, res, &wanted));
    TRY(answer_again(req, res, &done));
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

enum err post_campaign_launch(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct campaign *campaign;

    TRY(request_path_id(req, "id", &id));
    TRY(launch_campaign(req->ports, &req->scope, id, &campaign));
    return response_record(res, 200, &campaign_record, campaign);
}

enum err post_campaign_pause(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct paused_campaign paused;

    TRY(request_path_id(req, "id", &id));
    TRY(pause_campaign(req->ports, &req->scope, id, &paused));
    return response_record(res, 200, &paused_campaign_record, &paused);
}

enum err post_campaign_resume(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct campaign *campaign;

    TRY(request_path_id(req, "id", &id));
    TRY(resume_campaign(req->ports, &req->scope, id, &campaign));
    return response_record(res, 200, &campaign_record, campaign);
}

enum err post_campaign_cancel(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct campaign *campaign;

    TRY(request_path_id(req, "id", &id));
    TRY(cancel_campaign(req->ports, &req->scope, id, &campaign));
    return response_record(res, 200, &campaign_record, campaign);
}

enum err get_campaign_progress(struct request *req, struct response *res)
{
    struct campaign_id id;
    struct campaign_progress progress;

    TRY(request_path_id(req, "id", &id));
    TRY(campaign_progress(req->ports, &req->scope, id, &progress));
    return response_record(res, 200, &campaign_progress_record, &progress);
}
