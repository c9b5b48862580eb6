/* commands/dial_facts.h - what the provider shows of a call, applied to the job that it belongs to.
 * The job only moves forward, so facts may come in any order and again. */
#ifndef COMMANDS_DIAL_FACTS_H
#define COMMANDS_DIAL_FACTS_H

#include "application/ports.h"

enum facts_end {
    FACTS_APPLIED = 1, /* or known already */
    FACTS_TOO_EARLY,   /* the job is not there yet: later */
    FACTS_OLD_ATTEMPT, /* a newer attempt of the job exists */
    FACTS_OTHER_CALL   /* the attempt has another call of the provider: a second call */
};

struct call_facts {
    const struct job *job;
    struct str tag; /* of the attempt it is about */
    enum voice_event_kind kind;
    const struct voice_call *call;
    struct str key; /* "<inbox key>" or "pull:<call id>": applied once */
};

/* Many at a time: starts, then ends, then analyses, each of them one step of the store. ret[i] says
 * what became of facts[i]. An analysis brings the end with it. That somebody was reached is noted
 * on the person before the job knows of the end: whoever is cut in between finds the job open, and
 * does both again. */
enum err facts_apply(const struct ports *ports, struct scope *scope, const struct call_facts *facts,
                     size_t n, enum facts_end *ret) MUST_USE;

/* A call of whose existence this look is the first to tell may have been forbidden while nobody
 * knew of it (a number was listed, a campaign cancelled): such a one is hung up. By the job as it
 * was before the look; a call that was known goes on. */
enum err facts_hang_up_forbidden(const struct ports *ports, struct scope *scope,
                                 const struct call_facts *facts,
                                 const struct connection *connection) MUST_USE;

/* Of an end, or of the end that an analysis brings with it. */
struct end_facts facts_end_of(const struct call_facts *facts);
/* What its analysis says, read strictly: a date that is none, or an amount in words, is nothing. */
struct analysis facts_analysis(const struct voice_call *call, struct str key);

/* What the provider's status makes of a call that was looked at; VOICE_OTHER: nothing yet. */
enum voice_event_kind facts_kind(const struct voice_call *call);
bool facts_are_final(const struct voice_call *call);
/* metadata.tag and its mac are ours. */
bool facts_tag_is_ours(const struct ports *ports, const struct voice_call *call);

#endif
