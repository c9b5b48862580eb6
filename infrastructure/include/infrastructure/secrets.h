/* infrastructure/secrets.h - the installation's secrets and the keyed hashes of phones, all from
 * one master key. */
#ifndef INFRASTRUCTURE_SECRETS_H
#define INFRASTRUCTURE_SECRETS_H

#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/random.h"
#include "domain/gateways/secrets.h"

enum { MASTER_KEY_BYTES = 32 };

/* Keys of their own for each use: HMAC-SHA256(master key, "speechai." + use). The master key is not
 * kept. */
struct system_secrets;
struct system_secrets *system_secrets_new(const unsigned char master_key[MASTER_KEY_BYTES],
                                          struct random random);
void system_secrets_free(struct system_secrets *secrets); /* NULL is fine; keys are wiped */
struct secrets system_secrets_port(struct system_secrets *secrets);
struct phone_hasher system_phone_hasher_port(struct system_secrets *secrets);

#endif
