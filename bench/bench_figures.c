/* bench/bench_figures.c - the dashboard's queries over ten million calls, through the application
 * and the SQLite store, beside the same sums by scanning calls in plain SQLite.
 *
 *     bench_figures [--calls N] [--json]
 *
 * How the data is made: calls of 90 days, 07:00 to 19:00, of 20 campaigns of one account, by
 * arithmetic on their number, straight by SQL into a narrow table without any index, which is
 * the reference's best case; a scan of the product's own, wider and sealed calls takes longer.
 * The roll-ups are summed from that very table into the store's own, so both must say the same,
 * and it is looked at that they do. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "application/queries/account_stats.h"
#include "base/strbuf.h"
#include "bench.h"
#include "domain/models/account.h"
#include "infrastructure/secrets.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"
#include "slugs.h"

enum { DAYS = 90, CAMPAIGNS = 20, RUNNING = 5, TURNS = 11, SCANS = 3, SQL_TEXT = 1 << 14 };

struct bench {
    int64_t calls, rollups;
    char folder[64], path[96];
    struct sqlite_store *store;
    struct system_zones *zones;
    struct system_secrets *secrets;
    struct clock clock;
    struct random random;
    struct ports ports;
    struct account_id account;
    struct campaign_id campaigns[CAMPAIGNS];
    struct instant from, until; /* whole days in Bogotá */
};

static struct scope fresh_scope(struct bench *b, struct arena *arena)
{
    struct scope scope = scope_system(arena, b->account, b->until, log_none());

    scope.error.arena = arena;
    return scope;
}

/* -- what there is before -- */

static const unsigned char master_key[SQLITE_MASTER_KEY] = "a key for benchmarks, 31 bytes .";
static const struct plan_list no_plans = { NULL, 0 };

static void open_store(struct bench *b)
{
    struct sqlite_config config = { .path = str_from_c(b->path),
                                    .master_key = master_key,
                                    .clock = b->clock,
                                    .random = b->random,
                                    .hasher = system_phone_hasher_port(b->secrets),
                                    .log = log_none() };
    struct error error = { .slug = NULL };

    bench_must(sqlite_store_open(&config, &b->store, &error), &error, "open");
    b->ports = (struct ports){ .records = sqlite_record_store(b->store),
                               .jobs = sqlite_job_steps(b->store),
                               .ledger = sqlite_ledger(b->store),
                               .analytics = sqlite_analytics_reader(b->store),
                               .zones = system_zones_port(b->zones),
                               .clock = b->clock,
                               .plans = &no_plans,
                               .wording = bench_wording() };
}

static void make_campaign(struct bench *b, struct scope *scope, size_t i)
{
    struct campaign c = campaign_defaults();

    c.id.v = random_id(b->random, b->from);
    c.name = str_format(scope->arena, "Campaign %zu", i + 1);
    c.status = i < RUNNING ? CAMPAIGN_RUNNING : CAMPAIGN_DONE;
    c.instructions = c.opening = c.language = STR("");
    c.created_at = b->from;
    b->campaigns[i] = c.id;
    bench_must(VIA(b->ports.records, save, scope, &campaign_record, &c, NULL), &scope->error,
               "campaign");
}

static void make_account(struct bench *b)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct instant now = VIA0(b->clock, wall);
    struct account account = { .status = ACCOUNT_ACTIVE,
                               .name = STR("Bench"),
                               .country = STR("CO"),
                               .time_zone = STR("America/Bogota"),
                               .language = STR("es"),
                               .plan = STR("starter"),
                               .currency = UNIT_USD };
    struct local_time local;
    struct error error = { .arena = &arena };

    bench_must(VIA(b->ports.zones, local, account.time_zone, now, &local, &error), &error, "zone");
    bench_must(VIA(b->ports.zones, instant, account.time_zone, local.date, 0, &b->until, &error),
               &error, "zone");
    b->from.unix_ms = b->until.unix_ms - (int64_t)DAYS * MS_PER_DAY;
    b->account.v = random_id(b->random, now);
    account.id = account.account = b->account;
    struct scope scope = fresh_scope(b, &arena);
    bench_must(VIA(b->ports.records, save, &scope, &account_record, &account, NULL), &scope.error,
               "account");
    bench_must(VIA(b->ports.ledger, open, &scope, UNIT_USD, false, 0), &scope.error, "wallet");
    for (size_t i = 0; i < CAMPAIGNS; i++)
        make_campaign(b, &scope, i);
}

