/* notice_words.h - what the people of an account are told of an event: its facts as data, and the
 * sentences that they make in a language. */
#ifndef APPLICATION_NOTICE_WORDS_H
#define APPLICATION_NOTICE_WORDS_H

#include "application/ports.h"
#include "domain/models/notification.h"

enum { NOTICE_PARAMS = 3 };

/* Without title and text. A campaign that has gone has no name. */
enum err notice_of(const struct ports *ports, struct scope *scope, const struct event *event,
                   struct notification *ret) MUST_USE;
/* {campaign}, {reason} and {count}, as sentences of that language name them. */
void notice_params(const struct ports *ports, struct arena *arena, struct str language,
                   const struct notification *n, struct param ret[NOTICE_PARAMS]);
/* Fills title and text; what has them already is kept as it was told then. It is for reading: who
 * saves one saves it before. */
void notice_tell(const struct ports *ports, struct arena *arena, struct str language,
                 struct notification *n);

#endif
