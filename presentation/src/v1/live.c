/* live.c - the way to the hub of live updates, and screens on walls. */
#include "v1/handlers.h"

enum err get_live(struct request *req, struct response *res)
{
    struct live_entrance entrance;

    TRY(open_live(req->ports, &req->scope, &entrance));
    return response_record(res, 200, &live_entrance_record, &entrance);
}

enum err get_board(struct request *req, struct response *res)
{
    struct board board;

    TRY(read_board(req->ports, &req->scope, &board));
    return response_record(res, 200, &board_record, &board);
}

enum err post_display(struct request *req, struct response *res)
{
    struct create_display cmd = { .name = STR_NONE };
    struct created_display created;

    TRY(request_read(req, res, &cmd));
    TRY(create_display(req->ports, &req->scope, &cmd, &created));
    return response_record(res, 201, &created_display_record, &created);
}

enum err delete_display(struct request *req, struct response *res)
{
    struct display_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(revoke_display(req->ports, &req->scope, id));
    return response_nothing(res);
}
