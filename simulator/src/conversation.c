/* conversation.c - from a dialogue and the facts of the instructions to timed words. */
#include "conversation.h"

#include "base/checked.h"
#include "base/strbuf.h"
#include "dialogues.h"

enum {
    TURNS_MOST = 32,
    LONG_TURNS_MOST = 4000,
    LINE_MOST = 8192,
    LOCAL_OFFSET_MS = -5 * MS_PER_HOUR, /* the conversation speaks of Bogotá's days */
    TAIL_MS = 600                       /* from the last word to the click */
};

static const char *const months[] = { "enero",      "febrero", "marzo",     "abril",
                                      "mayo",       "junio",   "julio",     "agosto",
                                      "septiembre", "octubre", "noviembre", "diciembre" };

static uint64_t stream(const struct call *call, uint64_t salt)
{
    uint64_t state = call->plan.seed ^ salt;

    draw(&state);
    return state;
}

static int64_t variant_of(const struct call *call)
{
    uint64_t state = stream(call, 0x76617269616e74);

    return draw_below(&state, DIALOGUES_EACH);
}

struct call_promise call_promise(const struct call *call)
{
    uint64_t state = stream(call, 0x70726f6d697365);
    const struct dialogue *dialogue = dialogue_find(call->plan.scenario, variant_of(call));
    int64_t today = (call->created_at.unix_ms + LOCAL_OFFSET_MS) / MS_PER_DAY;
    struct call_promise promise = {
        .date = date_from_days(today + 1 + draw_below(&state, 10)),
        .hour = 9 + draw_below(&state, 9),
        .half = dialogue != NULL && dialogue->half,
    };

    promise.amount_cents = call->facts.amount_cents / (promise.half ? 2 : 1);
    return promise;
}

/* "$ 1.250.000" or "$ 1.250.000,50", as it is written in Spanish. */
static struct str money_text(struct arena *arena, int64_t cents)
{
    struct strbuf out = strbuf_init(arena, 64);
    struct str digits = str_format(arena, "%lld", (long long)(cents / 100));

    strbuf_add_c(&out, "$ ");
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0)
            strbuf_add_char(&out, '.');
        strbuf_add_char(&out, digits.p[i]);
    }
    if (cents % 100 != 0)
        strbuf_addf(&out, ",%02lld", (long long)(cents % 100));
    return strbuf_str(&out);
}

static struct str placeholder(struct arena *arena, const struct call *call, struct str name)
{
    struct call_promise promise = call_promise(call);

    if (str_eq_c(name, "asunto"))
        return call->facts.subject;
    if (str_eq_c(name, "monto"))
        return call->facts.amount_cents > 0 ? money_text(arena, call->facts.amount_cents)
                                            : STR("un valor por confirmar");
    if (str_eq_c(name, "abono"))
        return call->facts.amount_cents > 0 ? money_text(arena, call->facts.amount_cents / 2)
                                            : STR("la mitad");
    if (str_eq_c(name, "fecha"))
        return str_format(arena, "%d de %s", promise.date.day, months[promise.date.month - 1]);
    if (str_eq_c(name, "hora"))
        return promise.hour <= 12
                   ? str_format(arena, "%lld", (long long)promise.hour)
                   : str_format(arena, "%lld de la tarde", (long long)(promise.hour - 12));
    return name;
}

static struct str fill(struct arena *arena, const struct call *call, const char *line)
{
    struct strbuf out = strbuf_init(arena, LINE_MOST);
    struct str rest = str_from_c(line);

    for (;;) {
        size_t open = str_find_char(rest, '{');
        size_t close = str_find_char(rest, '}');

        if (open == SIZE_MAX || close == SIZE_MAX)
            break;
        strbuf_add(&out, str_slice(rest, 0, open));
        strbuf_add(&out, placeholder(arena, call, str_slice(rest, open + 1, close)));
        rest = str_slice(rest, close + 1, rest.n);
    }
    strbuf_add(&out, rest);
    return strbuf_str(&out);
}

/* The agent's voicemail_option: without it a short message is left. */
static bool hangs_up_on_machine(const struct call *call)
{
    return call->voicemail_hangs_up && call->plan.scenario == SCENARIO_VOICEMAIL;
}

struct str call_summary(struct arena *arena, const struct call *call)
{
    const char *summary =
        scenario_summary(call->plan.scenario, call_promise(call).half || hangs_up_on_machine(call));

    return summary == NULL ? STR("La llamada no se conectó.") : fill(arena, call, summary);
}

/* The speaker of a conversation in the making. */
struct speech {
    struct arena *arena;
    const struct call *call;
    struct conversation *said;
    size_t most; /* turns */
    uint64_t rhythm;
    int64_t at_ms, until_ms;
};

static size_t count_words(struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != ' ' && (i == 0 || text.p[i - 1] == ' '))
            n++;
    return n;
}

/* False: it was cut before its end. */
static bool say(struct speech *s, bool agent, struct str text)
{
    struct turn turn = { .agent = agent };
    struct str rest = text;
    size_t end = 0;

    s->at_ms += 350 + draw_below(&s->rhythm, 900);
    turn.words = ARENA_ARRAY(s->arena, struct word, count_words(text) + 1);
    while (rest.p != NULL) {
        struct str word = str_cut(&rest, ' ');
        int64_t length = 140 + 38 * (int64_t)word.n + draw_below(&s->rhythm, 60);

        if (word.n == 0)
            continue;
        if (s->at_ms + length > s->until_ms)
            break;
        turn.words[turn.n++] = (struct word){ word, s->at_ms, s->at_ms + length };
        s->at_ms += length + 30;
        end = (size_t)(word.p + word.n - text.p);
    }
    if (turn.n > 0) {
        turn.text = str_slice(text, 0, end);
        s->said->turns[s->said->n++] = turn;
        s->said->length_ms = turn.words[turn.n - 1].end_ms;
    }
    return end == text.n;
}

static bool say_lines(struct speech *s, const struct dialogue *dialogue)
{
    for (const char *const *line = dialogue->lines; *line != NULL; line++) {
        if ((*line)[0] == 'A' && hangs_up_on_machine(s->call))
            continue;
        if (s->said->n == s->most || !say(s, (*line)[0] == 'A', fill(s->arena, s->call, *line + 2)))
            return false;
    }
    return true;
}

struct conversation conversation_make(struct arena *arena, const struct call *call,
                                      int64_t until_ms)
{
    const struct dialogue *dialogue = dialogue_find(call->plan.scenario, variant_of(call));
    struct conversation said = { .n = 0 };
    size_t most = call->plan.scenario == SCENARIO_LONG_CALL ? LONG_TURNS_MOST : TURNS_MOST;
    struct speech s = { arena, call, &said, most, stream(call, 0x726879), 0, until_ms };
    bool on = true;

    said.turns = ARENA_ARRAY(arena, struct turn, most);
    if (dialogue == NULL || !call->plan.connects)
        return said;
    if (call->opening.n > 0)
        on = say(&s, true, call->opening);
    on = on && say_lines(&s, dialogue);
    while (on && call->plan.scenario == SCENARIO_LONG_CALL)
        on = say_lines(&s, dialogue_filler());
    return said;
}

int64_t conversation_length(const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct conversation said;

    if (!call->plan.connects)
        return 0;
    if (call->plan.scenario == SCENARIO_LONG_CALL)
        return call->max_ms;
    said = conversation_make(&arena, call, call->max_ms);
    return min_i64(said.length_ms + TAIL_MS, call->max_ms);
}
