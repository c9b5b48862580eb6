/* credential_marks.h - the marks (cache.h) of what decides who may come in. */
#ifndef CREDENTIAL_MARKS_H
#define CREDENTIAL_MARKS_H

#include "base/arena.h"
#include "base/field.h"
#include "domain/ids.h"

struct str session_mark(struct arena *arena, struct str hash);
struct str key_mark(struct arena *arena, struct str hash);
struct str account_mark(struct arena *arena, struct account_id account);
struct str member_mark(struct arena *arena, struct account_id account, struct user_id user);
struct str user_mark(struct arena *arena, struct user_id user);
/* The mark of an object of such a record. False: it decides nothing. */
bool record_is_marked(const struct record *record);
struct str mark_of(struct arena *arena, const struct record *record, const void *object);

#endif
