/* filters.c - checks the shape of filters by a table, and asks calls. */
#include "filters.h"

#include "call_json.h"
#include "put.h"

/* Numbers are compared in millionths: costs have fractions, timestamps still fit. */
enum { SCALE = 1000000, FINDINGS_MOST = 1 << 16 };

enum filter_type {
    TYPE_STRING = 1,
    TYPE_ENUM = 2,
    TYPE_NUMBER = 4,
    TYPE_RANGE = 8,
    TYPE_BOOLEAN = 16,
    TYPE_PRESENT = 32
};
enum { TYPE_NUMERIC = TYPE_NUMBER | TYPE_RANGE, TYPE_ANY = 63 };

struct value {
    struct str str; /* STR_NONE: not a text */
    bool has_number, has_bool, bool_value;
    int64_t number; /* in millionths */
};

struct field {
    const char *name;
    unsigned types;
    bool keyed; /* an array of filters, each with a key */
    const char *const *choices;
    struct value (*get)(const struct call *call);
};

static struct value text(struct str s)
{
    return (struct value){ .str = s };
}

static struct value number(int64_t v)
{
    return (struct value){ .has_number = true, .number = v * SCALE };
}

static struct value truth(bool v)
{
    return (struct value){ .has_bool = true, .bool_value = v };
}

static struct value get_call_id(const struct call *c)
{
    return text(c->id);
}
static struct value get_status(const struct call *c)
{
    return text(str_from_c(call_status(c)));
}
static struct value get_type(const struct call *c)
{
    (void)c;
    return text(STR("phone_call"));
}
static struct value get_direction(const struct call *c)
{
    (void)c;
    return text(STR("outbound"));
}
static struct value get_from(const struct call *c)
{
    return text(c->from);
}
static struct value get_to(const struct call *c)
{
    return text(c->to);
}
static struct value get_reason(const struct call *c)
{
    return c->end == NULL ? (struct value){ .str = STR_NONE } : text(str_from_c(c->end->reason));
}
static struct value get_start(const struct call *c)
{
    return c->started_at.unix_ms == 0 ? (struct value){ .str = STR_NONE }
                                      : number(c->started_at.unix_ms);
}
static struct value get_end(const struct call *c)
{
    return c->end == NULL || c->started_at.unix_ms == 0 ? (struct value){ .str = STR_NONE }
                                                        : number(call_ended_at(c).unix_ms);
}
static struct value get_duration(const struct call *c)
{
    return c->end == NULL ? (struct value){ .str = STR_NONE } : number(c->duration_ms);
}
static struct value get_cost(const struct call *c)
{
    return (struct value){ .has_number = c->end != NULL,
                           .number = c->end == NULL ? 0 : call_cost(c).combined };
}
static struct value get_sentiment(const struct call *c)
{
    return c->phase == CALL_ANALYZED ? text(call_sentiment(c)) : (struct value){ .str = STR_NONE };
}
static struct value get_voicemail(const struct call *c)
{
    return truth(c->plan.scenario == SCENARIO_VOICEMAIL && c->phase == CALL_ANALYZED);
}
static struct value get_storage(const struct call *c)
{
    (void)c;
    return text(STR("everything"));
}
static struct value get_nothing(const struct call *c)
{
    (void)c;
    return (struct value){ .str = STR_NONE };
}

static const char *const statuses[] = { "not_connected", "ongoing", "ended", "error", NULL };
static const char *const types[] = { "web_call", "phone_call", NULL };
static const char *const directions[] = { "inbound", "outbound", NULL };
static const char *const sentiments[] = { "Negative", "Positive", "Neutral", "Unknown", NULL };

static const struct field fields[] = {
    { "call_id", TYPE_STRING | TYPE_ENUM, false, NULL, get_call_id },
    { "call_status", TYPE_ENUM, false, statuses, get_status },
    { "call_type", TYPE_ENUM, false, types, get_type },
    { "direction", TYPE_ENUM, false, directions, get_direction },
    { "from_number", TYPE_STRING, false, NULL, get_from },
    { "to_number", TYPE_STRING, false, NULL, get_to },
    { "disconnection_reason", TYPE_ENUM, false, NULL, get_reason },
    { "start_timestamp", TYPE_NUMERIC, false, NULL, get_start },
    { "end_timestamp", TYPE_NUMERIC, false, NULL, get_end },
    { "duration_ms", TYPE_NUMERIC, false, NULL, get_duration },
    { "combined_cost", TYPE_NUMERIC, false, NULL, get_cost },
    { "user_sentiment", TYPE_ENUM, false, sentiments, get_sentiment },
    { "in_voicemail", TYPE_BOOLEAN, false, NULL, get_voicemail },
    { "data_storage_setting", TYPE_ENUM, false, NULL, get_storage },
    { "batch_call_id", TYPE_STRING, false, NULL, get_nothing },
    { "agent_tag", TYPE_ENUM, false, NULL, get_nothing },
    { "metadata", TYPE_ANY, true, NULL, NULL },
    { "dynamic_variables", TYPE_ANY, true, NULL, NULL },
    { "custom_analysis_data", TYPE_ANY, true, NULL, NULL },
};

