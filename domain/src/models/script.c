/* domain/src/models/script.c - texts with {{variables}}. */
#include "domain/models/script.h"

#include "base/strbuf.h"

enum { SCRIPT_NAME = 200, RENDERED_TEXT = 4 * SCRIPT_TEXT };

static const struct field script_fields[] = {
    FIELD_ID(struct script, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct script, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct script, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct script, revision, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct script, name, FIELD_REQUIRED | FIELD_INDEXED | FIELD_SORTED, 1, SCRIPT_NAME),
    FIELD_STR(struct script, language, 0, 0, 16),
    FIELD_STR(struct script, opening, 0, 0, SCRIPT_OPENING),
    FIELD_STR(struct script, instructions, FIELD_REQUIRED, 1, SCRIPT_TEXT),
    FIELD_INSTANT(struct script, revised_at, FIELD_READ_ONLY),
    FIELD_STR(struct script, revised_by, FIELD_READ_ONLY, 0, 40),
    FIELD_INSTANT(struct script, created_at, FIELD_READ_ONLY),
};
const struct record script_record = RECORD("scripts", struct script, script_fields);

static const struct field script_version_fields[] = {
    FIELD_ID(struct script_version, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct script_version, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct script_version, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ID(struct script_version, script, FIELD_PRIVATE | FIELD_INDEXED),
    FIELD_I64(struct script_version, revision, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct script_version, name, FIELD_READ_ONLY, 0, SCRIPT_NAME),
    FIELD_STR(struct script_version, language, FIELD_READ_ONLY, 0, 16),
    FIELD_STR(struct script_version, opening, FIELD_READ_ONLY, 0, SCRIPT_OPENING),
    FIELD_STR(struct script_version, instructions, FIELD_READ_ONLY, 0, SCRIPT_TEXT),
    FIELD_INSTANT(struct script_version, revised_at, FIELD_READ_ONLY),
    FIELD_STR(struct script_version, revised_by, FIELD_READ_ONLY, 0, 40),
};
const struct record script_version_record =
    RECORD("script_versions", struct script_version, script_version_fields);

enum { REVISION_AT = 6, REVISION_BYTES = 4 };

/* The script's birth, the revision, and of the script's chance what has room. */
struct script_version_id script_version_id_of(struct script_id script, int64_t revision)
{
    struct script_version_id id = { script.v };

    for (size_t i = 0; i < REVISION_BYTES; i++)
        id.v.bytes[REVISION_AT + i] =
            (unsigned char)(revision >> (8 * (REVISION_BYTES - 1 - i)) & 0xff);
    return id;
}

struct script_version script_version_of(const struct script *s)
{
    return (struct script_version){
        .id = script_version_id_of(s->id, s->revision),
        .account = s->account,
        .script = s->id,
        .revision = s->revision,
        .name = s->name,
        .language = s->language,
        .opening = s->opening,
        .instructions = s->instructions,
        .revised_at = s->revised_at.unix_ms != 0 ? s->revised_at : s->created_at,
        .revised_by = s->revised_by,
    };
}

/* Letters of U+00C0 to U+017F without their marks, in lower case; a blank: none of a to z. */
static const char plain_letters[] = "aaaaaa ceeeeiiii nooooo ouuuuy  "
                                    "aaaaaa ceeeeiiii nooooo ouuuuy y"
                                    "aaaaaaccccccccddddeeeeeeeeeegggg"
                                    "gggghhhhiiiiiiiiii  jjkk llllll "
                                    " llnnnnnn   oooooo  rrrrrrssssss"
                                    "ssttttttuuuuuuuuuuuuwwyyyzzzzzz ";
enum { LETTERS_FROM = 0xc0, MARKS_FROM = 0x300, MARKS_UNTIL = 0x370, NO_BREAK_SPACE = 0xa0 };

static uint32_t next_character(struct str *s)
{
    const unsigned char *p = (const unsigned char *)s->p;
    size_t n = p[0] < 0xc0 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    uint32_t c = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));

    if (n > s->n)
        n = s->n; /* broken text compares by what is there */
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3fu);
    *s = str_slice(*s, n, s->n);
    return c;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '_' || (c >= '\t' && c <= '\r') || c == NO_BREAK_SPACE;
}

static uint32_t fold(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c + ('a' - 'A');
    if (c >= LETTERS_FROM && c < LETTERS_FROM + sizeof plain_letters - 1) {
        char plain = plain_letters[c - LETTERS_FROM];

        return plain != ' ' ? (uint32_t)(unsigned char)plain : c;
    }
    return c;
}

