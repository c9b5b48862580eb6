/* application/commands/upload_batch.h - a sheet arrives: stored whole, looked at, not yet imported.
 */
#ifndef APPLICATION_COMMANDS_UPLOAD_BATCH_H
#define APPLICATION_COMMANDS_UPLOAD_BATCH_H

#include "application/ports.h"
#include "domain/models/batch.h"

enum { REACHED_DAYS_MOST = 400 };

struct upload_batch {
    struct str file_name;
    struct campaign_id campaign;      /* zero: a draft one is made, named after the file */
    struct str country;               /* empty: the account's */
    enum duplicate_policy duplicates; /* 0: skip */
    int64_t reached_days;
    object_source *source;
    void *from;
};
/* PERMISSION_IMPORT. The batch comes back `received`, with sheet, header row and columns
 * recognised. A file that cannot be read at all is refused here, with the reader's reason, and
 * nothing is kept. */
enum err upload_batch(const struct ports *ports, struct scope *scope,
                      const struct upload_batch *cmd, struct batch **ret) MUST_USE;

/* Corrections while it is `received`: what is absent stays. Another sheet or header row recognises
 * the columns anew unless columns are given too. */
struct change_batch {
    struct opt_str sheet, country;
    struct opt_i64 header_row, reached_days;
    enum duplicate_policy duplicates; /* 0: as it is */
    LIST_OF(struct column) columns;   /* n 0: as they are */
};
extern const struct record change_batch_record;
enum err change_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                      const struct change_batch *cmd, struct batch **ret) MUST_USE;

#endif
