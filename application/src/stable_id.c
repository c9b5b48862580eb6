/* application/src/stable_id.c */
#include "stable_id.h"

struct id128 stable_id(const struct ports *ports, struct scope *scope, struct str text)
{
    struct str hash = VIA(ports->secrets, hash, scope->arena, text);
    struct id128 id = { { 0 } };

    for (size_t i = 0; i < 2 * sizeof id.bytes && i < hash.n; i++) {
        unsigned digit = (unsigned char)hash.p[i];

        digit = digit <= '9' ? digit - '0' : digit - 'a' + 10;
        id.bytes[i / 2] = (unsigned char)((unsigned)id.bytes[i / 2] << 4 | (digit & 15));
    }
    return id;
}
