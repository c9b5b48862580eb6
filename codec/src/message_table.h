/* message_table.h - what the build makes of messages/es.json and messages/en.json. */
#ifndef MESSAGE_TABLE_H
#define MESSAGE_TABLE_H

#include <stddef.h>

struct message {
    const char *slug, *es, *en;
};

/* Sorted by slug. */
extern const struct message message_table[];
extern const size_t message_table_n;

#endif