/* -- calls, and their roll-ups, by SQL -- */

static void run_sql(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK)
        return;
    (void)fprintf(stderr, "%s\n%s\n", why, sql);
    exit(1);
}

/* One in twelve promises, a third talks, a sixth is a machine's. */
static const char calls_sql[] =
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %lld), c AS"
    " (SELECT i, (i * 31) %% 100 AS dice FROM n) INSERT INTO plain_calls SELECT (i / 90 * 7919) %% "
    "20,"
    " %lld + (i %% 90) * 86400000 + 25200000 + (i * 104729) %% 43200 * 1000, CASE WHEN dice < 8 "
    "THEN"
    " %d WHEN dice < 33 THEN %d WHEN dice < 50 THEN %d WHEN dice < 90 THEN %d ELSE %d END, CASE "
    "WHEN"
    " dice < 33 THEN 20000 + (i * 37) %% 100000 WHEN dice < 50 THEN 12000 ELSE 0 END FROM c";

static void make_calls(struct bench *b, sqlite3 *db, struct arena *arena)
{
    run_sql(db, "CREATE TABLE plain_calls (campaign INTEGER, ended_at INTEGER, outcome INTEGER,"
                " talk_ms INTEGER)");
    run_sql(db, str_format(arena, calls_sql, (long long)b->calls, (long long)b->from.unix_ms,
                           (int)OUTCOME_PROMISE, (int)OUTCOME_TALKED, (int)OUTCOME_VOICEMAIL,
                           (int)OUTCOME_NO_ANSWER, (int)OUTCOME_BUSY)
                    .p);
}

static const enum outcome made[] = { OUTCOME_PROMISE, OUTCOME_TALKED, OUTCOME_VOICEMAIL,
                                     OUTCOME_NO_ANSWER, OUTCOME_BUSY };

static void put_outcomes(struct strbuf *names, struct strbuf *sums)
{
    static const char *const columns[][2] = { { "outcome", "1" },
                                              { "answered", "(talk_ms > 0)" },
                                              { "talk_ms", "talk_ms" },
                                              { "charge_units", "talk_ms * 2" },
                                              { "cost_micros", "talk_ms" } };

    for (size_t i = 0; i < ARRAY_LEN(made); i++)
        for (size_t c = 0; c < ARRAY_LEN(columns); c++) {
            strbuf_addf(names, ", %s_%.*s", columns[c][0], STR_ARG(outcome_name(made[i])));
            strbuf_addf(sums, ", sum((outcome = %d) * %s)", (int)made[i], columns[c][1]);
        }
}

static void make_rollups(struct bench *b, sqlite3 *db, struct arena *arena)
{
    struct strbuf sql = strbuf_init(arena, SQL_TEXT), sums = strbuf_init(arena, SQL_TEXT);
    struct strbuf ids = strbuf_init(arena, SQL_TEXT);

    strbuf_add(&ids, STR("CREATE TEMP TABLE ids (n INTEGER PRIMARY KEY, id BLOB);"));
    for (int i = 0; i < CAMPAIGNS; i++) {
        strbuf_addf(&ids, "INSERT INTO ids VALUES (%d, x'", i);
        strbuf_add_hex(&ids, b->campaigns[i].v.bytes, sizeof b->campaigns[i].v.bytes);
        strbuf_add(&ids, STR("');"));
    }
    run_sql(db, str_c(arena, strbuf_str(&ids)));
    strbuf_add(&sql, STR("INSERT INTO rollups (account, campaign, slot, calls, rang, answered,"
                         " talked, talk_ms, charge_units, cost_micros, promised_micros"));
    put_outcomes(&sql, &sums);
    strbuf_add(&sql, STR(") SELECT x'"));
    strbuf_add_hex(&sql, b->account.v.bytes, sizeof b->account.v.bytes);
    strbuf_addf(&sql,
                "', (SELECT id FROM ids WHERE n = campaign), ended_at / %d, count(*), count(*),"
                " sum(talk_ms > 0), sum(outcome IN (%d, %d)), sum(talk_ms), sum(talk_ms) * 2,"
                " sum(talk_ms), 0",
                (int)ROLLUP_SLOT_MS, (int)OUTCOME_PROMISE, (int)OUTCOME_TALKED);
    strbuf_add(&sql, strbuf_str(&sums));
    strbuf_addf(&sql, " FROM plain_calls GROUP BY campaign, ended_at / %d", (int)ROLLUP_SLOT_MS);
    run_sql(db, str_c(arena, strbuf_str(&sql)));
    b->rollups = sqlite3_changes64(db);
}

