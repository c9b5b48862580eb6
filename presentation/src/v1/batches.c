/* batches.c - sheets come in, are looked at, corrected, imported, taken back. */
#include <string.h>

#include "v1/handlers.h"

static const struct str xlsx_type =
    STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

enum report_rows { REPORT_OF_IMPORT, REPORT_LEFT_OUT };
static const char *const report_rows_texts[] = { [REPORT_LEFT_OUT] = "left_out" };
const struct enum_names report_rows_names = { report_rows_texts, ARRAY_LEN(report_rows_texts) };

/* The edge has judged each of them. */
static void read_wishes(const struct request *req, struct upload_batch *cmd)
{
    cmd->file_name = request_file_name(req);
    cmd->country = request_query(req, "country");
    ID_SCAN(request_query(req, "campaign"), &cmd->campaign);
    duplicate_policy_parse(request_query(req, "duplicates"), &cmd->duplicates);
    request_query_i64(req, "reached_days", &cmd->reached_days);
}

enum err post_batch(struct request *req, struct response *res)
{
    struct upload_batch cmd = { .source = body_read_piece, .from = &req->body };
    struct batch *batch = NULL;
    bool done;
    enum err err;

    TRY(answer_again(req, res, &done));
    if (done)
        return ERR_OK;
    read_wishes(req, &cmd);
    err = request_stream_end(req, res, upload_batch(req->ports, &req->scope, &cmd, &batch));
    return answer_created(req, res, err, batch);
}

enum err patch_batch(struct request *req, struct response *res)
{
    struct change_batch cmd = { .sheet = { false, STR_NONE } };
    struct batch_id id;
    struct batch *batch;
    void *stored;

    TRY(request_path_id(req, "id", &id));
    TRY(read_record(req->ports, &req->scope, &batch_record, id.v, &stored));
    TRY(request_if_match(req, res, &batch_record, stored));
    TRY(request_read(req, res, &cmd));
    TRY(change_batch(req->ports, &req->scope, id, &cmd, &batch));
    return response_record(res, 200, &batch_record, batch);
}

enum err get_batch_preview(struct request *req, struct response *res)
{
    struct batch_preview preview;
    struct batch_id id;
    int64_t rows = PREVIEW_ROWS;

    TRY(request_path_id(req, "id", &id));
    request_query_i64(req, "rows", &rows);
    TRY(preview_batch(req->ports, &req->scope, id, rows, &preview));
    return response_record(res, 200, &batch_preview_record, &preview);
}

enum err get_batch_progress(struct request *req, struct response *res)
{
    struct batch_id id;
    struct campaign_progress progress;

    TRY(request_path_id(req, "id", &id));
    TRY(batch_progress(req->ports, &req->scope, id, &progress));
    return response_record(res, 200, &batch_progress_record, &progress);
}

enum err get_batch_failure(struct request *req, struct response *res)
{
    struct batch_id id;
    struct told_failure told;

    TRY(request_path_id(req, "id", &id));
    TRY(batch_told_failure(req->ports, &req->scope, id, &told));
    return response_record(res, 200, &told_failure_record, &told);
}

static enum err give_rest(void *self, void *buffer, size_t n, size_t *got)
{
    struct str *rest = self;

    *got = n < rest->n ? n : rest->n;
    memcpy(buffer, rest->p, *got);
    *rest = str_slice(*rest, *got, rest->n);
    return ERR_OK;
}

static struct str report_name(const struct request *req, struct batch_id id)
{
    return str_format(req->scope.arena, "%.*s-report.xlsx", STR_ARG(ID_TEXT(req->scope.arena, id)));
}

/* ?rows=left_out */
static enum err answer_left_out(struct request *req, struct response *res, struct batch_id id)
{
    struct left_out_rows *rows = ARENA_NEW(req->scope.arena, struct left_out_rows);

    TRY(left_out_rows(req->ports, &req->scope, id, rows));
    if (rows->report_object.n > 0)
        return send_object(req, res, rows->report_object, xlsx_type, report_name(req, id));
    response_file(res, xlsx_type, report_name(req, id), (int64_t)rows->workbook.n, give_rest,
                  &rows->workbook);
    return ERR_OK;
}

enum err get_batch_report(struct request *req, struct response *res)
{
    int rows = enum_parse(&report_rows_names, request_query(req, "rows"));
    struct batch_id id;
    void *found;
    const struct batch *batch;

    TRY(request_path_id(req, "id", &id));
    if (rows == REPORT_LEFT_OUT)
        return answer_left_out(req, res, id);
    TRY(read_record(req->ports, &req->scope, &batch_record, id.v, &found));
    batch = found;
    if (batch->report_object.n == 0)
        return FAIL(&req->scope.error, ERR_NOT_FOUND, "batch.no_report");
    return send_object(req, res, batch->report_object, xlsx_type, report_name(req, batch->id));
}

enum err post_batch_import(struct request *req, struct response *res)
{
    struct batch_id id;
    struct batch *batch;

    TRY(request_path_id(req, "id", &id));
    TRY(import_batch(req->ports, &req->scope, id, &batch));
    return response_record(res, 202, &batch_record, batch);
}

enum err post_batch_check(struct request *req, struct response *res)
{
    struct batch_id id;
    struct batch *batch;

    TRY(request_path_id(req, "id", &id));
    TRY(check_batch(req->ports, &req->scope, id, &batch));
    return response_record(res, 202, &batch_record, batch);
}

enum err get_batch_rows(struct request *req, struct response *res)
{
    struct page_query query;
    struct batch_id id;
    struct page page;

    TRY(request_path_id(req, "id", &id));
    TRY(request_page(req, &batch_row_record, &query));
    TRY(list_batch_rows(req->ports, &req->scope, id, &query, &page));
    return response_page(res, &batch_row_record, &page);
}

enum err patch_batch_row(struct request *req, struct response *res)
{
    struct fix_batch_row cmd = { .cells = { .n = 0 } };
    struct str text = request_param(req, "row");
    struct batch_id id;
    struct batch_row *row;
    int64_t n;

    TRY(request_path_id(req, "id", &id));
    if (!str_to_i64(text, 1, BATCH_ROWS, &n))
        return FAIL_WITH(&req->scope.error, ERR_NOT_FOUND, "batch.no_such_row", P_STR("row", text));
    TRY(request_read(req, res, &cmd));
    TRY(fix_batch_row(req->ports, &req->scope, id, n, &cmd, &row));
    return response_record(res, 200, &batch_row_record, row);
}

enum err post_batch_undo(struct request *req, struct response *res)
{
    struct batch_id id;
    struct undone_batch undone;

    TRY(request_path_id(req, "id", &id));
    TRY(undo_batch(req->ports, &req->scope, id, &undone));
    return response_record(res, 200, &undone_batch_record, &undone);
}

enum err delete_batch(struct request *req, struct response *res)
{
    struct batch_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(remove_batch(req->ports, &req->scope, id));
    return response_nothing(res);
}
