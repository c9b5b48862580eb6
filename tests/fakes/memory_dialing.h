/* tests/fakes/memory_dialing.h - jobs, gates, wallets, persons and the inbox in memory, behind the
 * ports of dialing and money. Everything goes in and out as a deep copy; one mutex, so that tests
 * of threads mean something. */
#ifndef FAKES_MEMORY_DIALING_H
#define FAKES_MEMORY_DIALING_H

#include "domain/gateways/clock.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/random.h"
#include "domain/models/account.h"
#include "domain/models/call.h"
#include "domain/models/connection.h"
#include "domain/models/rollup.h"
#include "domain/repositories/event_inbox.h"
#include "domain/repositories/job_steps.h"
#include "domain/repositories/ledger.h"
#include "domain/repositories/person_repository.h"

struct memory_dialing;

/* Its store clock is the clock's boot time. */
struct memory_dialing *memory_dialing_new(struct clock clock, struct random random,
                                          struct phone_hasher hasher);
void memory_dialing_free(struct memory_dialing *m); /* NULL is nothing */

struct job_steps memory_job_steps(struct memory_dialing *m);
struct ledger memory_ledger(struct memory_dialing *m);
struct person_repository memory_persons(struct memory_dialing *m);
struct event_inbox memory_inbox(struct memory_dialing *m);

/* What other stores would have brought: a job, as its batch was committed (or not, yet). */
void memory_put_account(struct memory_dialing *m, const struct account *account);
void memory_put_connection(struct memory_dialing *m, const struct connection *connection);
void memory_put_job(struct memory_dialing *m, const struct job *job, bool committed);

/* What was written beside: copies in the arena. */
struct event_list memory_events(struct memory_dialing *m, struct arena *arena);
/* NULL: the attempt has none. */
struct call *memory_call(struct memory_dialing *m, struct account_id account, struct call_id id,
                         struct arena *arena);
/* The sum over all slots and campaigns of an account. */
struct rollup memory_rollup(struct memory_dialing *m, struct account_id account);

/* A hasher of tests: not keyed by any secret, different for each account. */
struct phone_hasher plain_hasher(void);

#endif
