/* setup_api.c - agents, LLMs, voices and numbers: what has to be there before a call. */
#include "exchange.h"

#include "base/checked.h"

enum { PAGE_DEFAULT = 50, PAGE_MOST = 1000 };

static const struct {
    const char *name;
    int64_t least, most; /* in thousandths */
} bounds[] = {
    { "max_call_duration_ms", 60000000, 7200000000 },
    { "ring_duration_ms", 5000000, 300000000 },
    { "end_call_after_silence_ms", 10000000, INT64_MAX },
    { "begin_message_delay_ms", 0, 5000000 },
    { "webhook_timeout_ms", 1000000, 60000000 },
    { "data_storage_retention_days", 1000, 730000 },
    { "voice_speed", 500, 2000 },
    { "voice_temperature", 0, 2000 },
    { "volume", 0, 2000 },
    { "responsiveness", 0, 1000 },
    { "interruption_sensitivity", 0, 1000 },
};

bool agent_settings_check(const struct json *agent, struct str *wrong)
{
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        const struct json *setting = json_get(agent, bounds[i].name);
        int64_t v;

        *wrong = str_from_c(bounds[i].name);
        if (setting != NULL && json_kind(setting) != JSON_NULL &&
            (!json_scaled(setting, 1000, &v) || v < bounds[i].least || v > bounds[i].most))
            return false;
    }
    return true;
}

static bool check_analysis(const struct json *list)
{
    static const char *const types[] = { "string", "enum", "boolean", "number", "system-presets" };

    for (const struct json *a = json_first(list); a != NULL; a = json_next(a)) {
        struct str type = json_str(json_get(a, "type"));
        size_t i = 0;

        while (i < ARRAY_LEN(types) && !str_eq_c(type, types[i]))
            i++;
        if (i == ARRAY_LEN(types) || json_str(json_get(a, "name")).n == 0 ||
            (str_eq_c(type, "enum") && json_size(json_get(a, "choices")) == 0))
            return false;
    }
    return true;
}

/* False: answered. */
static bool check_agent(struct exchange *x)
{
    struct str wrong;

    if (!agent_settings_check(x->body, &wrong)) {
        answer_error_str(x, 400, str_format(x->arena, "%.*s is out of range", STR_ARG(wrong)));
        return false;
    }
    if (!check_analysis(json_get(x->body, "post_call_analysis_data"))) {
        answer_error(x, 400, "post_call_analysis_data is invalid");
        return false;
    }
    return true;
}

/* Whether the response engine names an LLM that exists; other engines are taken as they are. */
static bool engine_exists(struct exchange *x)
{
    const struct json *engine = json_get(x->body, "response_engine");
    bool exists;

    if (!str_eq_c(json_str(json_get(engine, "type")), "retell-llm"))
        return true;
    pthread_mutex_lock(&x->world->lock);
    exists = document_find(&x->world->documents, DOCUMENT_LLM,
                           json_str(json_get(engine, "llm_id"))) != NULL;
    pthread_mutex_unlock(&x->world->lock);
    return exists;
}

static void answer_put(struct exchange *x, enum document_kind kind, struct str id, int status)
{
    struct json_writer w = answer_writer(x);

    pthread_mutex_lock(&x->world->lock);
    document_print(&w, document_put(&x->world->documents, kind, id, world_now(x->world), x->body));
    pthread_mutex_unlock(&x->world->lock);
    answer_json(x, status, &w);
}

static struct str new_id(struct exchange *x, const char *prefix)
{
    uint64_t state, a, b;

    pthread_mutex_lock(&x->world->lock);
    state = (uint64_t)world_now(x->world).unix_ms ^ ((uint64_t)x->world->n_documents++ << 52);
    pthread_mutex_unlock(&x->world->lock);
    a = draw(&state);
    b = draw(&state);
    return str_format(x->arena, "%s_%016llx%08llx", prefix, (unsigned long long)a,
                      (unsigned long long)(b >> 32));
}

static void create_agent(struct exchange *x)
{
    if (json_kind(json_get(x->body, "response_engine")) != JSON_OBJECT ||
        json_str(json_get(x->body, "voice_id")).n == 0) {
        answer_error(x, 400, "response_engine and voice_id are required");
        return;
    }
    if (!check_agent(x))
        return;
    if (!engine_exists(x)) {
        answer_error(x, 422, "Retell LLM not found");
        return;
    }
    answer_put(x, DOCUMENT_AGENT, new_id(x, "agent"), 201);
}