/* The next character without case and marks; a run of blanks and '_' is one '_'. 0: the end. */
static uint32_t next_folded(struct str *s)
{
    while (s->n > 0) {
        uint32_t c = next_character(s);
        struct str rest = *s;

        if (c >= MARKS_FROM && c < MARKS_UNTIL)
            continue;
        if (!is_blank(c))
            return fold(c);
        while (rest.n > 0 && is_blank(next_character(&rest)))
            *s = rest;
        return '_';
    }
    return 0;
}

static bool names_equal(struct str a, struct str b)
{
    uint32_t of_a, of_b;

    do {
        of_a = next_folded(&a);
        of_b = next_folded(&b);
    } while (of_a == of_b && of_a != 0);
    return of_a == of_b;
}

/* Takes what stands before the next {{name}} into *before, and the name; no name is left: STR_NONE.
 * *at: offset of what is left in the whole text. */
static enum err next_name(struct str text, size_t *at, struct str *before, struct str *name,
                          struct error *error)
{
    struct str rest = str_slice(text, *at, text.n);
    size_t open = str_find(rest, STR("{{")), close;

    *name = STR_NONE;
    if (open == SIZE_MAX) {
        *before = rest;
        *at = text.n;
        return ERR_OK;
    }
    *before = str_slice(rest, 0, open);
    rest = str_slice(rest, open + 2, rest.n);
    close = str_find(rest, STR("}}"));
    if (close != SIZE_MAX)
        *name = str_trim(str_slice(rest, 0, close));
    if (close == SIZE_MAX || name->n == 0 || str_find(*name, STR("{{")) != SIZE_MAX)
        return FAIL_WITH(error, ERR_INVALID, "script.malformed",
                         P_I64("offset", (int64_t)(*at + open)));
    *at += open + 2 + close + 2;
    return ERR_OK;
}

static const struct str *find_value(const struct str_map *variables, struct str name)
{
    for (size_t i = 0; i < variables->n; i++)
        if (names_equal(variables->items[i].name, name))
            return &variables->items[i].value;
    return NULL;
}

bool script_has_value(const struct str_map *variables, struct str name)
{
    return find_value(variables, name) != NULL;
}

enum err script_render(struct arena *arena, struct str text, const struct str_map *variables,
                       struct str *ret, struct error *error)
{
    struct strbuf out = strbuf_init(arena, RENDERED_TEXT);
    size_t at = 0;

    while (at < text.n) {
        const struct str *value;
        struct str before, name;

        TRY(next_name(text, &at, &before, &name, error));
        strbuf_add(&out, before);
        if (name.p == NULL)
            continue;
        value = find_value(variables, name);
        if (value == NULL)
            return FAIL_WITH(error, ERR_INVALID, "script.variable_missing", P_STR("name", name));
        strbuf_add(&out, *value);
    }
    if (!strbuf_ok(&out))
        return FAIL_WITH(error, ERR_INVALID, "script.too_long", P_I64("limit", RENDERED_TEXT));
    *ret = strbuf_str(&out);
    return ERR_OK;
}

static bool contains(const struct str_list *names, struct str name)
{
    for (size_t i = 0; i < names->n; i++)
        if (names_equal(names->items[i], name))
            return true;
    return false;
}

/* How many names there can be at most. */
static size_t count_openings(struct str text)
{
    size_t n = 0, at;

    while ((at = str_find(text, STR("{{"))) != SIZE_MAX) {
        text = str_slice(text, at + 2, text.n);
        n++;
    }
    return n;
}

enum err script_variables(struct arena *arena, struct str text, struct str_list *ret,
                          struct error *error)
{
    struct str_list names = { ARENA_ARRAY(arena, struct str, count_openings(text)), 0 };
    size_t at = 0;

    while (at < text.n) {
        struct str before, name;

        TRY(next_name(text, &at, &before, &name, error));
        if (name.p != NULL && !contains(&names, name))
            names.items[names.n++] = name;
    }
    *ret = names;
    return ERR_OK;
}

static void check_text(struct str field, struct str text, struct error *error)
{
    struct error wrong = { .arena = error->arena };
    struct str_list names;

    if (script_variables(error->arena, text, &names, &wrong) != ERR_OK)
        error_add_field(error,
                        (struct field_error){ .field = field,
                                              .slug = wrong.slug,
                                              .params = { wrong.params[0], wrong.params[1] } });
}

void script_check(const struct script *script, struct error *error)
{
    check_text(STR("opening"), script->opening, error);
    check_text(STR("instructions"), script->instructions, error);
}
