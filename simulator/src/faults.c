/* faults.c - reading, keeping and choosing faults and rules. */
#include "faults.h"

#include <stdlib.h>

#include "put.h"

enum { TIMEOUT_MS = 135000, LATE_MS = 3000 };

static const char *const fault_kind_texts[] = {
    [FAULT_NONE] = "none",
    [FAULT_STATUS] = "status",
    [FAULT_HTML] = "html",
    [FAULT_TIMEOUT] = "timeout",
    [FAULT_LATE] = "late",
    [FAULT_RESET] = "reset",
    [FAULT_RESET_MIDWAY] = "reset_midway",
    [FAULT_CLOSE] = "close",
    [FAULT_TRUNCATED] = "truncated",
    [FAULT_BROKEN_JSON] = "broken_json",
    [FAULT_OVERSIZED] = "oversized",
    [FAULT_NO_CALL_ID] = "no_call_id",
    [FAULT_EMPTY] = "empty",
    [FAULT_REDIRECT] = "redirect",
};
ENUM_NAMES_DEFINE(fault_kind)

void misbehaviour_init(struct misbehaviour *m, uint64_t seed)
{
    *m = (struct misbehaviour){ .arena = arena_init(),
                                .weights = weights_default(),
                                .chance = seed ^ UINT64_C(0x6661756c7473) };
}

void misbehaviour_release(struct misbehaviour *m)
{
    free(m->rules);
    free(m->faults);
    arena_release(&m->arena);
}

static void *grow(void *items, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return items;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    items = realloc(items, *capacity * size);
    if (items == NULL)
        abort();
    return items;
}

static bool read_i64(const struct json *node, const char *name, int64_t least, int64_t most,
                     int64_t *ret, struct str *wrong)
{
    const struct json *member = json_get(node, name);
    int64_t v;

    if (member == NULL)
        return true;
    if (!json_i64(member, &v) || v < least || v > most) {
        *wrong = str_from_c(name);
        return false;
    }
    *ret = v;
    return true;
}

static bool read_quirk_flags(const struct json *names, struct quirks *q, struct str *wrong)
{
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {
        { "webhook_early", &q->webhook_early },         { "webhook_twice", &q->webhook_twice },
        { "webhook_reordered", &q->webhook_reordered }, { "webhook_none", &q->webhook_none },
        { "webhook_forged", &q->webhook_forged },       { "unknown_values", &q->unknown_values },
    };

    for (const struct json *n = json_first(names); n != NULL; n = json_next(n)) {
        size_t i = 0;

        while (i < ARRAY_LEN(flags) && !str_eq_c(json_str(n), flags[i].name))
            i++;
        if (i == ARRAY_LEN(flags)) {
            *wrong = STR("quirks");
            return false;
        }
        *flags[i].flag = true;
    }
    return true;
}

static bool read_fault_numbers(const struct json *node, struct fault *f, struct str *wrong)
{
    const int64_t long_ms = 3600000;
    int64_t status = f->status;
    bool good =
        read_i64(node, "status", 100, 599, &status, wrong) &&
        read_i64(node, "delay_ms", 0, long_ms, &f->delay_ms, wrong) &&
        read_i64(node, "skip", 0, INT64_MAX, &f->skip, wrong) &&
        read_i64(node, "times", -1, INT64_MAX, &f->times, wrong) &&
        read_i64(node, "percent", 0, 100, &f->percent, wrong) &&
        read_i64(node, "webhook_delay_ms", 0, long_ms, &f->quirks.webhook_delay_ms, wrong) &&
        read_i64(node, "list_lag_ms", 0, long_ms, &f->quirks.list_lag_ms, wrong) &&
        read_i64(node, "recording_lag_ms", 0, long_ms, &f->quirks.recording_lag_ms, wrong);

    f->status = (int)status;
    return good;
}

/* A slip of the pen in a test must not pass for a fault that never came. */
static bool has_only_known_members(const struct json *node, struct str *wrong)
{
    static const char *const names[] = {
        "kind", "on",    "accepted", "status", "delay_ms",         "retry_after", "ends_with",
        "skip", "times", "percent",  "quirks", "webhook_delay_ms", "list_lag_ms", "recording_lag_ms"
    };

    for (const struct json *m = json_first(node); m != NULL; m = json_next(m)) {
        size_t i = 0;

        while (i < ARRAY_LEN(names) && !str_eq_c(json_name(m), names[i]))
            i++;
        if (i == ARRAY_LEN(names)) {
            *wrong = json_name(m);
            return false;
        }
    }
    return true;
}

static bool read_fault(struct arena *arena, const struct json *node, struct fault *ret,
                       struct str *wrong)
{
    struct fault f = { .kind = FAULT_NONE, .status = 500, .times = 1, .percent = 100 };
    struct str kind = json_str(json_get(node, "kind"));
    struct str on = json_str(json_get(node, "on"));

