/* tests/fakes/plain_secrets.h - secrets that are none: what they make can be read. */
#ifndef FAKES_PLAIN_SECRETS_H
#define FAKES_PLAIN_SECRETS_H

#include "domain/gateways/secrets.h"

/* The mac of the tag "t" is "mac:t". */
struct secrets plain_secrets(void);

#endif
