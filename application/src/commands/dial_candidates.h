/* commands/dial_candidates.h - claimed jobs on their way to an order. */
#ifndef COMMANDS_DIAL_CANDIDATES_H
#define COMMANDS_DIAL_CANDIDATES_H

#include "application/commands/dial_jobs.h"
#include "domain/services/contact_policy.h"

struct candidate {
    struct job *job;
    struct person *persons[JOB_PHONES]; /* of its phones, the dialed one first */
    struct phone_hash_id hashes[JOB_PHONES];
    size_t n;
    struct dial_verdict verdict;
    struct str instructions, opening;
    struct duration max_talk; /* as held */

    bool gone;    /* somebody else has decided: nothing more to do for it */
    bool refused; /* goes back to wait for `until`, or for good */
    bool blocked; /* for good */
    struct instant until;
    struct str reason;
};
struct candidates {
    struct candidate *items;
    size_t n;
};

static inline bool candidate_goes_on(const struct candidate *c)
{
    return !c->gone && !c->refused;
}
void candidate_refuse(struct candidate *c, struct instant until, struct str reason);
void candidate_block(struct candidate *c, struct str reason);

/* Persons by the hashes of the jobs' phones, and the list that holds for all. */
enum err candidates_load(const struct ports *ports, struct scope *scope,
                         const struct dial_plan *plan, struct candidates *c) MUST_USE;
/* May each be called now? */
enum err candidates_decide(const struct ports *ports, struct scope *scope,
                           const struct dial_plan *plan, struct candidates *c) MUST_USE;
/* Notes the attempts on the persons, on condition that nobody changed them since they were loaded;
 * who was changed is loaded and decided again. */
enum err candidates_note(const struct ports *ports, struct scope *scope,
                         const struct dial_plan *plan, struct candidates *c) MUST_USE;

struct step candidate_step(const struct candidate *c);
/* Each job keeps to one of the campaign's numbers, the jobs share them evenly. */
struct str candidate_from_number(const struct campaign *campaign, const struct job *job);

#endif
