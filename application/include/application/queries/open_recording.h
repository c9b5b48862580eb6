/* application/queries/open_recording.h - what was said, to be heard. */
#ifndef APPLICATION_QUERIES_OPEN_RECORDING_H
#define APPLICATION_QUERIES_OPEN_RECORDING_H

#include "application/ports.h"
#include "domain/models/recording.h"

/* PERMISSION_READ_PEOPLE. Where it was not copied when the call ended, the first who asks waits
 * until it is fetched from the provider and kept; from then on it is ours. ERR_NOT_FOUND
 * "call.no_recording", "call.recording_expired" (it was kept as long as the account says),
 * "recording.gone" (the provider's); ERR_UNAVAILABLE "recording.unavailable". */
enum err open_recording(const struct ports *ports, struct scope *scope, struct call_id id,
                        struct recording *ret) MUST_USE;
/* The same for the system's own work, which needs no permission. */
enum err keep_recording(const struct ports *ports, struct scope *scope, struct call_id id,
                        struct recording *ret) MUST_USE;

#endif
