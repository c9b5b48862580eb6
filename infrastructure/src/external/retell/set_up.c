/* external/retell/set_up.c - what `voice set-up` creates at the provider. A script cannot be passed
 * as an override of a call, so the prompt is a variable, and each call brings its value. */
#include "external/retell/set_up.h"

#include "codec/json.h"

enum { BODY_MOST = 64 * 1024 };

struct analysis_item {
    const char *type, *name, *description;
    const char *const *choices; /* of an enum; ends with NULL */
};

static const char *const outcomes[] = { "promise",      "paid",      "refused", "callback",
                                        "wrong_person", "opted_out", "talked",  NULL };

static const struct analysis_item analysis[] = {
    { "enum", "outcome",
      "How the call ended. promise: the person said when they will pay. paid: says it is paid "
      "already. refused: will not. callback: asked to be called at another time. wrong_person: "
      "this is not the person. opted_out: asked never to be called again. talked: none of these.",
      outcomes },
    { "string", "promise_date", "The day on which the person promised to pay, as YYYY-MM-DD.",
      NULL },
    { "string", "promise_amount",
      "The amount the person promised to pay: digits with a decimal point, nothing else.", NULL },
    { "string", "callback_at",
      "When the person asked to be called again: RFC 3339 with the offset of their time zone.",
      NULL },
};

/* How providers name the accents of Spanish. */
static const struct str accents[] = { STR_INIT("Spanish"), STR_INIT("Latin"),  STR_INIT("Mexic"),
                                      STR_INIT("Colomb"),  STR_INIT("Argent"), STR_INIT("Chile"),
                                      STR_INIT("Peru"),    STR_INIT("Español") };

static bool is_spanish(struct str accent)
{
    for (size_t i = 0; i < ARRAY_LEN(accents); i++)
        if (str_find(accent, accents[i]) != SIZE_MAX)
            return true;
    return false;
}

bool set_up_voice_choose(const struct json *voices, struct str *ret)
{
    struct str first = STR_NONE;

    for (const struct json *v = json_first(voices); v != NULL; v = json_next(v)) {
        struct str id = json_str(json_get(v, "voice_id"));

        if (id.n == 0 || id.n > SET_UP_ID_MOST)
            continue;
        if (first.p == NULL)
            first = id;
        if (is_spanish(json_str(json_get(v, "accent")))) {
            *ret = id;
            return true;
        }
    }
    if (first.p != NULL)
        *ret = first;
    return first.p != NULL;
}

static void put_text(struct json_writer *w, const char *name, struct str value)
{
    json_put_name(w, str_from_c(name));
    json_put_str(w, value);
}

struct str set_up_llm(struct arena *arena)
{
    struct strbuf out = strbuf_init(arena, BODY_MOST);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    put_text(&w, "general_prompt", STR("{{instructions}}"));
    put_text(&w, "start_speaker", STR("agent"));
    json_close(&w, '}');
    return strbuf_str(&out);
}

static void put_analysis(struct json_writer *w)
{
    json_put_name(w, STR("post_call_analysis_data"));
    json_open(w, '[');
    for (size_t i = 0; i < ARRAY_LEN(analysis); i++) {
        const struct analysis_item *item = &analysis[i];

        json_open(w, '{');
        put_text(w, "type", str_from_c(item->type));
        put_text(w, "name", str_from_c(item->name));
        put_text(w, "description", str_from_c(item->description));
        if (item->choices != NULL) {
            json_put_name(w, STR("choices"));
            json_open(w, '[');
            for (const char *const *choice = item->choices; *choice != NULL; choice++)
                json_put_str(w, str_from_c(*choice));
            json_close(w, ']');
        }
        json_close(w, '}');
    }
    json_close(w, ']');
}

/* A machine that answers is hung up on: a message left on it may be heard by anybody. */
static void put_voicemail(struct json_writer *w)
{
    json_put_name(w, STR("voicemail_option"));
    json_open(w, '{');
    json_put_name(w, STR("action"));
    json_open(w, '{');
    put_text(w, "type", STR("hangup"));
    json_close(w, '}');
    json_close(w, '}');
}

void set_up_put_conduct(struct json_writer *w)
{
    put_voicemail(w);
    put_analysis(w);
}

struct str set_up_agent(struct arena *arena, struct str llm, struct str webhook_url,
                        struct str voice)
{
    struct strbuf out = strbuf_init(arena, BODY_MOST);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    put_text(&w, "agent_name", STR("SpeechAI"));
    json_put_name(&w, STR("response_engine"));
    json_open(&w, '{');
    put_text(&w, "type", STR("retell-llm"));
    put_text(&w, "llm_id", llm);
    json_close(&w, '}');
    put_text(&w, "voice_id", voice);
    put_text(&w, "language", STR("es-419")); /* unless a call's script says otherwise */
    if (webhook_url.n > 0)
        put_text(&w, "webhook_url", webhook_url);
    set_up_put_conduct(&w);
    json_close(&w, '}');
    return strbuf_str(&out);
}