static const struct field *field_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq_c(name, fields[i].name))
            return &fields[i];
    return NULL;
}

static const struct {
    enum filter_type type;
    const char *name;
    const char *const *ops;
} filter_types[] = {
    { TYPE_STRING, "string", (const char *const[]){ "eq", "ne", "sw", "ew", "co", NULL } },
    { TYPE_ENUM, "enum", (const char *const[]){ "in", NULL } },
    { TYPE_NUMBER, "number", (const char *const[]){ "eq", "ne", "gt", "ge", "lt", "le", NULL } },
    { TYPE_RANGE, "range", (const char *const[]){ "bt", NULL } },
    { TYPE_BOOLEAN, "boolean", (const char *const[]){ "eq", NULL } },
    { TYPE_PRESENT, "present", (const char *const[]){ "pr", "np", NULL } },
};

static bool is_one_of(struct str text_, const char *const *names)
{
    for (; *names != NULL; names++)
        if (str_eq_c(text_, *names))
            return true;
    return false;
}

/* 0: no such type, or no such operator for it. */
static enum filter_type filter_type_of(const struct json *filter)
{
    struct str type = json_str(json_get(filter, "type"));

    for (size_t i = 0; i < ARRAY_LEN(filter_types); i++)
        if (str_eq_c(type, filter_types[i].name))
            return is_one_of(json_str(json_get(filter, "op")), filter_types[i].ops)
                       ? filter_types[i].type
                       : 0;
    return 0;
}

static bool check_enum(const struct json *value, const char *const *choices)
{
    if (json_kind(value) != JSON_ARRAY)
        return false;
    for (const struct json *v = json_first(value); v != NULL; v = json_next(v))
        if (json_kind(v) != JSON_STRING || (choices != NULL && !is_one_of(json_str(v), choices)))
            return false;
    return true;
}

static bool check_value(enum filter_type type, const struct json *value, const char *const *choices)
{
    int64_t n;

    switch (type) {
    case TYPE_STRING:
        return json_kind(value) == JSON_STRING;
    case TYPE_ENUM:
        return check_enum(value, choices);
    case TYPE_NUMBER:
        return json_scaled(value, SCALE, &n);
    case TYPE_RANGE:
        return json_size(value) == 2 && json_scaled(json_first(value), SCALE, &n) &&
               json_scaled(json_next(json_first(value)), SCALE, &n);
    case TYPE_BOOLEAN:
        return json_kind(value) == JSON_BOOL;
    case TYPE_PRESENT:
        return true;
    }
    return false;
}

static bool check_filter(const struct json *filter, const struct field *field)
{
    enum filter_type type = filter_type_of(filter);

    if (type == 0 || (type & field->types) == 0 ||
        (field->keyed && json_kind(json_get(filter, "key")) != JSON_STRING))
        return false;
    return check_value(type, json_get(filter, "value"), field->choices);
}

static bool check_agents(const struct json *agents)
{
    for (const struct json *a = json_first(agents); a != NULL; a = json_next(a))
        if (json_kind(json_get(a, "agent_id")) != JSON_STRING)
            return false;
    return json_kind(agents) == JSON_ARRAY;
}

static bool check_member(const struct json *member)
{
    const struct field *field = field_find(json_name(member));

    if (str_eq_c(json_name(member), "agent"))
        return check_agents(member);
    if (field == NULL)
        return false;
    if (!field->keyed)
        return check_filter(member, field);
    if (json_kind(member) != JSON_ARRAY)
        return false;
    for (const struct json *f = json_first(member); f != NULL; f = json_next(f))
        if (!check_filter(f, field))
            return false;
    return true;
}

bool filters_check(struct arena *arena, const struct json *criteria, struct str *wrong)
{
    if (criteria != NULL && json_kind(criteria) != JSON_OBJECT) {
        *wrong = STR("filter_criteria must be an object");
        return false;
    }
    for (const struct json *m = json_first(criteria); m != NULL; m = json_next(m))
        if (!check_member(m)) {
            *wrong = str_format(arena, "filter_criteria.%.*s is not a valid filter",
                                STR_ARG(json_name(m)));
            return false;
        }
    return true;
}

