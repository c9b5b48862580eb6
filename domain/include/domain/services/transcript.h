/* domain/services/transcript.h - what was said, turn by turn, with the moment of each word where
 * the provider told it. The text is kept as it came; the times stand beside it as one line a turn:
 *
 *     A120+310 30+190
 *     U900+240
 *
 * Who speaks, then for each word the pause before it and how long it took, in milliseconds; the
 * first pause of a turn counts from the beginning of the call. Pure. */
#ifndef DOMAIN_SERVICES_TRANSCRIPT_H
#define DOMAIN_SERVICES_TRANSCRIPT_H

#include "base/arena.h"
#include "base/enum_names.h"
#include "base/field.h"
#include "base/opt.h"
#include "base/str.h"
#include "base/strbuf.h"

enum { TRANSCRIPT_TEXT = 1000000, TRANSCRIPT_TURNS = 20000, TRANSCRIPT_WORDS = 4000 };

enum speaker { SPEAKER_AGENT = 1, SPEAKER_PERSON };
ENUM_NAMES_DECLARE(speaker)

struct word_time {
    int64_t start_ms, end_ms;
};
/* Adds a turn's line. A word that ends before it begins, or begins before the call, leaves the turn
 * without times: its line has none. */
void word_times_add(struct strbuf *lines, enum speaker speaker, const struct word_time *words,
                    size_t n);

struct transcript_word {
    struct str text;
    struct duration start_ms, end_ms;
};
struct transcript_turn {
    enum speaker speaker;
    struct str text;
    struct opt_duration start_ms, end_ms;  /* absent: the provider did not tell */
    LIST_OF(struct transcript_word) words; /* empty where the times do not fit the words */
};
extern const struct record transcript_turn_record;
struct transcript {
    LIST_OF(struct transcript_turn) turns;
};
extern const struct record transcript_record;

/* The text as the provider writes it, "Agent: …\nUser: …\n"; a line that begins with nobody belongs
 * to who spoke before. Times that are not those of this text (another number of turns, another
 * speaker) are left out: a wrong moment is worse than none. */
struct transcript transcript_read(struct arena *arena, struct str text, struct str times);

#endif
