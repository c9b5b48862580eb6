/* tests/support/world.h - an installation on fakes, whole: the account of given_dialing.h, another
 * one, and every port that a use case may touch. */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#include "application/marked_records.h"
#include "domain/models/account.h"
#include "domain/models/batch.h"
#include "domain/models/campaign.h"
#include "domain/models/script.h"
#include "fakes/memory_cache.h"
#include "fakes/memory_live.h"
#include "fakes/memory_mails.h"
#include "fakes/memory_object_store.h"
#include "fakes/memory_payments.h"
#include "fakes/memory_sheets.h"
#include "fakes/plain_passwords.h"
#include "support/failing_ports.h"
#include "support/given_dialing.h"

struct world {
    struct dialing_fixture d;
    struct ports ports; /* all of d.ports, and the others */
    struct memory_objects *objects;
    struct memory_sheets sheets;
    struct memory_mails mails;
    struct memory_live live;
    struct memory_cache cache;
    struct marked_records records;
    struct memory_payments payments;
    struct plain_passwords passwords;
    struct plan plans[3]; /* "starter" (credits), "minutes", "unlimited" */
    struct plan_list plan_list;
    struct account other; /* account */
    struct scope scope;   /* of the last one asked */
};

int given_world(void **state);
int end_world(void **state);
#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, given_world, end_world)

/* A fresh scope of the account: the system's own, with every permission. */
struct scope *scope_of(struct world *w);
/* A user's of the account, with these permissions alone. */
struct scope *scope_with(struct world *w, permission_set permissions);
/* An owner's, of the other account. */
struct scope *scope_elsewhere(struct world *w);
/* Without account: what looks across them. */
struct scope *scope_global(struct world *w);
/* Everything but this one. */
static inline permission_set all_but(enum permission permission)
{
    return (permission_all() | PERMISSION_BIT(PERMISSION_PLATFORM)) & ~PERMISSION_BIT(permission);
}
/* The field error of that name in the last scope; NULL: there is none. */
const char *field_slug(const struct world *w, const char *field);
#define expect_refused(w, err, code, slug) expect_error((err), &(w)->scope.error, (code), (slug))
#define expect_forbidden(w, err) expect_refused(w, err, ERR_FORBIDDEN, "permission.missing")

/* What every sheet reads as from now on: rows of cells divided by '|'. */
void given_sheet(struct world *w, const char *const *rows, size_t n);
#define GIVEN_SHEET(w, ...)                                                                        \
    given_sheet((w), (const char *const[]){ __VA_ARGS__ },                                         \
                ARRAY_LEN(((const char *const[]){ __VA_ARGS__ })))
/* The bytes of its file, as many as the int behind `from` says. */
enum err some_bytes(void *from, void *buffer, size_t n, size_t *got);
/* A batch of that sheet in the running campaign: received, importing, committed. */
struct batch_id given_received(struct world *w);
struct batch_id given_importing(struct world *w);
struct batch_id given_committed(struct world *w);
/* The batch whose turn it is; there is one. */
void imported(struct world *w);
struct batch *kept_batch(struct world *w, struct batch_id id);
struct campaign *kept_campaign(struct world *w, struct campaign_id id);
void keep_campaign(struct world *w, const struct campaign *campaign);
struct script_id given_script(struct world *w, const char *instructions);
/* A draft with script and number, without people. */
struct campaign_id given_draft(struct world *w);

/* Jobs of the batch that the store holds, seen or not; phones of its index. */
size_t jobs_in_store(const struct world *w, struct batch_id batch);
size_t phones_in_store(const struct world *w, struct batch_id batch);
size_t jobs_in_state(const struct world *w, enum job_state state);
size_t events_of(const struct world *w, enum event_type type);
const struct event *last_event(const struct world *w);
enum gate_state gate_of(struct world *w, struct campaign_id campaign);
/* The objects of the store whose keys hold this text. */
size_t objects_named(const struct world *w, const char *part);

/* A call of the campaign that is over and settled. talk: seconds. */
struct job_id given_settled(struct world *w, int64_t talk, const char *provider_call);

#endif