static bool match_string(struct str op, struct str have, struct str want)
{
    if (str_eq_c(op, "ne"))
        return !str_eq(have, want);
    if (have.p == NULL)
        return false;
    if (str_eq_c(op, "sw"))
        return str_starts(have, want);
    if (str_eq_c(op, "ew"))
        return str_ends(have, want);
    if (str_eq_c(op, "co"))
        return str_find(have, want) != SIZE_MAX;
    return str_eq(have, want);
}

static bool match_number(struct str op, const struct value *have, const struct json *value)
{
    int64_t want = 0;

    if (!have->has_number || !json_scaled(value, SCALE, &want))
        return str_eq_c(op, "ne");
    if (str_eq_c(op, "eq"))
        return have->number == want;
    if (str_eq_c(op, "ne"))
        return have->number != want;
    if (str_eq_c(op, "gt"))
        return have->number > want;
    if (str_eq_c(op, "ge"))
        return have->number >= want;
    return str_eq_c(op, "lt") ? have->number < want : have->number <= want;
}

static bool match_range(const struct value *have, const struct json *value)
{
    int64_t low, high;

    return have->has_number && json_scaled(json_first(value), SCALE, &low) &&
           json_scaled(json_next(json_first(value)), SCALE, &high) && have->number >= low &&
           have->number <= high;
}

static bool match_enum(struct str have, const struct json *value)
{
    for (const struct json *v = json_first(value); v != NULL; v = json_next(v))
        if (str_eq(json_str(v), have))
            return true;
    return false;
}

static bool match(const struct json *filter, const struct value *have)
{
    const struct json *value = json_get(filter, "value");
    struct str op = json_str(json_get(filter, "op"));
    bool wanted = false;

    switch (filter_type_of(filter)) {
    case TYPE_STRING:
        return match_string(op, have->str, json_str(value));
    case TYPE_ENUM:
        return have->str.p != NULL && match_enum(have->str, value);
    case TYPE_NUMBER:
        return match_number(op, have, value);
    case TYPE_RANGE:
        return match_range(have, value);
    case TYPE_BOOLEAN:
        return have->has_bool && json_bool(value, &wanted) && have->bool_value == wanted;
    case TYPE_PRESENT:
        return str_eq_c(op, "pr") == (have->str.p != NULL || have->has_number || have->has_bool);
    }
    return false;
}

static struct value member_value(const struct json *object, const struct json *filter)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *key = str_c(&arena, json_str(json_get(filter, "key")));
    const struct json *node = json_get(object, key);
    struct value v;

    if (node == NULL)
        node = json_path(object, key);
    v = (struct value){ .str = json_str(node) };
    v.has_number = json_scaled(node, SCALE, &v.number);
    v.has_bool = json_bool(node, &v.bool_value);
    return v;
}

static bool match_all(const struct json *filters, const struct json *object)
{
    for (const struct json *f = json_first(filters); f != NULL; f = json_next(f)) {
        struct value have = member_value(object, f);

        if (!match(f, &have))
            return false;
    }
    return true;
}

static bool match_findings(const struct json *filters, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, FINDINGS_MOST);
    struct json_writer w = json_writer_init(&out);
    const struct json *findings = NULL;

    if (call->phase == CALL_ANALYZED) {
        call_put_findings(&w, call);
        if (json_parse(&arena, strbuf_str(&out), NULL, &findings, NULL) != ERR_OK)
            return false;
    }
    return match_all(filters, findings);
}

static bool match_agent(const struct json *agents, const struct call *call)
{
    for (const struct json *a = json_first(agents); a != NULL; a = json_next(a)) {
        const struct json *versions = json_get(a, "version");
        bool version_fits = json_size(versions) == 0;

        for (const struct json *v = json_first(versions); v != NULL; v = json_next(v)) {
            int64_t version;

            version_fits =
                version_fits || (json_i64(v, &version) && version == call->agent_version);
        }
        if (version_fits && str_eq(json_str(json_get(a, "agent_id")), call->agent_id))
            return true;
    }
    return json_size(agents) == 0;
}

static bool match_member(const struct json *member, const struct call *call)
{
    struct str name = json_name(member);
    struct value have;

    if (str_eq_c(name, "agent"))
        return match_agent(member, call);
    if (str_eq_c(name, "metadata"))
        return match_all(member, call->metadata);
    if (str_eq_c(name, "dynamic_variables"))
        return match_all(member, call->variables);
    if (str_eq_c(name, "custom_analysis_data"))
        return match_findings(member, call);
    have = field_find(name)->get(call);
    return match(member, &have);
}

bool filters_match(const struct json *criteria, const struct call *call)
{
    for (const struct json *m = json_first(criteria); m != NULL; m = json_next(m))
        if (!match_member(m, call))
            return false;
    return true;
}
