/* external/retell/set_up.c - what `voice set-up` creates at the provider. A script cannot be passed
 * as an override of a call, so the prompt is a variable, and each call brings its value. */
#include "external/retell/set_up.h"

#include "codec/json.h"

enum { BODY_MOST = 64 * 1024 };
#define SPANISH_VOICE "11labs-Mariana" /* where nobody named one */

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
    put_text(&w, "voice_id", voice.n > 0 ? voice : STR(SPANISH_VOICE));
    if (webhook_url.n > 0)
        put_text(&w, "webhook_url", webhook_url);
    put_voicemail(&w);
    put_analysis(&w);
    json_close(&w, '}');
    return strbuf_str(&out);
}
