/* database/mongodb/job_payload.h - what a provider's message adds to the readers' call: it travels
 * sealed in the job's list, and never lies in the job itself. */
#ifndef MONGODB_JOB_PAYLOAD_H
#define MONGODB_JOB_PAYLOAD_H

#include "database/mongodb/job_docs.h"

/* *ret: STR_NONE when there is nothing to add. */
enum err payload_seal(struct session *s, const struct job *job, const struct call_payload *payload,
                      struct str *ret) MUST_USE;
enum err payload_unseal(struct session *s, const struct job *job, struct str sealed,
                        struct call_payload *ret) MUST_USE;

#endif
