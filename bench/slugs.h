/* bench/slugs.h - sentences of a benchmark: the slug itself, for what a sentence costs is no part
 * of what is measured. */
#ifndef BENCH_SLUGS_H
#define BENCH_SLUGS_H

#include "domain/gateways/wording.h"

static inline struct str bench_print_slug(void *self, struct arena *arena, struct str language,
                                          const char *slug, const struct param *params)
{
    (void)self;
    (void)arena;
    (void)language;
    (void)params;
    return str_from_c(slug);
}

static inline struct wording bench_wording(void)
{
    static const struct wording_ops ops = { .print = bench_print_slug };

    return (struct wording){ &ops, NULL };
}

#endif
