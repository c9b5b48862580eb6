/* commands/dial_candidates.c - may these people be called now, and the note that they are. */
#include "commands/dial_candidates.h"

#include "base/crash.h"

enum { NOTE_TRIES = 4, CONFLICT_WAIT_MS = 1000, GUARD_MARGIN_MS = 5 * MS_PER_MINUTE };

void candidate_refuse(struct candidate *c, struct instant until, struct str reason)
{
    c->refused = true;
    c->until = until;
    c->reason = reason;
}

void candidate_block(struct candidate *c, struct str reason)
{
    c->refused = c->blocked = true;
    c->reason = reason;
}

struct str candidate_from_number(const struct campaign *campaign, const struct job *job)
{
    size_t last = sizeof job->id.v.bytes - 1;
    unsigned chance = job->id.v.bytes[last] + 256u * job->id.v.bytes[last - 1];

    return campaign->from_numbers.items[chance % campaign->from_numbers.n];
}

struct step candidate_step(const struct candidate *c)
{
    return (struct step){
        .account = c->job->account,
        .job = c->job->id,
        .fence = c->job->fence,
        .tag = c->job->attempt.tag,
    };
}

/* The dialed phone first, then the others: the attempt is noted in all of them. */
static void hash_phones(const struct ports *ports, struct candidate *c)
{
    const struct job *job = c->job;

    c->n = job->phones.n < JOB_PHONES ? job->phones.n : JOB_PHONES;
    for (size_t i = 0; i < c->n; i++) {
        size_t k = ((size_t)job->attempt.phone + i) % c->n;

        c->hashes[i] = VIA(ports->hasher, account_hash, job->account, job->phones.items[k].phone);
    }
}

static enum err load_global(const struct ports *ports, struct scope *scope, struct candidates *c,
                            size_t phones)
{
    struct phone_hash_id *hashes = ARENA_ARRAY(scope->arena, struct phone_hash_id, phones);
    bool *found = ARENA_ARRAY(scope->arena, bool, phones);
    size_t at = 0;

    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->items[i].n; k++)
            hashes[at++] = VIA(ports->hasher, global_hash, c->items[i].job->phones.items[k].phone);
    TRY(VIA(ports->persons, suppressed_global, scope, hashes, phones, found));
    at = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->items[i].n; k++)
            if (found[at++])
                candidate_block(&c->items[i], STR("person.suppressed"));
    return ERR_OK;
}

enum err candidates_load(const struct ports *ports, struct scope *scope,
                         const struct dial_plan *plan, struct candidates *c)
{
    struct phone_hash_id *hashes;
    struct person **persons;
    size_t phones = 0, at = 0;

    for (size_t i = 0; i < c->n; i++) {
        hash_phones(ports, &c->items[i]);
        phones += c->items[i].n;
    }
    hashes = ARENA_ARRAY(scope->arena, struct phone_hash_id, phones);
    persons = ARENA_ARRAY(scope->arena, struct person *, phones);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->items[i].n; k++)
            hashes[at++] = c->items[i].hashes[k];
    TRY(VIA(ports->persons, load, scope, plan->account->id, hashes, phones, persons));
    at = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->items[i].n; k++)
            c->items[i].persons[k] = persons[at++];
    return load_global(ports, scope, c, phones);
}

/* The second phone of a person may be of another country: its hours count. */
static struct str country_dialed(const struct ports *ports, struct arena *arena,
                                 const struct job *job)
{
    size_t i = (size_t)job->attempt.phone % job->phones.n;
    struct error unread = { .arena = arena };
    struct parsed_phone parsed;

    if (i == 0 || VIA(ports->phones, parse, job->phones.items[i].phone.e164, STR(""), &parsed,
                      &unread) != ERR_OK)
        return job->country;
    return parsed.region[0] == '\0' ? job->country : str_copy(arena, str_from_c(parsed.region));
}