static void create_llm(struct exchange *x)
{
    if (x->body == NULL)
        answer_error(x, 400, "The request body is not a JSON object");
    else
        answer_put(x, DOCUMENT_LLM, new_id(x, "llm"), 201);
}

/* False: answered with 422. */
static bool is_there(struct exchange *x, enum document_kind kind)
{
    bool there;

    pthread_mutex_lock(&x->world->lock);
    there = document_find(&x->world->documents, kind, x->id) != NULL;
    pthread_mutex_unlock(&x->world->lock);
    if (!there)
        answer_error(x, 422, "Not found under this API key");
    return there;
}

static void get_document(struct exchange *x, enum document_kind kind)
{
    struct json_writer w = answer_writer(x);
    const struct document *doc;

    pthread_mutex_lock(&x->world->lock);
    doc = document_find(&x->world->documents, kind, x->id);
    if (doc != NULL)
        document_print(&w, doc);
    pthread_mutex_unlock(&x->world->lock);
    if (doc != NULL)
        answer_json(x, 200, &w);
    else
        answer_error(x, 422, "Not found under this API key");
}

static void delete_document(struct exchange *x, enum document_kind kind)
{
    struct document *doc;

    pthread_mutex_lock(&x->world->lock);
    doc = document_find(&x->world->documents, kind, x->id);
    if (doc != NULL)
        document_delete(&x->world->documents, doc);
    pthread_mutex_unlock(&x->world->lock);
    if (doc != NULL)
        answer_nothing(x);
    else
        answer_error(x, 422, "Not found under this API key");
}

static void get_agent(struct exchange *x)
{
    get_document(x, DOCUMENT_AGENT);
}

static void update_agent(struct exchange *x)
{
    if (is_there(x, DOCUMENT_AGENT) && check_agent(x)) {
        if (engine_exists(x))
            answer_put(x, DOCUMENT_AGENT, x->id, 200);
        else
            answer_error(x, 422, "Retell LLM not found");
    }
}

static void delete_agent(struct exchange *x)
{
    delete_document(x, DOCUMENT_AGENT);
}

static void get_llm(struct exchange *x)
{
    get_document(x, DOCUMENT_LLM);
}

static void update_llm(struct exchange *x)
{
    if (is_there(x, DOCUMENT_LLM))
        answer_put(x, DOCUMENT_LLM, x->id, 200);
}

static void delete_llm(struct exchange *x)
{
    delete_document(x, DOCUMENT_LLM);
}

static void get_number(struct exchange *x)
{
    get_document(x, DOCUMENT_NUMBER);
}

static void delete_number(struct exchange *x)
{
    delete_document(x, DOCUMENT_NUMBER);
}

static void update_number(struct exchange *x)
{
    if (is_there(x, DOCUMENT_NUMBER))
        answer_put(x, DOCUMENT_NUMBER, x->id, 200);
}

static void import_number(struct exchange *x)
{
    struct str number = json_str(json_get(x->body, "phone_number"));
    bool exists;

    if (number.n < 8 || number.p[0] != '+' ||
        json_str(json_get(x->body, "termination_uri")).n == 0) {
        answer_error(x, 400, "phone_number (E.164) and termination_uri are required");
        return;
    }
    pthread_mutex_lock(&x->world->lock);
    exists = document_find(&x->world->documents, DOCUMENT_NUMBER, number) != NULL;
    pthread_mutex_unlock(&x->world->lock);
    if (exists) {
        answer_error(x, 400, "Phone number already exists");
        return;
    }
    if (json_parse(x->arena,
                   str_format(x->arena, "{\"phone_number_type\":\"custom\",\"nickname\":null}"),
                   NULL, &x->body, NULL) == ERR_OK)
        answer_put(x, DOCUMENT_NUMBER, number, 201);
}

static void put_agent_item(struct json_writer *w, const struct document *doc)
{
    struct str name = json_str(json_get(doc->fields, "agent_name"));

    json_open(w, '{');
    put_str(w, "agent_id", doc->id);
    put_str(w, "agent_name", name.p != NULL ? name : STR(""));
    put_c(w, "channel", "voice");
    json_put_name(w, STR("tags"));
    json_open(w, '{');
    json_close(w, '}');
    put_i64(w, "user_modified_timestamp", doc->modified_at.unix_ms);
    json_close(w, '}');
}

