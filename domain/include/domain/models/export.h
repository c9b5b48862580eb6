/* domain/models/export.h - results asked for as a file; made in the background. */
#ifndef DOMAIN_MODELS_EXPORT_H
#define DOMAIN_MODELS_EXPORT_H

#include "base/opt.h"
#include "domain/ids.h"
#include "domain/models/outcome.h"
#include "domain/phone.h"

enum export_status {
    EXPORT_QUEUED = 1,
    EXPORT_RUNNING,
    EXPORT_READY,
    EXPORT_FAILED,
    EXPORT_EXPIRED
};
ENUM_NAMES_DECLARE(export_status)
enum export_format { EXPORT_XLSX = 1, EXPORT_CSV };
ENUM_NAMES_DECLARE(export_format)
/* What it holds: a campaign's people and what came of them; the account's do-not-call list; the
 * calls that filters leave. */
enum export_kind { EXPORT_RESULTS = 1, EXPORT_SUPPRESSIONS, EXPORT_CALLS };
ENUM_NAMES_DECLARE(export_kind)

struct export
{
    struct export_id id;
    struct account_id account;
    int64_t version;
    enum export_kind kind;
    struct campaign_id campaign; /* of EXPORT_RESULTS; of EXPORT_CALLS a filter */
    /* filters of EXPORT_CALLS */
    enum outcome outcome;
    struct opt_instant since, until; /* when they were made: [since, until) */
    struct phone phone;
    enum export_format format;
    enum export_status status;
    struct str language;
    int64_t rows;       /* written so far */
    int64_t rows_total; /* that there will be; 0: not known yet */
    struct str object;  /* key in the object store */
    int64_t bytes;
    bool without_money; /* asked for by somebody who may not read it */
    struct str failure;
    struct instant created_at;
    struct opt_instant ready_at, expires_at;
};
extern const struct record export_record;
/* Only who may read money fetches it. */
bool export_has_money(const struct export *export);

#endif
