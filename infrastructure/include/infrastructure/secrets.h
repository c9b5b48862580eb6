/* infrastructure/secrets.h - the installation's secrets and the keyed hashes of phones, all from
 * one master key. */
#ifndef INFRASTRUCTURE_SECRETS_H
#define INFRASTRUCTURE_SECRETS_H

#include "base/error.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/random.h"
#include "domain/gateways/secrets.h"

enum { MASTER_KEY_BYTES = 32 };

/* Reads the key file, or makes it: 32 random bytes, mode 0600, durable before this returns. Two
 * that make it at once end with the same key. ERR_PRECONDITION "key.open_to_others" {path},
 * "key.damaged" {path}; ERR_UNAVAILABLE "key.cannot_read" {path}. */
enum err master_key_load(struct str path, struct random random, unsigned char ret[MASTER_KEY_BYTES],
                         struct error *error) MUST_USE;

/* As master_key_load(), but makes none: ERR_NOT_FOUND "key.missing" {path}. */
enum err master_key_read(struct str path, unsigned char ret[MASTER_KEY_BYTES],
                         struct error *error) MUST_USE;

/* Keys of their own for each use: HMAC-SHA256(master key, "speechai." + use). The master key is not
 * kept. */
struct system_secrets;
struct system_secrets *system_secrets_new(const unsigned char master_key[MASTER_KEY_BYTES],
                                          struct random random);
void system_secrets_free(struct system_secrets *secrets); /* NULL is fine; keys are wiped */
struct secrets system_secrets_port(struct system_secrets *secrets);
struct phone_hasher system_phone_hasher_port(struct system_secrets *secrets);

#endif
