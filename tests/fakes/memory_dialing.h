/* tests/fakes/memory_dialing.h - the ports of dialing and money, of persons and the inbox, over the
 * rows of a memory_store. One mutex, so that tests of threads mean something: while threads use
 * these ports, nothing else may use the store. */
#ifndef FAKES_MEMORY_DIALING_H
#define FAKES_MEMORY_DIALING_H

#include "domain/gateways/clock.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/random.h"
#include "domain/models/rollup.h"
#include "domain/repositories/analytics_reader.h"
#include "domain/repositories/store_trim.h"
#include "domain/repositories/event_inbox.h"
#include "domain/repositories/job_steps.h"
#include "domain/repositories/ledger.h"
#include "domain/repositories/person_repository.h"
#include "fakes/memory_store.h"

struct memory_dialing;

/* Its store clock is the clock's boot time. The store is not its own. */
struct memory_dialing *memory_dialing_new(struct memory_store *store, struct clock clock,
                                          struct random random, struct phone_hasher hasher);
void memory_dialing_free(struct memory_dialing *m); /* NULL is nothing */

struct job_steps memory_job_steps(struct memory_dialing *m);
struct ledger memory_ledger(struct memory_dialing *m);
struct person_repository memory_persons(struct memory_dialing *m);
struct event_inbox memory_inbox(struct memory_dialing *m);
struct analytics_reader memory_analytics(struct memory_dialing *m);
struct store_trim memory_trim(struct memory_dialing *m);

/* The settled calls of an account, all slots and campaigns together. */
struct rollup memory_rollup(struct memory_dialing *m, struct account_id account);

/* A hasher of tests: not keyed by any secret, different for each account. */
struct phone_hasher plain_hasher(void);

#endif
