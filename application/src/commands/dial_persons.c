/* commands/dial_persons.c - notes on persons, by compare and set. */
#include "commands/dial_persons.h"

enum { SAVE_TRIES = 20 };

size_t persons_of_job(const struct ports *ports, const struct job *job,
                      struct phone_hash_id ret[JOB_PHONES])
{
    size_t n = job->phones.n < JOB_PHONES ? job->phones.n : JOB_PHONES;

    for (size_t i = 0; i < n; i++)
        ret[i] = VIA(ports->hasher, account_hash, job->account, job->phones.items[i].phone);
    return n;
}

enum err persons_note(const struct ports *ports, struct scope *scope, struct account_id account,
                      const struct phone_hash_id *hashes, size_t n, const struct person_note *note)
{
    struct person *persons[JOB_PHONES];
    struct person_save save = { .account = account, .persons = persons, .n = n };

    for (int tries = 0; tries < SAVE_TRIES && n > 0; tries++) {
        TRY(VIA(ports->persons, load, scope, account, hashes, n, persons));
        for (size_t i = 0; i < n; i++) {
            if (note->unsent)
                person_unsent(persons[i], note->tag);
            else
                person_end(persons[i], note->tag, note->rang, note->contact, note->now,
                           note->cool_down);
        }
        TRY(VIA(ports->persons, save, scope, &save, 1));
        if (save.err == ERR_OK)
            return ERR_OK;
    }
    return n == 0 ? ERR_OK : FAIL(&scope->error, ERR_CONFLICT, "person.busy");
}
