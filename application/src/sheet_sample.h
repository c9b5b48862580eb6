/* application/src/sheet_sample.h - the first rows of a stored sheet, and what its columns are. */
#ifndef APPLICATION_SHEET_SAMPLE_H
#define APPLICATION_SHEET_SAMPLE_H

#include "application/ports.h"
#include "domain/models/batch.h"
#include "domain/services/column_recognition.h"

struct sheet_sample {
    struct workbook_info workbook;
    struct sample_row *rows;
    size_t n;
};

/* Limits of the account's plan. ERR_NOT_FOUND if the account or its plan is gone. */
enum err plan_of_account(const struct ports *ports, struct scope *scope,
                         const struct plan **ret) MUST_USE;

/* The batch's file as the reader wants it, within the limits of the account's plan (without an
 * account: the operator's own), at a path that lives until sheet_close(). */
enum err sheet_open(const struct ports *ports, struct scope *scope, const struct batch *batch,
                    struct sheet_request *ret) MUST_USE;
void sheet_close(const struct ports *ports, const struct sheet_request *request);

/* At most `most` rows with content, deeply copied into the scope's arena. */
enum err sheet_sample_read(const struct ports *ports, struct scope *scope,
                           const struct sheet_request *request, int64_t most,
                           struct sheet_sample *ret) MUST_USE;

/* Reads the batch's file a little, and fills its format, sheet, header row and columns. Columns
 * that a person has said are kept when keep_columns. No phone column found is no error here. */
enum err batch_recognise(const struct ports *ports, struct scope *scope, struct batch *batch,
                         bool keep_columns) MUST_USE;
bool batch_has_phones(const struct batch *batch);

/* The same of a workbook that just arrived: it may begin with a cover, so the first sheet of it
 * that has phones is the list; without one, its first sheet. */
enum err batch_recognise_workbook(const struct ports *ports, struct scope *scope,
                                  struct batch *batch) MUST_USE;

#endif
