/* simulator.c - puts the world together, and takes it apart. */
#include "simulator/simulator.h"

#include <stdio.h>
#include <stdlib.h>

#include "call_state.h"
#include "exchange.h"
#include "life.h"
#include "webhooks.h"

struct simulator {
    struct world world;
};

struct simulator_settings simulator_defaults(void)
{
    return (struct simulator_settings){
        .host = STR("127.0.0.1"),
        .port = 8790,
        .public_url = STR(""),
        .api_key = STR("key_simulator"),
        .seed = 1,
        .speed = 1,
        .book_file = STR(""),
        .state_file = STR(""),
        .script_file = STR(""),
        .agent = STR(""),
        .numbers = STR(""),
        .concurrency_limit = 20,
        .over_limit = OVER_LIMIT_REFUSES,
        .webhook_retry_ms = 2000,
        .idle_close_ms = 60000,
    };
}

static bool read_file(struct arena *arena, struct str name, struct str *ret)
{
    enum { SCRIPT_MOST = 64 << 20, PIECE = 65536 };
    CLEANUP(cleanup_file) FILE *file = fopen(str_c(arena, name), "re");
    struct strbuf text = strbuf_init(arena, SCRIPT_MOST);
    size_t n = 0;

    if (file == NULL)
        return false;
    do {
        char *to = strbuf_reserve(&text, PIECE);

        if (to == NULL)
            return false;
        n = fread(to, 1, PIECE, file);
        strbuf_added(&text, n);
    } while (n > 0);
    *ret = strbuf_str(&text);
    return ferror(file) == 0;
}

static enum err read_script(struct world *world, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str file = world->settings.script_file, text = STR_NONE, wrong = STR("JSON");
    const struct json *script;

    if (file.n == 0)
        return ERR_OK;
    if (!read_file(&arena, file, &text))
        return FAIL_WITH(error, ERR_UNAVAILABLE, "simulator.cannot_open", P_STR("file", file));
    if (json_parse(&arena, text, &SIMULATOR_JSON, &script, NULL) != ERR_OK ||
        !misbehaviour_read_script(&world->misbehaviour, script, &wrong))
        return FAIL_WITH(error, ERR_INVALID, "simulator.bad_script", P_STR("file", file),
                         P_STR("wrong", wrong));
    return ERR_OK;
}

static void put_document(struct world *world, enum document_kind kind, struct str id,
                         struct str fields)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct json *node;

    if (document_find(&world->documents, kind, id) == NULL &&
        json_parse(&arena, fields, NULL, &node, NULL) == ERR_OK)
        document_put(&world->documents, kind, id, world_now(world), node);
}

/* An agent whose prompt is {{instructions}}, with the analysis of a debt collector. */
static void add_agent(struct world *world)
{
    if (world->settings.agent.n == 0)
        return;
    put_document(world, DOCUMENT_LLM, STR("llm_from_the_start"),
                 STR("{\"general_prompt\":\"{{instructions}}\",\"model\":\"gpt-4.1\"}"));
    put_document(
        world, DOCUMENT_AGENT, world->settings.agent,
        STR("{\"agent_name\":\"Simulator\",\"voice_id\":\"11labs-Mariana\","
            "\"language\":\"es-419\","
            "\"response_engine\":{\"type\":\"retell-llm\",\"llm_id\":\"llm_from_the_start\"},"
            "\"post_call_analysis_data\":["
            "{\"type\":\"string\",\"name\":\"outcome\",\"description\":\"How it ended\"},"
            "{\"type\":\"string\",\"name\":\"promise_date\",\"description\":\"YYYY-MM-DD\"},"
            "{\"type\":\"string\",\"name\":\"promise_amount\",\"description\":\"Decimal\"},"
            "{\"type\":\"string\",\"name\":\"callback_at\",\"description\":\"When to call\"}]}"));
}

static void add_numbers(struct world *world)
{
    struct str rest = world->settings.numbers;

    while (rest.n > 0) {
        struct str number = str_trim(str_cut(&rest, ','));

        if (number.n > 0)
            put_document(world, DOCUMENT_NUMBER, number,
                         STR("{\"phone_number_type\":\"custom\",\"nickname\":null}"));
    }
}

static enum err set_up(struct world *world, struct error *error)
{
    TRY(read_script(world, error));
    TRY(book_open(world->settings.book_file, &world->book, error));
    TRY(documents_open(world->settings.state_file, &world->documents, error));
    add_agent(world);
    add_numbers(world);
    TRY(call_state_open(world, error));
    world->timetable = timetable_new(life_step, world);
    world->webhooks = webhooks_new(world);
    call_state_resume(world);
    TRY(http_server_open(world->settings.host, world->settings.port, world->settings.idle_close_ms,
                         (struct http_handler){ provider_handle, provider_unfinished, world },
                         &world->http, error));
    world->public_url = world->settings.public_url;
    if (world->public_url.n == 0)
        world->public_url =
            str_format(&world->arena, "http://%.*s:%lld", STR_ARG(world->settings.host),
                       (long long)http_server_port(world->http));
    http_server_run(world->http);
    return ERR_OK;
}

enum err simulator_start(const struct simulator_settings *settings, struct simulator **ret,
                         struct error *error)
{
    struct simulator *simulator = calloc(1, sizeof *simulator);
    struct world *world;
    enum err err;

    if (simulator == NULL)
        abort();
    world = &simulator->world;
    world->settings = *settings;
    world->arena = arena_init();
    world->concurrency_limit = settings->concurrency_limit;
    world->list_lag_ms = settings->list_lag_ms;
    world->speed = settings->speed;
    pthread_mutex_init(&world->lock, NULL);
    pthread_cond_init(&world->told, NULL);
    misbehaviour_init(&world->misbehaviour, settings->seed);
    err = set_up(world, error);
    if (err != ERR_OK) {
        simulator_stop(simulator);
        return err;
    }
    *ret = simulator;
    return ERR_OK;
}

int64_t simulator_port(const struct simulator *simulator)
{
    return http_server_port(simulator->world.http);
}

void simulator_stop(struct simulator *simulator)
{
    struct world *world;

    if (simulator == NULL)
        return;
    world = &simulator->world;
    http_server_stop(world->http);
    if (world->timetable != NULL)
        timetable_stop(world->timetable);
    webhooks_free(world->webhooks);
    timetable_free(world->timetable);
    book_close(world->book);
    call_state_close(world);
    documents_close(&world->documents);
    misbehaviour_release(&world->misbehaviour);
    world_free_calls(world);
    arena_release(&world->arena);
    pthread_mutex_destroy(&world->lock);
    pthread_cond_destroy(&world->told);
    free(simulator);
}
