/* infrastructure/phone.h - the phone_numbering port, answered by libphonenumber. */
#ifndef INFRASTRUCTURE_PHONE_H
#define INFRASTRUCTURE_PHONE_H

#include "domain/gateways/phone_numbering.h"

struct phone_numbers;

struct phone_numbers *phone_numbers_new(void);
void phone_numbers_free(struct phone_numbers *numbers); /* NULL is nothing */
/* False: the library that is installed is not the one our tables were proven with; every number
 * costs 17 microseconds instead of a few hundred nanoseconds. The answers are the same. */
bool phone_numbers_are_quick(const struct phone_numbers *numbers);
/* Which numbering metadata is in use, for the log. */
uint64_t phone_numbers_metadata(void);
/* Safe from any thread, for as long as `numbers` lives. */
struct phone_numbering phone_numbers_port(struct phone_numbers *numbers);

#endif
