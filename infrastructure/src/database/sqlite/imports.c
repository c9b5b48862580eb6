/* database/sqlite/imports.c - the tables of jobs, of persons and of numbers, and which batches are
 * seen. */
#include "database/sqlite/engine.h"
#include "database/sqlite/parts.h"
#include "domain/models/job.h"
#include "domain/models/person.h"

/* What a job is born with: changes of state leave it, and its indexes, alone. */
static const char *const job_constants[] = { "campaign", "batch", "row", "created_at", NULL };

static const struct table_spec tables[] = {
    { .record = &job_record, .options = TABLE_OF_ACCOUNTS, .constant = job_constants },
    { .record = &person_record, .options = TABLE_OF_ACCOUNTS },
};

/* job_phones is written sorted by hash, and by batch it is read to be discarded: both orders are
 * that of writing. */
static const char *const schema[] = {
    "CREATE INDEX IF NOT EXISTS jobs_by_row ON jobs (account, batch, \"row\")",
    ("CREATE TABLE IF NOT EXISTS job_phones (account BLOB NOT NULL, hash BLOB NOT NULL, campaign "
     "BLOB"
     " NOT NULL, job BLOB NOT NULL, batch BLOB NOT NULL, PRIMARY KEY (account, hash, campaign, "
     "job))"
     " STRICT, WITHOUT ROWID"),
    "CREATE INDEX IF NOT EXISTS job_phones_by_batch ON job_phones (account, batch)",
    ("CREATE TABLE IF NOT EXISTS import_batches (account BLOB NOT NULL, batch BLOB NOT NULL, "
     "campaign"
     " BLOB NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (account, batch)) STRICT, WITHOUT ROWID"),
    ("CREATE INDEX IF NOT EXISTS import_batches_by_campaign ON import_batches (account, campaign,"
     " seen)"),
};

/* The process that had them has died: nobody is at an import. */
static const struct statement end_imports =
    STATEMENT("UPDATE batches SET import_until = NULL WHERE status = 'importing'");

static enum err opened(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *end = statement_begin(tx->conn, &end_imports);

    return statement_run(end, tx->error);
}

static const struct statement *const statements[] = { &end_imports };

const struct store_part imports_part = {
    .name = "imports",
    .tables = tables,
    .n_tables = ARRAY_LEN(tables),
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .opened = opened,
};
