/* put.h - members of JSON objects in one line each. */
#ifndef SIMULATOR_PUT_H
#define SIMULATOR_PUT_H

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "codec/json.h"

/* What the simulator reads from others: as deep and long as the provider takes it. */
#define SIMULATOR_JSON ((const struct json_limits){ .depth = 64, .members = 200000 })

static inline void put_str(struct json_writer *w, const char *name, struct str value)
{
    json_put_name(w, str_from_c(name));
    json_put_str(w, value);
}
static inline void put_c(struct json_writer *w, const char *name, const char *value)
{
    put_str(w, name, str_from_c(value));
}
static inline void put_i64(struct json_writer *w, const char *name, int64_t value)
{
    json_put_name(w, str_from_c(name));
    json_put_i64(w, value);
}
static inline void put_bool(struct json_writer *w, const char *name, bool value)
{
    json_put_name(w, str_from_c(name));
    json_put_bool(w, value);
}
static inline void put_node(struct json_writer *w, const char *name, const struct json *node)
{
    json_put_name(w, str_from_c(name));
    json_put_node(w, node);
}
/* value / 10^decimals, exactly: no double is needed to write a fraction. */
static inline void put_decimal(struct json_writer *w, const char *name, int64_t value, int decimals)
{
    int64_t unit = 1;
    char text[48];
    int n;

    for (int i = 0; i < decimals; i++)
        unit *= 10;
    n = snprintf(text, sizeof text, "%lld.%0*lld", (long long)(value / unit), decimals,
                 (long long)(value % unit));
    while (text[n - 1] == '0' && text[n - 2] != '.')
        n--;
    json_put_name(w, str_from_c(name));
    json_put_raw(w, (struct str){ text, (size_t)n });
}

#endif
