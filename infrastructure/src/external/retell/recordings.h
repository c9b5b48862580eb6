/* external/retell/recordings.h - a recording, whole, from where the provider says it is. */
#ifndef RETELL_RECORDINGS_H
#define RETELL_RECORDINGS_H

#include "domain/models/connection.h"
#include "infrastructure/retell.h"

enum err recordings_fetch(const struct retell_settings *settings, struct arena *arena,
                          const struct connection *connection, struct str url, struct str *ret,
                          struct error *error) MUST_USE;

#endif
