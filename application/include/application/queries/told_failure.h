/* application/queries/told_failure.h - why a sheet could not be checked or imported, in words. */
#ifndef APPLICATION_QUERIES_TOLD_FAILURE_H
#define APPLICATION_QUERIES_TOLD_FAILURE_H

#include "application/ports.h"
#include "domain/models/batch.h"

struct told_failure {
    struct str slug;
    struct str text; /* its sentence, in the language of whoever asks */
};
extern const struct record told_failure_record;

/* PERMISSION_READ. ERR_NOT_FOUND "batch.no_failure": neither its import nor its last check
 * failed. */
enum err batch_told_failure(const struct ports *ports, struct scope *scope, struct batch_id id,
                            struct told_failure *ret) MUST_USE;

#endif
