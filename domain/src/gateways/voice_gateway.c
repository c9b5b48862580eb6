/* voice_gateway.c - the names of what can become of a POST. */
#include "domain/gateways/voice_gateway.h"

static const char *const placing_texts[] = {
    [PLACING_ACCEPTED] = "accepted", [PLACING_NOT_SENT] = "not_sent", [PLACING_REFUSED] = "refused",
    [PLACING_STOP] = "stop",         [PLACING_SLOWER] = "slower",     [PLACING_UNKNOWN] = "unknown",
};
ENUM_NAMES_DEFINE(placing)
