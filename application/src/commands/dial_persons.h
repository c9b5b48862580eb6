/* commands/dial_persons.h - what became of an attempt, noted on the persons of its job. */
#ifndef COMMANDS_DIAL_PERSONS_H
#define COMMANDS_DIAL_PERSONS_H

#include "application/ports.h"

/* How a note changes one person. */
struct person_note {
    struct str tag;
    bool unsent; /* proved: guard and count are taken back; else it ended */
    bool rang, contact;
    struct instant now;
    struct duration cool_down;
};

/* Load, change, save on condition; again while others are faster. Idempotent by tag.
 * ERR_CONFLICT "person.busy" after too many tries. */
enum err persons_note(const struct ports *ports, struct scope *scope, struct account_id account,
                      const struct phone_hash_id *hashes, size_t n,
                      const struct person_note *note) MUST_USE;
/* The hashes of a job's phones; returns how many. */
size_t persons_of_job(const struct ports *ports, const struct job *job,
                      struct phone_hash_id ret[JOB_PHONES]);

#endif
