/* infrastructure/sqlite.h - the embedded engine: every store of the domain in one SQLite file. One
 * process holds it; one thread writes and lets all who wait share one commit; readers never wait
 * for it. docs/architecture/store_sqlite.md tells how. */
#ifndef INFRASTRUCTURE_SQLITE_H
#define INFRASTRUCTURE_SQLITE_H

#include "base/log.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/random.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/repositories/analytics_reader.h"
#include "domain/repositories/answer_store.h"
#include "domain/repositories/audit_log.h"
#include "domain/repositories/event_inbox.h"
#include "domain/repositories/event_log.h"
#include "domain/repositories/import_store.h"
#include "domain/repositories/job_steps.h"
#include "domain/repositories/ledger.h"
#include "domain/repositories/person_repository.h"
#include "domain/repositories/record_store.h"
#include "domain/repositories/store_move.h"
#include "domain/repositories/store_trim.h"

enum { SQLITE_MASTER_KEY = 32 };

struct sqlite_config {
    struct str path;
    const unsigned char *master_key; /* SQLITE_MASTER_KEY bytes; copied */
    struct clock clock;
    struct random random;
    struct phone_hasher hasher; /* that of everybody who looks for persons here */
    struct log log;
    int64_t cache_bytes; /* page cache of the writer; 0: 64 MiB */
    int64_t readers;     /* connections that read; 0: 8 */
    bool to_move;        /* opened to be moved: also when it was moved before */
    /* records that are kept beside the domain's own, for those who have some */
    const struct record *const *records;
    size_t n_records;
};

struct sqlite_store;

/* Opens or makes the file, brings its schema up to date and starts the writer. ERR_PRECONDITION
 * "store.locked" {path}: another process has it; "store.newer_schema" {found, known}: a newer
 * program made it; "store.moved" {path}: it went over to another engine; "store.other_key"
 * {path}: it was made with another master key, and is left as it is; ERR_UNAVAILABLE
 * "store.cannot_open" {path, reason}. */
enum err sqlite_store_open(const struct sqlite_config *config, struct sqlite_store **ret,
                           struct error *error) MUST_USE;
/* Something has been kept there: a new master key would not open it. Changes nothing. */
bool sqlite_store_is_made(struct str path);
/* Finishes what was asked, then closes. No port may be in use any more. NULL is fine. */
void sqlite_store_free(struct sqlite_store *store);

/* Wall time at open plus time since: leases go by it, whatever happens to the wall clock. */
struct instant sqlite_store_now(const struct sqlite_store *store);

struct record_store sqlite_record_store(struct sqlite_store *store);
struct event_log sqlite_event_log(struct sqlite_store *store);
struct import_store sqlite_import_store(struct sqlite_store *store);
struct analytics_reader sqlite_analytics_reader(struct sqlite_store *store);
struct job_steps sqlite_job_steps(struct sqlite_store *store);
struct ledger sqlite_ledger(struct sqlite_store *store);
struct person_repository sqlite_persons(struct sqlite_store *store);
struct audit_log sqlite_audit_log(struct sqlite_store *store);
struct event_inbox sqlite_inbox(struct sqlite_store *store);
struct store_trim sqlite_trim(struct sqlite_store *store);
struct answer_store sqlite_answers(struct sqlite_store *store);
struct move_source sqlite_move_source(struct sqlite_store *store);

#endif
