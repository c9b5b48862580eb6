/* domain/change.h - what a deed changed, field by field, as texts that may be shown: what is about
 * a person is masked, what is private is left out. */
#ifndef DOMAIN_CHANGE_H
#define DOMAIN_CHANGE_H

#include "base/field.h"

struct arena;

enum { FIELD_CHANGES_MOST = 64, CHANGE_TEXT_MOST = 200 };

struct field_change {
    struct str field;         /* "pacing.max_active" */
    struct str before, after; /* STR_NONE: it was not there, it is no more */
};
extern const struct record field_change_record;

struct change_list {
    struct field_change *items;
    size_t n;
};

/* The fields of the table that differ; before NULL: it is new, after NULL: it is gone. Keys,
 * versions and moments of birth are no change; texts are cut at CHANGE_TEXT_MOST. */
struct change_list changes_of(struct arena *arena, const struct record *record, const void *before,
                              const void *after);

#endif
