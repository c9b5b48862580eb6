/* jobs.c - jobs and calls are read by their tables; this is what can be asked for one. */
#include "v1/handlers.h"

enum err post_job_redial(struct request *req, struct response *res)
{
    struct job_id id;
    struct job *job;

    TRY(request_path_id(req, "id", &id));
    TRY(redial_job(req->ports, &req->scope, id, &job));
    return response_record(res, 200, &job_record, job);
}
