/* jobs.c - jobs and calls are read by their tables; this is what can be asked for one. */
#include "base/strbuf.h"
#include "v1/handlers.h"

enum err post_job_redial(struct request *req, struct response *res)
{
    struct job_id id;
    struct job *job;

    TRY(request_path_id(req, "id", &id));
    TRY(redial_job(req->ports, &req->scope, id, &job));
    return response_record(res, 200, &job_record, job);
}

enum err get_job_timeline(struct request *req, struct response *res)
{
    struct job_timeline timeline;
    struct job_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(read_job_timeline(req->ports, &req->scope, id, &timeline));
    return response_record(res, 200, &job_timeline_record, &timeline);
}

/* The phone stands in the query: logs name the route alone. */
enum err get_contact(struct request *req, struct response *res)
{
    struct contact contact;

    TRY(read_contact(req->ports, &req->scope, request_query(req, "phone"), &contact));
    return response_record(res, 200, &contact_record, &contact);
}

enum err get_call_transcript(struct request *req, struct response *res)
{
    struct transcript transcript;
    struct call_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(read_transcript(req->ports, &req->scope, id, &transcript));
    return response_record(res, 200, &transcript_record, &transcript);
}

enum err get_call_recording(struct request *req, struct response *res)
{
    struct recording recording;
    struct call_id id;
    struct str text;

    TRY(request_path_id(req, "id", &id));
    TRY(open_recording(req->ports, &req->scope, id, &recording));
    text = ID_TEXT(req->scope.arena, id);
    return send_object_part(req, res, recording.object, recording.type, text,
                            str_format(req->scope.arena, "\"%.*s\"", STR_ARG(text)),
                            recording.bytes);
}
