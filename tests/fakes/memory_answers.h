/* tests/fakes/memory_answers.h - the port answer_store in memory. */
#ifndef FAKES_MEMORY_ANSWERS_H
#define FAKES_MEMORY_ANSWERS_H

#include "domain/repositories/answer_store.h"

struct memory_answers;

struct memory_answers *memory_answers_new(void);
void memory_answers_free(struct memory_answers *answers);
/* The process has died: what was under way is not any more. */
void memory_answers_die(struct memory_answers *answers);
struct answer_store memory_answer_store(struct memory_answers *answers);

#endif