/* One page of all documents of a kind, in order of birth; the key is the place of the next. */
static void list_documents(struct exchange *x, enum document_kind kind,
                           void (*put)(struct json_writer *w, const struct document *doc))
{
    struct json_writer w = answer_writer(x);
    const struct documents *docs = &x->world->documents;
    int64_t limit, from, at = 0, n = 0;
    bool more = false;

    if (!query_number(x, "limit", 1, PAGE_MOST, PAGE_DEFAULT, &limit) ||
        !query_number(x, "pagination_key", 0, INT64_MAX, 0, &from)) {
        answer_error(x, 400, "limit or pagination_key is invalid");
        return;
    }
    json_open(&w, '{');
    json_put_name(&w, STR("items"));
    json_open(&w, '[');
    pthread_mutex_lock(&x->world->lock);
    for (size_t i = 0; i < docs->n; i++) {
        if (docs->items[i]->kind != kind || at++ < from)
            continue;
        more = n == limit;
        if (more)
            break;
        put(&w, docs->items[i]);
        n++;
    }
    pthread_mutex_unlock(&x->world->lock);
    json_close(&w, ']');
    if (more)
        put_str(&w, "pagination_key", str_format(x->arena, "%lld", (long long)(from + n)));
    put_bool(&w, "has_more", more);
    json_close(&w, '}');
    answer_json(x, 200, &w);
}

static void list_agents(struct exchange *x)
{
    list_documents(x, DOCUMENT_AGENT, put_agent_item);
}

static void list_llms(struct exchange *x)
{
    list_documents(x, DOCUMENT_LLM, document_print);
}

static void list_numbers(struct exchange *x)
{
    list_documents(x, DOCUMENT_NUMBER, document_print);
}

static const struct {
    const char *id, *name, *provider, *gender, *accent, *age;
} voices[] = {
    { "11labs-Mariana", "Mariana", "elevenlabs", "female", "Colombian", "Young" },
    { "11labs-Andres", "Andrés", "elevenlabs", "male", "Colombian", "Middle Aged" },
    { "11labs-Lucia", "Lucía", "elevenlabs", "female", "Mexican", "Young" },
    { "cartesia-Diego", "Diego", "cartesia", "male", "Mexican", "Middle Aged" },
    { "openai-Nova", "Nova", "openai", "female", "American", "Young" },
};

static void put_voice(struct json_writer *w, size_t i)
{
    json_open(w, '{');
    put_c(w, "voice_id", voices[i].id);
    put_c(w, "voice_name", voices[i].name);
    put_c(w, "provider", voices[i].provider);
    put_c(w, "gender", voices[i].gender);
    put_c(w, "accent", voices[i].accent);
    put_c(w, "age", voices[i].age);
    json_close(w, '}');
}

static void list_voices(struct exchange *x)
{
    struct json_writer w = answer_writer(x);

    json_open(&w, '[');
    for (size_t i = 0; i < ARRAY_LEN(voices); i++)
        put_voice(&w, i);
    json_close(&w, ']');
    answer_json(x, 200, &w);
}

static void get_voice(struct exchange *x)
{
    struct json_writer w = answer_writer(x);
    size_t i = 0;

    while (i < ARRAY_LEN(voices) && !str_eq_c(x->id, voices[i].id))
        i++;
    if (i == ARRAY_LEN(voices)) {
        answer_error(x, 422, "Voice not found");
        return;
    }
    put_voice(&w, i);
    answer_json(x, 200, &w);
}

const struct route setup_routes[] = {
    { "POST", "/create-agent", "create_agent", create_agent },
    { "GET", "/get-agent/{id}", "get_agent", get_agent },
    { "PATCH", "/update-agent/{id}", "update_agent", update_agent },
    { "DELETE", "/delete-agent/{id}", "delete_agent", delete_agent },
    { "POST", "/v2/list-agents", "list_agents", list_agents },
    { "POST", "/create-retell-llm", "create_llm", create_llm },
    { "GET", "/get-retell-llm/{id}", "get_llm", get_llm },
    { "PATCH", "/update-retell-llm/{id}", "update_llm", update_llm },
    { "DELETE", "/delete-retell-llm/{id}", "delete_llm", delete_llm },
    { "GET", "/v2/list-retell-llms", "list_llms", list_llms },
    { "GET", "/v2/list-phone-numbers", "list_numbers", list_numbers },
    { "GET", "/get-phone-number/{id}", "get_number", get_number },
    { "PATCH", "/update-phone-number/{id}", "update_number", update_number },
    { "DELETE", "/delete-phone-number/{id}", "delete_number", delete_number },
    { "POST", "/import-phone-number", "import_number", import_number },
    { "GET", "/list-voices", "list_voices", list_voices },
    { "GET", "/get-voice/{id}", "get_voice", get_voice },
    { NULL, NULL, NULL, NULL },
};
