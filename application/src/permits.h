/* application/src/permits.h - "stopped" is said when nothing can be placed any more.
 *
 * A closed gate gives no permit, and the last look of a call refuses those of before. A call whose
 * last look was just over may still be sending its last bytes. Whoever promises that nobody is
 * called any more waits here, after the gate was closed or the number was listed, until each such
 * call is placed, taken back, or too old to be sent (PERMIT_MS). */
#ifndef APPLICATION_PERMITS_H
#define APPLICATION_PERMITS_H

#include "application/ports.h"

/* Until no job of the campaign is on its way to the provider. A call whose answer is unknown is not
 * waited for: its permit is over after PERMIT_MS. */
enum err permits_of_campaign_end(const struct ports *ports, struct scope *scope,
                                 struct campaign_id campaign) MUST_USE;
/* The same for one job's attempt; *ret is the job as it is then. `since`: by the boot clock, when
 * the number was listed. ERR_NOT_FOUND. */
enum err permit_of_job_ends(const struct ports *ports, struct scope *scope, struct job_id id,
                            struct instant since, struct job **ret) MUST_USE;

#endif
