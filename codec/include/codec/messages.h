/* codec/messages.h - slugs become sentences at the edge, from one table a language
 * (messages/es.json, messages/en.json, compiled in by the build). "{name}" stands for the parameter
 * of that name; "{status|cli.word}" for the sentence of "cli.word.<its value>", if there is one;
 * "{limit|bytes}" for "50 MB", "{limit|count}" for a number whose figures are parted from five on.
 */
#ifndef CODEC_MESSAGES_H
#define CODEC_MESSAGES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum language { LANGUAGE_ES = 1, LANGUAGE_EN };

/* From "es", "en-US", or an Accept-Language header with weights; Spanish if nothing fits. */
enum language language_choose(struct str wanted);
/* That of one tag, "es" or "en-GB"; 0: none of ours. */
enum language language_find(struct str tag);
struct str language_tag(enum language language);
/* The sentence; a slug without one gives the slug itself (a test looks for such holes). */
struct str message_print(struct arena *arena, enum language language, const char *slug,
                         const struct param *params);
/* True if the table of that language has the slug. */
bool message_exists(enum language language, struct str slug);
/* All slugs, sorted; NULL behind the last. */
const char *message_slug(size_t i);

#endif
