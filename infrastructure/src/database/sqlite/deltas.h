/* database/sqlite/deltas.h - changes of counters, added up over a transaction and written once, at
 * its end. The writer thread's alone. */
#ifndef SQLITE_DELTAS_H
#define SQLITE_DELTAS_H

#include "database/sqlite/engine.h"
#include "domain/models/rollup.h"

/* A row of job_counts: jobs of a batch in a state, or ever "dialed". */
struct job_count {
    struct account_id account;
    struct campaign_id campaign;
    struct batch_id batch;
    struct str state;
    int64_t n;
};
extern const struct record job_count_record;

struct deltas;

struct deltas *deltas_new(void);
void deltas_free(struct deltas *deltas);
/* A transaction begins. */
void deltas_clear(struct deltas *deltas);
/* A request begins; undo takes back what came after the mark. */
void deltas_mark(struct deltas *deltas);
void deltas_undo(struct deltas *deltas);
/* state: a static text. */
void deltas_add_jobs(struct deltas *deltas, const struct job_count *count);
void deltas_add_rollup(struct deltas *deltas, const struct rollup *rollup);
/* What waits to be added to this row. */
int64_t deltas_of_jobs(const struct deltas *deltas, const struct job_count *key);
enum err deltas_write(struct deltas *deltas, struct tx *tx) MUST_USE;

#endif