static enum err decide_one(const struct ports *ports, struct scope *scope,
                           const struct dial_plan *plan, struct candidate *c)
{
    const struct campaign *campaign = plan->campaign;
    struct dial_question question = {
        .packs = ports->rules,
        .zones = ports->zones,
        .country = country_dialed(ports, scope->arena, c->job),
        .time_zone = c->job->time_zone,
        .tag = c->job->attempt.tag,
        .purpose = campaign->purpose,
        .window_start = plan->window.start,
        .window_end = plan->window.end,
        .attempts_per_day = campaign->retry.attempts_per_day,
        .now = VIA0(ports->clock, wall),
        .arena = scope->arena,
    };

    if (c->job->attempts == 0)
        question.unsent = c->job->id;
    TRY(contact_policy(&question, c->persons, c->n, &c->verdict, &scope->error));
    if (c->verdict.allowed)
        return ERR_OK;
    if (c->verdict.next.unix_ms == 0)
        candidate_block(c, str_from_c(c->verdict.reason));
    else
        candidate_refuse(c, c->verdict.next, str_from_c(c->verdict.reason));
    return ERR_OK;
}

enum err candidates_decide(const struct ports *ports, struct scope *scope,
                           const struct dial_plan *plan, struct candidates *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->items[i].n == 0 && !c->items[i].gone)
            candidate_block(&c->items[i], STR("job.no_phone"));
        if (candidate_goes_on(&c->items[i]))
            TRY(decide_one(ports, scope, plan, &c->items[i]));
    }
    return ERR_OK;
}

static void note_on_persons(const struct ports *ports, struct scope *scope,
                            const struct dial_plan *plan, struct candidate *c)
{
    struct instant now = VIA0(ports->clock, wall);
    struct duration guarded = { ports->choices.ring.ms + c->max_talk.ms + GUARD_MARGIN_MS };
    const struct touch touch = {
        .tag = c->job->attempt.tag,
        .at = now,
        .purpose = plan->campaign->purpose,
        .campaign = plan->campaign->id,
    };

    for (size_t i = 0; i < c->n; i++)
        person_begin(c->persons[i], touch, instant_add(now, guarded), scope->arena);
}

/* Somebody was faster on one of its persons: look again, by what he left. */
static enum err decide_again(const struct ports *ports, struct scope *scope,
                             const struct dial_plan *plan, struct candidate *c)
{
    TRY(VIA(ports->persons, load, scope, plan->account->id, c->hashes, c->n, c->persons));
    return decide_one(ports, scope, plan, c);
}

/* One round: saves those that are not noted yet; *left: how many must be tried again. */
static enum err note_round(const struct ports *ports, struct scope *scope,
                           const struct dial_plan *plan, struct candidate **open, size_t *n)
{
    struct person_save *saves = ARENA_ARRAY(scope->arena, struct person_save, *n);
    size_t left = 0;

    for (size_t i = 0; i < *n; i++) {
        note_on_persons(ports, scope, plan, open[i]);
        saves[i] = (struct person_save){ .account = plan->account->id,
                                         .persons = open[i]->persons,
                                         .n = open[i]->n };
    }
    TRY(VIA(ports->persons, save, scope, saves, *n));
    CRASH("K3");
    for (size_t i = 0; i < *n; i++) {
        if (saves[i].err == ERR_OK)
            continue;
        TRY(decide_again(ports, scope, plan, open[i]));
        if (candidate_goes_on(open[i]))
            open[left++] = open[i];
    }
    *n = left;
    return ERR_OK;
}

enum err candidates_note(const struct ports *ports, struct scope *scope,
                         const struct dial_plan *plan, struct candidates *c)
{
    struct candidate **open = ARENA_ARRAY(scope->arena, struct candidate *, c->n);
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        if (candidate_goes_on(&c->items[i]))
            open[n++] = &c->items[i];
    for (int tries = 0; n > 0 && tries < NOTE_TRIES; tries++)
        TRY(note_round(ports, scope, plan, open, &n));
    for (size_t i = 0; i < n; i++) {
        struct duration wait = { CONFLICT_WAIT_MS };

        candidate_refuse(open[i], instant_add(VIA0(ports->clock, wall), wait),
                         STR("policy.guarded"));
    }
    return ERR_OK;
}