/* As a settle does: the account's own row of each slot beside those of its campaigns. */
static void make_account_rollups(sqlite3 *db, struct arena *arena)
{
    struct strbuf names = strbuf_init(arena, SQL_TEXT), sums = strbuf_init(arena, SQL_TEXT);

    for (size_t i = ROLLUP_KEY_FIELDS; i < rollup_record.n; i++) {
        strbuf_addf(&names, ", %s", rollup_record.fields[i].name);
        strbuf_addf(&sums, ", sum(%s)", rollup_record.fields[i].name);
    }
    run_sql(db, str_format(arena,
                           "INSERT INTO rollups (account, campaign, slot%.*s) SELECT account,"
                           " zeroblob(16), slot%.*s FROM rollups GROUP BY account, slot",
                           STR_ARG(strbuf_str(&names)), STR_ARG(strbuf_str(&sums)))
                    .p);
}

static sqlite3 *open_plain(const struct bench *b)
{
    sqlite3 *db;

    if (sqlite3_open(b->path, &db) != SQLITE_OK)
        exit(1);
    run_sql(db, "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536");
    return db;
}

static void prepare(struct bench *b)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    sqlite3 *db;

    open_store(b);
    make_account(b);
    sqlite_store_free(b->store);
    db = open_plain(b);
    run_sql(db, "BEGIN");
    make_calls(b, db, &arena);
    make_rollups(b, db, &arena);
    make_account_rollups(db, &arena);
    run_sql(db, "COMMIT");
    sqlite3_close(db);
    open_store(b);
}

/* -- what is measured -- */

typedef int64_t query_fn(struct bench *b, struct scope *scope);

static int64_t ask_analytics(struct bench *b, struct scope *scope, enum analytics_group group)
{
    struct call_analytics_query query = { .group = group,
                                          .from = instant_print(scope->arena, b->from),
                                          .until = instant_print(scope->arena, b->until) };
    struct call_analytics got;

    bench_must(call_analytics(&b->ports, scope, &query, &got), &scope->error, "analytics");
    return got.total.calls;
}

static int64_t ask_days(struct bench *b, struct scope *scope)
{
    return ask_analytics(b, scope, GROUP_DAY);
}

static int64_t ask_campaigns(struct bench *b, struct scope *scope)
{
    return ask_analytics(b, scope, GROUP_CAMPAIGN);
}

static int64_t ask_stats(struct bench *b, struct scope *scope)
{
    struct account_stats got;

    bench_must(account_stats(&b->ports, scope, &got), &scope->error, "stats");
    return b->calls; /* of 28 days and of today: not compared */
}

/* The middle of many turns, in microseconds. */
static int64_t measure(struct bench *b, query_fn *query)
{
    int64_t times[TURNS];

    for (int i = 0; i < TURNS; i++) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope scope = fresh_scope(b, &arena);
        int64_t begin = bench_now_us();

        if (query(b, &scope) != b->calls) {
            (void)fputs("roll-ups and calls differ\n", stderr);
            exit(1);
        }
        times[i] = bench_now_us() - begin;
    }
    bench_sort(times, TURNS);
    return times[TURNS / 2];
}

