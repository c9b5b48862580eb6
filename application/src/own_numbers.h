/* application/src/own_numbers.h - a call shows a number that is its account's, or is not placed. */
#ifndef APPLICATION_OWN_NUMBERS_H
#define APPLICATION_OWN_NUMBERS_H

#include "application/ports.h"

/* The first of `numbers` (E.164) that is not the scope's account's; STR_NONE: all are. */
enum err stranger_among(const struct ports *ports, struct scope *scope,
                        const struct str_list *numbers, struct str *ret) MUST_USE;

#endif
