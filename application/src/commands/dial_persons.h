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

/* One attempt and the persons on whom it stands: those of its job. */
struct persons_of {
    struct account_id account;
    struct phone_hash_id hashes[JOB_PHONES];
    size_t n;
    struct person_note note;
};
/* Load, change, save on condition, all at once; those on whom others were faster again. Idempotent
 * by tag: what stands there already is not written again. ERR_CONFLICT "person.busy" after too many
 * tries. */
enum err persons_note(const struct ports *ports, struct scope *scope,
                      const struct persons_of *attempts, size_t n) MUST_USE;
/* The hashes of a job's phones; returns how many. */
size_t persons_of_job(const struct ports *ports, const struct job *job,
                      struct phone_hash_id ret[JOB_PHONES]);

#endif
