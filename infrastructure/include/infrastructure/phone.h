/* infrastructure/phone.h - the phone_numbering port, answered by libphonenumber. */
#ifndef INFRASTRUCTURE_PHONE_H
#define INFRASTRUCTURE_PHONE_H

#include "domain/gateways/phone_numbering.h"

struct phone_numbers;

struct phone_numbers *phone_numbers_new(void);
void phone_numbers_free(struct phone_numbers *numbers); /* NULL is nothing */
/* Safe from any thread, for as long as `numbers` lives. */
struct phone_numbering phone_numbers_port(struct phone_numbers *numbers);

#endif