/* The same sums by a scan; the best of a few. */
static int64_t scan(struct bench *b, const char *group)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *sql =
        str_format(&arena,
                   "SELECT %s, count(*), sum(talk_ms > 0), sum(outcome = %d), sum(outcome = %d),"
                   " sum(talk_ms), sum(talk_ms) * 2 FROM plain_calls WHERE ended_at >= %lld AND"
                   " ended_at < %lld GROUP BY 1",
                   group, (int)OUTCOME_PROMISE, (int)OUTCOME_VOICEMAIL, (long long)b->from.unix_ms,
                   (long long)b->until.unix_ms)
            .p;
    sqlite3 *db = open_plain(b);
    int64_t best = INT64_MAX;

    for (int i = 0; i < SCANS; i++) {
        int64_t begin = bench_now_us();

        run_sql(db, sql);
        best = bench_now_us() - begin < best ? bench_now_us() - begin : best;
    }
    sqlite3_close(db);
    return best;
}

static void put_figure(const char *name, int64_t us)
{
    printf(", \"%s_us\": %lld", name, (long long)us);
}

static void tell(struct bench *b, bool json)
{
    int64_t days = measure(b, ask_days), campaigns = measure(b, ask_campaigns);
    int64_t stats = measure(b, ask_stats);
    int64_t scan_days = scan(b, "(ended_at - 18000000) / 86400000"),
            scan_campaigns = scan(b, "campaign");

    if (!json) {
        printf("%lld calls, %lld roll-ups: by day %lld us (scan %lld us), by campaign %lld us"
               " (scan %lld us), the first page %lld us\n",
               (long long)b->calls, (long long)b->rollups, (long long)days, (long long)scan_days,
               (long long)campaigns, (long long)scan_campaigns, (long long)stats);
        return;
    }
    printf("{\"bench\": \"figures\", \"calls\": %lld, \"rollups\": %lld", (long long)b->calls,
           (long long)b->rollups);
    put_figure("days", days);
    put_figure("campaigns", campaigns);
    put_figure("stats", stats);
    put_figure("scan_days", scan_days);
    put_figure("scan_campaigns", scan_campaigns);
    printf(", \"ratio_days\": %.1f, \"ratio_campaigns\": %.1f}\n", (double)scan_days / (double)days,
           (double)scan_campaigns / (double)campaigns);
}

static void remove_folder(const struct bench *b)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
    char path[128];

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        (void)snprintf(path, sizeof path, "%s%s", b->path, ends[i]);
        (void)unlink(path);
    }
    (void)rmdir(b->folder);
}

static void make_folder(struct bench *b)
{
    const char *base = getenv("TMPDIR");

    (void)snprintf(b->folder, sizeof b->folder, "%s/speechai-bench-XXXXXX",
                   base == NULL || strlen(base) > 30 ? "/tmp" : base);
    if (mkdtemp(b->folder) == NULL)
        exit(1);
    (void)snprintf(b->path, sizeof b->path, "%s/store.db", b->folder);
}

int main(int argc, char **argv)
{
    struct clock_config clock = { .trust = CLOCK_TRUST_OPERATOR,
                                  .source = clock_source_kernel(),
                                  .log = log_none() };
    struct system_clock *system = system_clock_new(&clock);
    struct bench b = { .calls = 10000000,
                       .clock = system_clock_port(system),
                       .random = system_random() };
    struct error error = { .slug = NULL };
    bool json = false;

    for (int i = 1; i < argc; i++) {
        json = json || strcmp(argv[i], "--json") == 0;
        if (strcmp(argv[i], "--calls") == 0 && i + 1 < argc)
            b.calls = strtoll(argv[i + 1], NULL, 10);
    }
    if (b.calls < 1000 || b.calls > 100000000)
        return 2;
    bench_must(system_zones_new(STR(""), &b.zones, &error), &error, "zones");
    b.secrets = system_secrets_new(master_key, b.random);
    make_folder(&b);
    prepare(&b);
    tell(&b, json);
    sqlite_store_free(b.store);
    system_secrets_free(b.secrets);
    system_zones_free(b.zones);
    system_clock_free(system);
    remove_folder(&b);
    return 0;
}
