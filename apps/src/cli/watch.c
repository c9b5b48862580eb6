/* apps/src/cli/watch.c - looks at a campaign's progress twice a second, and now and then at why
 * those who wait are not called. */
#include "cli/watch.h"

#include <string.h>
#include <time.h>

#include "cli/api.h"
#include "cli/show.h"

enum { LOOK_EVERY_MS = 500, TELL_EVERY_MS = 5000, ASK_EVERY_MS = 10000, WHY_MOST = 4000, BAR = 30 };

struct look {
    const struct json *progress;
    int64_t jobs, queued, waiting, ringing, talking, closing, over, calls, answered;
};

static int64_t number(const struct json *object, const char *name)
{
    int64_t n = 0;

    return json_i64(json_get(object, name), &n) ? n : 0;
}

static struct look look_of(const struct json *p)
{
    return (struct look){
        .progress = p,
        .jobs = number(p, "jobs"),
        .queued = number(p, "queued"),
        .waiting = number(p, "waiting_funds"),
        .ringing = number(p, "ringing"),
        .talking = number(p, "talking"),
        .closing = number(p, "closing"),
        .over = number(p, "done") + number(p, "failed") + number(p, "undetermined") +
                number(p, "blocked") + number(p, "cancelled"),
        .calls = number(p, "calls"),
        .answered = number(p, "answered"),
    };
}

static struct str first_line(const struct cli *cli, const struct look *l)
{
    struct strbuf line = strbuf_init(cli->arena, 2000);
    int64_t filled = l->jobs > 0 ? l->over * BAR / l->jobs : 0;

    for (int64_t i = 0; i < BAR; i++)
        strbuf_add_c(&line, i < filled ? "█" : "·");
    strbuf_add_char(&line, ' ');
    strbuf_add(&line, CLI_TEXT(cli, "cli.watch.counts", P_STR("over", show_count(cli, l->over)),
                               P_STR("jobs", show_count(cli, l->jobs)),
                               P_STR("queued", show_count(cli, l->queued + l->waiting)),
                               P_STR("ringing", show_count(cli, l->ringing))));
    return strbuf_str(&line);
}

static struct str second_line(const struct cli *cli, const struct look *l)
{
    struct strbuf line = strbuf_init(cli->arena, 2000);
    struct arena *arena = cli->arena;

    strbuf_add(&line,
               CLI_TEXT(cli, "cli.watch.talk", P_I64("talking", l->talking),
                        P_I64("answered", l->calls > 0 ? l->answered * 100 / l->calls : 0),
                        P_STR("spent", show_amount(arena, json_get(l->progress, "spent"))),
                        P_STR("available",
                              show_amount(arena, json_path(l->progress, "wallet.available")))));
    if (l->waiting > 0)
        strbuf_add(&line, CLI_TEXT(cli, "cli.watch.waiting_funds", P_I64("jobs", l->waiting)));
    return strbuf_str(&line);
}

/* -- why they wait -- */

struct why {
    char text[WHY_MOST]; /* empty: they wait their turn, or nobody waits */
    size_t n;
    int64_t asked_ms;
    bool told;
};

static void add_reason(struct strbuf *out, struct str reason)
{
    if (strbuf_str(out).n > 0)
        strbuf_add_c(out, " · ");
    strbuf_add(out, reason);
}

/* A day and an hour as the API writes them: 2026-11-30T13:00:00.000Z. */
static struct str minute_of(struct arena *arena, struct str instant)
{
    return instant.n < 16 ? instant
                          : str_format(arena, "%.*s %.*s UTC", STR_ARG(str_slice(instant, 0, 10)),
                                       STR_ARG(str_slice(instant, 11, 16)));
}

/* What keeps everybody, else from when on; then the decisions about some. */
static struct str reasons_of(const struct cli *cli, const struct json *plan, bool paused)
{
    struct strbuf out = strbuf_init(cli->arena, WHY_MOST);
    struct str first = json_str(json_get(plan, "first_due"));

    if (paused)
        add_reason(&out, cli_text(cli, "cli.watch.paused"));
    for (const struct json *note = json_first(json_get(plan, "problems")); note != NULL;
         note = json_next(note))
        if (!str_eq(json_str(json_get(note, "slug")), STR("campaign.no_contacts")))
            add_reason(&out, json_str(json_get(note, "text")));
    if (strbuf_str(&out).n == 0 && first.n > 0)
        add_reason(&out, CLI_TEXT(cli, "cli.watch.first_due",
                                  P_STR("time", minute_of(cli->arena, first))));
    for (const struct json *note = json_first(json_get(plan, "skipped")); note != NULL;
         note = json_next(note))
        add_reason(&out, CLI_TEXT(cli, "cli.watch.people",
                                  P_STR("people", show_count(cli, number(note, "people"))),
                                  P_STR("why", json_str(json_get(note, "text")))));
    return strbuf_ok(&out) ? strbuf_str(&out) : STR("");
}

struct str watch_notices(struct cli *cli, struct str campaign)
{
    struct str path =
        str_format(cli->arena, "/api/v1/campaigns/%.*s/flight-plan", STR_ARG(campaign));
    const struct json *plan;

