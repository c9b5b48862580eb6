/* domain/src/models/waiting_event.c */
#include "domain/models/waiting_event.h"

static const struct field waiting_event_fields[] = {
    FIELD_ID(struct waiting_event, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct waiting_event, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct waiting_event, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct waiting_event, consumer, FIELD_PRIVATE, 0, 40),
    FIELD_SUB(struct waiting_event, event, FIELD_PRIVATE, event_record),
    FIELD_I64(struct waiting_event, tries, FIELD_PRIVATE, 0, 0),
    FIELD_INSTANT(struct waiting_event, due_at, FIELD_PRIVATE | FIELD_INDEXED),
    FIELD_INSTANT(struct waiting_event, created_at, FIELD_PRIVATE),
};
const struct record waiting_event_record =
    RECORD("waiting_events", struct waiting_event, waiting_event_fields);

bool waiting_event_again(struct waiting_event *waiting, struct instant now)
{
    int64_t wait = WAITING_FIRST_MS;

    for (int64_t i = 0; i < waiting->tries && wait < WAITING_MOST_MS; i++)
        wait *= 2;
    waiting->tries++;
    waiting->due_at =
        instant_add(now, (struct duration){ wait < WAITING_MOST_MS ? wait : WAITING_MOST_MS });
    return instant_minus(waiting->due_at, waiting->created_at).ms <= WAITING_LIFE_MS;
}
