/* base/sort.h - the C library's sort, for layers that may not include it. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

typedef int sort_order(const void *a, const void *b);

/* n items of `size` bytes each, in place. Those that `order` finds equal may come in any order. */
void sort_items(void *items, size_t n, size_t size, sort_order *order);

#endif
