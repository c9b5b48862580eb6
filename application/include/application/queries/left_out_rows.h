/* application/queries/left_out_rows.h - the rows of a sheet that do not go in, to give back to
 * whoever made it. */
#ifndef APPLICATION_QUERIES_LEFT_OUT_ROWS_H
#define APPLICATION_QUERIES_LEFT_OUT_ROWS_H

#include "application/ports.h"
#include "domain/models/batch.h"

struct left_out_rows {
    struct str workbook; /* its bytes, .xlsx, in the language of whoever asks */
    /* else, where more is to be said than is kept row by row (BATCH_ROWS_KEPT), the object of the
     * whole report that the last check or import made */
    struct str report_object;
};

/* PERMISSION_READ_PEOPLE. As they stand now: a row that was mended since the check and is accepted
 * is not among them. ERR_NOT_FOUND "batch.no_report". */
enum err left_out_rows(const struct ports *ports, struct scope *scope, struct batch_id id,
                       struct left_out_rows *ret) MUST_USE;

#endif
