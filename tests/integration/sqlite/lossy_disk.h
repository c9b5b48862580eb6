/* tests/integration/sqlite/lossy_disk.h - a disk under SQLite that remembers what was synced: at a
 * loss of power that is there, and of the rest any part. */
#ifndef INTEGRATION_LOSSY_DISK_H
#define INTEGRATION_LOSSY_DISK_H

#include <stdint.h>

/* From now on every file that SQLite opens lies on it; what is synced is kept in `folder`. */
void lossy_disk_use(const char *folder);
void lossy_disk_leave(void);
/* In between, files are opened on the real disk; those that are open stay where they are. */
void lossy_disk_pause(void);
void lossy_disk_resume(void);
/* Writes into `folder` what a machine would find after losing power now. Of what was written and
 * not synced each piece survives by the chance of `seed`; 0: none does. */
void lossy_disk_power_loss(const char *folder, uint64_t seed);

#endif
