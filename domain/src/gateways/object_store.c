/* domain/src/gateways/object_store.c - which keys there are. */
#include "domain/gateways/object_store.h"

static bool is_key_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

static bool part_is_valid(struct str part)
{
    if (part.n == 0 || part.n > OBJECT_PART_MOST || part.p[0] == '.')
        return false;
    for (size_t i = 0; i < part.n; i++)
        if (!is_key_char(part.p[i]))
            return false;
    return true;
}

bool object_key_is_valid(struct str key)
{
    int parts = 0;

    if (key.n == 0 || key.n > OBJECT_KEY_MOST || key.p[key.n - 1] == '/')
        return false;
    while (key.p != NULL)
        if (++parts > OBJECT_PARTS_MOST || !part_is_valid(str_cut(&key, '/')))
            return false;
    return true;
}
