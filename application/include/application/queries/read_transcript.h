/* application/queries/read_transcript.h - what was said in a call, to be read along with its
 * recording. */
#ifndef APPLICATION_QUERIES_READ_TRANSCRIPT_H
#define APPLICATION_QUERIES_READ_TRANSCRIPT_H

#include "application/ports.h"
#include "domain/services/transcript.h"

/* PERMISSION_READ_PEOPLE. Without turns where nobody spoke, nothing came yet, or its time to be
 * kept is over. */
enum err read_transcript(const struct ports *ports, struct scope *scope, struct call_id id,
                         struct transcript *ret) MUST_USE;

#endif
