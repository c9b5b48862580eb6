/* infrastructure/mongodb.h - the distributed engine: every store of the domain in a MongoDB
 * database (7 or later, or a server that behaves like it), any number of processes on it. Each
 * decision is one conditional write of one document; what follows from it lies in the same document
 * until it is carried out (docs/architecture/store_mongodb.md). */
#ifndef INFRASTRUCTURE_MONGODB_H
#define INFRASTRUCTURE_MONGODB_H

#include "base/log.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/random.h"
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

enum { MONGODB_MASTER_KEY = 32 };

struct mongodb_config {
    struct str uri;                  /* mongodb://user:password@host:port,.../?replicaSet=... */
    struct str database;             /* its name */
    const unsigned char *master_key; /* MONGODB_MASTER_KEY bytes; copied */
    struct clock clock;
    struct random random;
    struct phone_hasher hasher; /* that of everybody who looks for persons here */
    struct log log;
    int64_t connections;  /* at most; 0: 64 */
    struct duration wait; /* for a server to be found, and for an answer; 0: 10 s */
    /* Leases go by the server's clock. A test with a clock of its own says true: they go by that.
     */
    bool own_clock;
    bool to_fill; /* opened to take what another engine has: nothing else is done with it */
    /* records that are kept beside the domain's own, for those who have some */
    const struct record *const *records;
    size_t n_records;
};

struct mongodb_store;

/* Connects, brings the indexes up to date and carries out what a process that died left behind.
 * ERR_INVALID "mongodb.bad_uri" {reason}; ERR_UNAVAILABLE "mongodb.unreachable" {reason};
 * ERR_UNAUTHENTICATED "mongodb.refused" {reason}: user or password; ERR_PRECONDITION
 * "mongodb.too_old" {wire, needed}, "mongodb.newer_schema" {found, known}, "mongodb.index_missing"
 * {collection, index}, "mongodb.no_validator" {collection}, "mongodb.other_key": the database was
 * made with another master key, "move.unfinished": a move into it has not ended. */
enum err mongodb_store_open(const struct mongodb_config *config, struct mongodb_store **ret,
                            struct error *error) MUST_USE;
/* No port may be in use any more. NULL is fine. */
void mongodb_store_free(struct mongodb_store *store);
/* Asks whether it could be opened, by anybody's key, and changes nothing. */
enum err mongodb_store_check(const struct mongodb_config *config, struct error *error) MUST_USE;
/* Has something been kept there? A new master key would not open it. Asks with anybody's key, and
 * changes nothing. */
enum err mongodb_store_is_made(const struct mongodb_config *config, bool *ret,
                               struct error *error) MUST_USE;
/* Makes again what is missing of the indexes, whatever the version says. */
enum err mongodb_store_repair(const struct mongodb_config *config, struct error *error) MUST_USE;
/* Carries out what lies undone in documents for longer than `age`; 0: all of it. Cheap when there
 * is nothing. */
enum err mongodb_store_sweep(struct mongodb_store *store, struct duration age,
                             struct error *error) MUST_USE;

/* Removes every document, of all accounts: tests. */
enum err mongodb_store_clear(struct mongodb_store *store, struct error *error) MUST_USE;

struct record_store mongodb_record_store(struct mongodb_store *store);
struct event_log mongodb_event_log(struct mongodb_store *store);
struct import_store mongodb_import_store(struct mongodb_store *store);
struct analytics_reader mongodb_analytics_reader(struct mongodb_store *store);
struct job_steps mongodb_job_steps(struct mongodb_store *store);
struct ledger mongodb_ledger(struct mongodb_store *store);
struct person_repository mongodb_persons(struct mongodb_store *store);
struct audit_log mongodb_audit_log(struct mongodb_store *store);
struct event_inbox mongodb_inbox(struct mongodb_store *store);
struct store_trim mongodb_trim(struct mongodb_store *store);
struct answer_store mongodb_answers(struct mongodb_store *store);
/* Of a store that was opened with to_fill. */
struct move_target mongodb_move_target(struct mongodb_store *store);

#endif