    if (json_get(node, "kind") != NULL && !fault_kind_parse(kind, &f.kind)) {
        *wrong = STR("kind");
        return false;
    }
    (void)json_bool(json_get(node, "accepted"), &f.accepted);
    if (f.kind == FAULT_TIMEOUT)
        f.delay_ms = TIMEOUT_MS;
    if (f.kind == FAULT_LATE) {
        f.delay_ms = LATE_MS;
        f.accepted = true;
    }
    f.on = on.p != NULL ? str_copy(arena, on) : STR("create");
    f.ends_with = str_copy(arena, json_str(json_get(node, "ends_with")));
    f.retry_after = str_copy(arena, json_str(json_get(node, "retry_after")));
    if (!has_only_known_members(node, wrong) || !read_fault_numbers(node, &f, wrong) ||
        !read_quirk_flags(json_get(node, "quirks"), &f.quirks, wrong))
        return false;
    *ret = f;
    return true;
}

bool misbehaviour_add_fault(struct misbehaviour *m, const struct json *fault, struct str *wrong)
{
    struct fault f;

    if (!read_fault(&m->arena, fault, &f, wrong))
        return false;
    m->faults = grow(m->faults, m->n_faults, &m->faults_capacity, sizeof f);
    m->faults[m->n_faults++] = f;
    return true;
}

void misbehaviour_forget_faults(struct misbehaviour *m)
{
    m->n_faults = 0;
}

bool misbehaviour_add_rule(struct misbehaviour *m, struct str ends_with, const struct json *rule,
                           struct str *wrong)
{
    struct rule r = { .ends_with = str_copy(&m->arena, ends_with) };
    const struct json *fault = json_get(rule, "fault");
    struct str name =
        json_kind(rule) == JSON_STRING ? json_str(rule) : json_str(json_get(rule, "scenario"));

    r.has_scenario = name.p != NULL;
    if (r.has_scenario && !scenario_read(name, &r.scenario, &r.other)) {
        *wrong = STR("scenario");
        return false;
    }
    r.has_fault = fault != NULL;
    if (r.has_fault && !read_fault(&m->arena, fault, &r.fault, wrong))
        return false;
    m->rules = grow(m->rules, m->n_rules, &m->rules_capacity, sizeof r);
    m->rules[m->n_rules++] = r;
    return true;
}

bool misbehaviour_read_weights(struct misbehaviour *m, const struct json *weights,
                               struct str *wrong)
{
    struct weights read = { .of = { 0 } };

    for (const struct json *w = json_first(weights); w != NULL; w = json_next(w)) {
        enum scenario scenario;
        int64_t weight;

        if (!scenario_parse(json_name(w), &scenario) || scenario == SCENARIO_OTHER ||
            !json_i64(w, &weight) || weight < 0 || weight > 1000000) {
            *wrong = STR("weights");
            return false;
        }
        read.of[scenario] = weight;
    }
    m->weights = read;
    return true;
}

bool misbehaviour_read_script(struct misbehaviour *m, const struct json *script, struct str *wrong)
{
    const struct json *numbers = json_get(script, "numbers");
    const struct json *weights = json_get(script, "weights");

    *wrong = STR("numbers");
    for (const struct json *n = json_first(numbers); n != NULL; n = json_next(n))
        if (!misbehaviour_add_rule(m, json_name(n), n, wrong))
            return false;
    return weights == NULL || misbehaviour_read_weights(m, weights, wrong);
}

const struct rule *rule_find(const struct misbehaviour *m, struct str to_number)
{
    const struct rule *best = NULL;

    for (size_t i = 0; i < m->n_rules; i++)
        if (str_ends(to_number, m->rules[i].ends_with) &&
            (best == NULL || m->rules[i].ends_with.n >= best->ends_with.n))
            best = &m->rules[i];
    return best;
}

static bool matches(struct misbehaviour *m, struct fault *f, struct str route, struct str to_number)
{
    if (f->times == 0 || (!str_eq(f->on, route) && !str_eq_c(f->on, "any")) ||
        (f->ends_with.n > 0 && !str_ends(to_number, f->ends_with)))
        return false;
    if (f->skip > 0) {
        f->skip--;
        return false;
    }
    return draw_below(&m->chance, 100) < f->percent;
}

struct fault fault_take(struct misbehaviour *m, struct str route, struct str to_number)
{
    const struct rule *rule = rule_find(m, to_number);

    for (size_t i = 0; i < m->n_faults; i++) {
        struct fault *f = &m->faults[i];

        if (!matches(m, f, route, to_number))
            continue;
        if (f->times > 0)
            f->times--;
        return *f;
    }
    if (rule != NULL && rule->has_fault && str_eq(rule->fault.on, route))
        return rule->fault;
    return (struct fault){ .kind = FAULT_NONE };
}