    if (api_get(cli, path, &plan) == ERR_OK)
        return reasons_of(cli, plan, false);
    cli->problem = NULL;
    error_clear(&cli->error);
    return STR("");
}

/* Who may not know, or cannot be told now, watches on without it. */
static void ask_why(struct cli *cli, struct str campaign, const struct look *l, struct why *why)
{
    struct str status = json_str(json_get(l->progress, "status"));
    bool waits = l->queued > 0 && !cli->json;
    const struct json *plan;
    struct str text = STR("");

    if (why->asked_ms != 0 && show_now_ms() - why->asked_ms < ASK_EVERY_MS)
        return;
    why->asked_ms = show_now_ms();
    if (waits &&
        api_get(cli,
                str_format(cli->arena, "/api/v1/campaigns/%.*s/flight-plan", STR_ARG(campaign)),
                &plan) == ERR_OK)
        text = reasons_of(cli, plan, str_eq(status, STR("paused")));
    else if (waits)
        error_clear(&cli->error);
    cli->problem = NULL;
    if (str_eq(text, (struct str){ why->text, why->n }))
        return;
    if (text.n > 0)
        memcpy(why->text, text.p, text.n);
    why->n = text.n;
    why->told = false;
}

static struct str third_line(const struct cli *cli, const struct why *why)
{
    if (why->n == 0)
        return STR("");
    return CLI_TEXT(cli, "cli.watch.why", P_STR("why", ((struct str){ why->text, why->n })));
}

/* -- drawing -- */

/* Three lines that are drawn over; elsewhere one line more, and one when the reasons change. */
static void draw(const struct cli *cli, const struct look *l, struct why *why, bool again)
{
    struct str first = first_line(cli, l), second = second_line(cli, l);
    struct str third = third_line(cli, why);
    size_t width = show_width();

    if (cli->terminal)
        fprintf(stderr, "%s\r%.*s\033[K\n%.*s\033[K\n%.*s\033[K", again ? "\033[2A" : "",
                STR_ARG(show_clip(cli->arena, first, width)),
                STR_ARG(show_clip(cli->arena, second, width)),
                STR_ARG(show_clip(cli->arena, third, width)));
    else
        fprintf(stderr, "%.*s · %.*s\n", STR_ARG(first), STR_ARG(second));
    if (!cli->terminal && !why->told && third.n > 0)
        fprintf(stderr, "%.*s\n", STR_ARG(show_plain(cli->arena, third)));
    why->told = true;
    fflush(stderr);
}

static bool is_over(const struct json *progress)
{
    struct str status = json_str(json_get(progress, "status"));

    return str_eq(status, STR("done")) || str_eq(status, STR("cancelled"));
}

/* Every outcome with its calls, then the money: what was put in is what was spent, held and left.
 */
static void show_result(const struct cli *cli, const struct json *progress)
{
    static const struct column outcomes[] = { { "cli.column.outcome", "outcome", false, "outcome" },
                                              { "cli.column.calls", "calls", true, NULL } };
    static const struct column money[] = { { "cli.column.funded", "funded", true, NULL },
                                           { "cli.column.spent", "spent", true, NULL },
                                           { "cli.column.held", "held", true, NULL },
                                           { "cli.column.available", "available", true, NULL } };

    if (cli->json) {
        show_json(cli, progress);
        return;
    }
    if (json_first(json_get(progress, "outcomes")) != NULL) {
        show_rows(cli, json_get(progress, "outcomes"), outcomes, ARRAY_LEN(outcomes));
        fputc('\n', cli->out);
    }
    if (number(progress, "blocked") > 0)
        fprintf(cli->out, "%.*s\n\n",
                STR_ARG(CLI_TEXT(cli, "cli.watch.blocked",
                                 P_STR("jobs", show_count(cli, number(progress, "blocked"))))));
    show_fields(cli, json_get(progress, "wallet"), money, ARRAY_LEN(money));
}

enum err watch_campaign(struct cli *cli, struct str campaign)
{
    const struct timespec rest = { .tv_nsec = (long)LOOK_EVERY_MS * 1000000 };
    struct str path = str_format(cli->arena, "/api/v1/campaigns/%.*s/progress", STR_ARG(campaign));
    CLEANUP(arena_release) struct arena page = arena_init();
    struct arena *own = cli->arena;
    struct why why = { .n = 0 };
    const struct json *progress;
    int64_t told_ms = 0;
    bool over = false;
    enum err err;

    do {
        arena_reset(&page); /* a campaign may be watched for days */
        cli->arena = &page;
        err = api_get(cli, path, &progress);
        if (err == ERR_OK) {
            struct look look = look_of(progress);

            over = is_over(progress);
            ask_why(cli, campaign, &look, &why);
            if (!cli->json && (cli->terminal || over || show_now_ms() - told_ms >= TELL_EVERY_MS)) {
                draw(cli, &look, &why, told_ms > 0);
                told_ms = show_now_ms();
            }
            if (!over)
                nanosleep(&rest, NULL);
        }
    } while (err == ERR_OK && !over);
    cli->arena = own;
    TRY(err);
    if (cli->terminal && !cli->json)
        fputc('\n', stderr);
    TRY(api_get(cli, path, &progress));
    show_result(cli, progress);
    return ERR_OK;
}
