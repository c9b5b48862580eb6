/* domain/models/batch.h - one uploaded sheet and the jobs made from its rows. Rows of a batch that
 * is not committed are invisible to claims and readers. It belongs to one campaign for ever. */
#ifndef DOMAIN_MODELS_BATCH_H
#define DOMAIN_MODELS_BATCH_H

#include "domain/event.h"
#include "domain/ids.h"
#include "domain/models/failure.h"

enum batch_status {
    BATCH_RECEIVED = 1, /* the file is stored; nothing is read yet, or only for a preview */
    BATCH_IMPORTING,    /* rows are written, invisible */
    BATCH_COMMITTED,    /* one write made them all visible */
    BATCH_FAILED,       /* `failure` says why; nothing of it is kept but the file */
    BATCH_UNDONE,  /* nobody was called: its jobs are gone. Somebody was: the rest is cancelled */
    BATCH_CHECKING /* every row is looked at, nothing is written of them but what is wrong */
};
ENUM_NAMES_DECLARE(batch_status)

/* What is done with a number that this file, or an earlier job of the account, already has. */
enum duplicate_policy { DUPLICATES_SKIP = 1, DUPLICATES_KEEP, DUPLICATES_SKIP_IF_REACHED };
ENUM_NAMES_DECLARE(duplicate_policy)

/* What a column means. COLUMN_VARIABLE: a {{variable}} of the script under its header's name. */
enum column_role {
    COLUMN_PHONE = 1,
    COLUMN_NAME,
    COLUMN_AMOUNT,
    COLUMN_DUE_DATE,
    COLUMN_EMAIL,
    COLUMN_CITY,
    COLUMN_COUNTRY,
    COLUMN_TIME_ZONE,
    COLUMN_DOCUMENT,  /* national identity number */
    COLUMN_REFERENCE, /* the account's own number of the debt, contract, order */
    COLUMN_LANGUAGE,
    COLUMN_VARIABLE,
    COLUMN_IGNORED
};
ENUM_NAMES_DECLARE(column_role)

struct column {
    int64_t index; /* 0 is the sheet's first */
    struct str header;
    enum column_role role;
    struct str variable; /* the name scripts use; unique in the batch */
    int64_t confidence;  /* 0..100 of the recognition; 100: said by a person */
};
extern const struct record column_record;

struct batch_counts {
    int64_t rows;       /* with content, below the header */
    int64_t jobs;       /* accepted */
    int64_t repaired;   /* of them: a phone was mended, and the report says how */
    int64_t warned;     /* of them: possible but not valid, by numbering metadata of 2022 */
    int64_t duplicates; /* left out */
    int64_t suppressed; /* left out: on the do-not-call list */
    int64_t rejected;   /* left out: not usable, with its reason */
};
extern const struct record batch_counts_record;

/* One thing that was said of rows: how many, and where to look first. A row counts once. */
struct batch_reason {
    struct str slug;   /* of the row's note: "phone.too_short", "row.duplicate_in_file" */
    int64_t rows;      /* of which it was said */
    int64_t left_out;  /* of them: duplicate, suppressed or rejected */
    int64_t first_row; /* 1-based */
};
extern const struct record batch_reason_record;

struct batch {
    struct batch_id id;
    struct account_id account;
    int64_t version;
    struct campaign_id campaign;
    enum batch_status status;
    struct str file_name;
    struct str file_object; /* key in the object store */
    struct str file_sha256;
    int64_t file_bytes;
    struct str format;  /* "xlsx", "xls", "csv" */
    struct str sheet;   /* name; empty: the first visible one with content */
    int64_t header_row; /* 1-based as people count; 0: to be found */
    struct str country; /* of national numbers; the account's unless said */
    enum duplicate_policy duplicates;
    int64_t reached_days; /* of DUPLICATES_SKIP_IF_REACHED */
    LIST_OF(struct column) columns;
    struct batch_counts counts;
    LIST_OF(struct batch_reason) reasons; /* of the last import, in the order they were met */
    int64_t progress_rows;                /* read so far */
    struct str report_object;             /* rows left out or mended, with reasons, as .xlsx */
    struct str failure;                   /* slug; of a check too, which leaves it `received` */
    struct str_map failure_facts;         /* what its sentence names */
    struct opt_instant checked_at;        /* counts, reasons and report are of this check */
    struct instant created_at;
    struct opt_instant committed_at;
    struct opt_instant import_until; /* a process is at its import until then, unless it renews */
    /* somebody took it back when people had been called already: it stays, and of its jobs nobody
     * is called any more */
    struct opt_instant taken_back_at;
};
extern const struct record batch_record;

enum { BATCH_COLUMNS = 256, BATCH_ROWS = 1048576, BATCH_REASONS = 64 };

enum { BATCH_LEASE_MS = 30000 };
/* Who saves it so has the import for BATCH_LEASE_MS more; the others leave it alone. */
void batch_take_import(struct batch *b, struct instant now);
bool batch_import_is_taken(const struct batch *b, struct instant now);

/* received -> checking -> received, with what was found, or with why it could not be looked at. */
enum err batch_check(struct batch *b, struct error *error) MUST_USE;
enum err batch_checked(struct batch *b, struct batch_counts counts, struct instant now,
                       struct error *error) MUST_USE;
enum err batch_check_failed(struct batch *b, const struct failure *why,
                            struct error *error) MUST_USE;
/* Of one that failed, or whose check did. */
struct failure batch_failure(const struct batch *b);
/* It is read otherwise from now on: what a check found is no more. */
void batch_unchecked(struct batch *b);
/* ERR_PRECONDITION "batch.not_received" | "batch.not_importing" | "batch.not_committed" {status} */
enum err batch_start(struct batch *b, struct instant now, struct error *error) MUST_USE;
enum err batch_commit(struct batch *b, struct batch_counts counts, struct instant now,
                      struct event_list *events, struct arena *arena, struct error *error) MUST_USE;
enum err batch_fail(struct batch *b, const struct failure *why, struct instant now,
                    struct event_list *events, struct arena *arena, struct error *error) MUST_USE;
enum err batch_undo(struct batch *b, struct instant now, struct event_list *events,
                    struct arena *arena, struct error *error) MUST_USE;

#endif
