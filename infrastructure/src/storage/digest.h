/* storage/digest.h - SHA-256 of what comes piece by piece. */
#ifndef STORAGE_DIGEST_H
#define STORAGE_DIGEST_H

#include "base/arena.h"
#include "base/str.h"

struct digest {
    void *context;
};

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t n);
/* Lower-case hexadecimal. */
struct str digest_hex(struct digest *digest, struct arena *arena);
/* Fits CLEANUP(). */
void digest_end(struct digest *digest);

#endif
