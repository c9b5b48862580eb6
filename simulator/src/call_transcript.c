/* call_transcript.c - the conversation as text, and word by word. */
#include "call_transcript.h"

#include "conversation.h"
#include "put.h"

enum { TRANSCRIPT_MOST = 4 << 20 };

static void put_text(struct json_writer *w, struct arena *arena, const struct conversation *said)
{
    struct strbuf out = strbuf_init(arena, TRANSCRIPT_MOST);

    for (size_t i = 0; i < said->n; i++) {
        strbuf_add_c(&out, said->turns[i].agent ? "Agent: " : "User: ");
        strbuf_add(&out, said->turns[i].text);
        strbuf_add_char(&out, '\n');
    }
    put_str(w, "transcript", strbuf_str(&out));
}

static void put_word(struct json_writer *w, const struct word *word)
{
    json_open(w, '{');
    put_str(w, "word", word->text);
    put_decimal(w, "start", word->start_ms, 3);
    put_decimal(w, "end", word->end_ms, 3);
    json_close(w, '}');
}

static void put_turn(struct json_writer *w, const struct turn *turn)
{
    json_open(w, '{');
    put_c(w, "role", turn->agent ? "agent" : "user");
    put_str(w, "content", turn->text);
    json_put_name(w, STR("words"));
    json_open(w, '[');
    for (size_t i = 0; i < turn->n; i++)
        put_word(w, &turn->words[i]);
    json_close(w, ']');
    json_close(w, '}');
}

static void put_end_call_tool(struct json_writer *w)
{
    json_open(w, '{');
    put_c(w, "role", "tool_call_invocation");
    put_c(w, "tool_call_id", "tool_call_1");
    put_c(w, "name", "end_call");
    put_c(w, "arguments", "{}");
    json_close(w, '}');
}

static void put_turns(struct json_writer *w, const char *name, const struct conversation *said,
                      bool agent_ended)
{
    json_put_name(w, str_from_c(name));
    json_open(w, '[');
    for (size_t i = 0; i < said->n; i++)
        put_turn(w, &said->turns[i]);
    if (agent_ended)
        put_end_call_tool(w);
    json_close(w, ']');
}

void call_put_transcript(struct json_writer *w, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct conversation said = conversation_make(&arena, call, call->duration_ms);

    put_text(w, &arena, &said);
    put_turns(w, "transcript_object", &said, false);
    put_turns(w, "transcript_with_tool_calls", &said,
              str_eq_c(str_from_c(call->end->reason), "agent_hangup"));
}
