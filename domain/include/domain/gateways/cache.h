/* domain/gateways/cache.h - answers that were worked out and may be given again for a while, by any
 * process of the installation. What an answer was worked out from is named by its *marks*: whoever
 * changes that says so, and from then on no process finds an answer that bears the mark. It may
 * forget anything at any time, and nothing is only here. Names belong to the scope's account, marks
 * to the installation. Names and marks are texts without blanks. Safe from any thread. */
#ifndef DOMAIN_GATEWAYS_CACHE_H
#define DOMAIN_GATEWAYS_CACHE_H

#include "base/port.h"
#include "domain/scope.h"

enum { CACHE_NAME_MOST = 128, CACHE_TEXT_MOST = 16 * 1024, CACHE_MARKS_MOST = 8 };

/* How marks stood before what they stand for was read. Begins as zero. */
struct cache_stamp {
    struct str marks[CACHE_MARKS_MOST];
    uint64_t values[CACHE_MARKS_MOST];
    size_t n;
    bool unknown; /* it could not be told: nothing is kept under this stamp */
};

struct cache_ops {
    /* False: nothing is kept under this name, its time is over, or a mark of it has changed. */
    bool (*find)(void *self, struct scope *scope, struct str name, struct str *ret);
    /* Adds these marks to the stamp, as they stand now. Before what they stand for is read: what
     * is changed while it is read then makes the answer old before it is kept. The stamp points to
     * the texts of the marks. */
    void (*look)(void *self, const struct str *marks, size_t n, struct cache_stamp *stamp);
    /* Keeps the answer for so long at most. */
    void (*keep)(void *self, struct scope *scope, struct str name, struct str text,
                 const struct cache_stamp *stamp, struct duration life);
    /* What these marks stand for has changed. When it returns no process finds an answer that bears
     * one of them; false: it could not be said, and they are found until their time is over. */
    bool (*changed)(void *self, const struct str *marks, size_t n);
};
struct cache {
    const struct cache_ops *ops;
    void *self;
};

/* Keeps nothing: where processes share no cache they have none. */
struct cache cache_none(void);

#endif
