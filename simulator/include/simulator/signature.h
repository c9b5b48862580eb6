/* simulator/signature.h - the x-retell-signature header: v=<ms>,d=<HMAC-SHA256 of body then ms>. */
#ifndef SIMULATOR_SIGNATURE_H
#define SIMULATOR_SIGNATURE_H

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"

struct str webhook_signature(struct arena *arena, struct str key, struct str body,
                             struct instant now);

#endif
