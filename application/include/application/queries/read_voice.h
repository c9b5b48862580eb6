/* application/queries/read_voice.h - does the voice provider answer, and how busy is it? */
#ifndef APPLICATION_QUERIES_READ_VOICE_H
#define APPLICATION_QUERIES_READ_VOICE_H

#include "application/ports.h"
#include "domain/models/connection.h"

struct voice_view {
    struct connection_id connection;
    bool stopped;
    struct str stopped_reason;
    int64_t current, limit; /* calls at once, as the provider counts them */
    /* of before: calls that a restored copy of the store does not know, and no job has taken up yet
     */
    int64_t forgotten;
};
extern const struct record voice_view_record;

/* PERMISSION_PLATFORM. Asks the provider of the installation's own connection. */
enum err read_voice(const struct ports *ports, struct scope *scope,
                    struct voice_view *ret) MUST_USE;

#endif
