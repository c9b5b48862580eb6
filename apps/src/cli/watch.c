/* apps/src/cli/watch.c - looks at a campaign's progress twice a second. */
#include "cli/watch.h"

#include <string.h>
#include <time.h>

#include "cli/api.h"
#include "cli/show.h"

enum { LOOK_EVERY_MS = 500, TELL_EVERY_MS = 5000, BAR = 30 };

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

/* Two lines that are drawn over; elsewhere one line more. */
static void draw(const struct cli *cli, const struct look *l, bool again)
{
    struct str first = first_line(cli, l), second = second_line(cli, l);
    size_t width = show_width();

    if (cli->terminal)
        fprintf(stderr, "%s\r%.*s\033[K\n%.*s\033[K", again ? "\033[1A" : "",
                STR_ARG(show_clip(cli->arena, first, width)),
                STR_ARG(show_clip(cli->arena, second, width)));
    else
        fprintf(stderr, "%.*s · %.*s\n", STR_ARG(first), STR_ARG(second));
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
    show_rows(cli, json_get(progress, "outcomes"), outcomes, ARRAY_LEN(outcomes));
    fputc('\n', cli->out);
    show_fields(cli, json_get(progress, "wallet"), money, ARRAY_LEN(money));
}

enum err watch_campaign(struct cli *cli, struct str campaign)
{
    const struct timespec rest = { .tv_nsec = (long)LOOK_EVERY_MS * 1000000 };
    struct str path = str_format(cli->arena, "/api/v1/campaigns/%.*s/progress", STR_ARG(campaign));
    CLEANUP(arena_release) struct arena page = arena_init();
    struct arena *own = cli->arena;
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
            if (!cli->json && (cli->terminal || over || show_now_ms() - told_ms >= TELL_EVERY_MS)) {
                draw(cli, &look, told_ms > 0);
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
