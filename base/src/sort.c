/* base/src/sort.c */
#include "base/sort.h"

#include <stdlib.h>

void sort_items(void *items, size_t n, size_t size, sort_order *order)
{
    if (n > 1)
        qsort(items, n, size, order);
}
