/* application/src/queries/read_scripts.c - what a script said before, and what it will say. */
#include "application/queries/read_scripts.h"

#include <string.h>

#include "application/queries/preview_batch.h"
#include "base/strbuf.h"
#include "domain/services/row_check.h"
#include "list_of.h"
#include "script_versions.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(script)

enum { VARIABLES_MOST = 256 };

static const struct field preview_script_fields[] = {
    FIELD_ID(struct preview_script, script, 0),
    FIELD_OPT_STR(struct preview_script, opening, 0, 0, SCRIPT_OPENING),
    FIELD_OPT_STR(struct preview_script, instructions, 0, 0, SCRIPT_TEXT),
    FIELD_MAP(struct preview_script, variables, 0, VARIABLES_MOST),
    FIELD_ID(struct preview_script, batch, 0),
    FIELD_I64(struct preview_script, row, 0, 0, BATCH_ROWS),
    FIELD_I64(struct preview_script, after_row, 0, 0, BATCH_ROWS),
};
const struct record preview_script_record =
    RECORD("preview_script", struct preview_script, preview_script_fields);

static const struct field script_preview_fields[] = {
    FIELD_STR(struct script_preview, opening, 0, 0, 0),
    FIELD_STR(struct script_preview, instructions, 0, 0, 0),
    FIELD_I64(struct script_preview, row, 0, 0, 0),
    FIELD_MAP(struct script_preview, values, 0, 0),
    FIELD_STRS(struct script_preview, variables, 0, 0),
    FIELD_STRS(struct script_preview, missing, 0, 0),
};
const struct record script_preview_record =
    RECORD("script_preview", struct script_preview, script_preview_fields);

enum err list_script_versions(const struct ports *ports, struct scope *scope, struct script_id id,
                              const struct page_query *query, struct page *ret)
{
    struct script *script;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(script_find(ports->records, scope, id, &script));
    return list_of(ports, scope, &script_version_record, "script", ID_TEXT(scope->arena, id), query,
                   ret);
}

enum err read_script_version(const struct ports *ports, struct scope *scope, struct script_id id,
                             int64_t revision, struct script_version *ret)
{
    struct script *script;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(script_find(ports->records, scope, id, &script));
    return script_version_find(ports, scope, script, revision, ret);
}

/* -- whose values -- */

static enum err no_such_row(struct scope *scope, int64_t row)
{
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "batch.no_such_row", P_I64("row", row));
}

/* Imported: the job has them as the agent will get them. */
static enum err row_of_jobs(const struct ports *ports, struct scope *scope,
                            const struct preview_script *query, struct script_preview *ret)
{
    int64_t after = query->row > 0 ? query->row - 1 : query->after_row;
    struct job **jobs;
    size_t n;

    TRY(VIA(ports->imports, rows, scope, query->batch, after, 1, &jobs, &n));
    if (n == 0 && query->row == 0 && after > 0) /* behind the last comes the first */
        TRY(VIA(ports->imports, rows, scope, query->batch, 0, 1, &jobs, &n));
    if (n == 0 || (query->row > 0 && jobs[0]->row != query->row))
        return no_such_row(scope, query->row);
    ret->row = jobs[0]->row;
    ret->values = jobs[0]->variables;
    return ERR_OK;
}

static enum err row_of_sheet(const struct ports *ports, struct scope *scope,
                             const struct batch *batch, int64_t wanted, int64_t after,
                             struct script_preview *ret)
{
    int64_t least = wanted > 0 || after < batch->header_row ? batch->header_row : after;
    struct sheet_request request;
    struct sheet_sample sample;
    enum err err;

    TRY(sheet_open(ports, scope, batch, &request));
    err = sheet_sample_read(ports, scope, &request, PREVIEW_ROWS + batch->header_row, &sample);
    sheet_close(ports, &request);
    TRY(err);
    for (size_t i = 0; i < sample.n; i++) {
        const struct sample_row *row = &sample.rows[i];
        struct row_result result;

        if (row->row <= least || (wanted > 0 && row->row != wanted))
            continue;
        row_check(scope->arena, batch, ports->phones, row->cells, row->n, &result);
        if (wanted == 0 && result.verdict == ROW_REJECTED)
            continue;
        ret->row = row->row;
        ret->values = result.contact.variables;
        return ERR_OK;
    }
    if (least > batch->header_row) /* behind the last comes the first */
        return row_of_sheet(ports, scope, batch, 0, 0, ret);
    return no_such_row(scope, wanted);
}

static enum err read_row(const struct ports *ports, struct scope *scope,
                         const struct preview_script *query, struct script_preview *ret)
{
    struct batch *batch;

    if (ID_NONE(query->batch))
        return ERR_OK;
    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    TRY(batch_find(ports->records, scope, query->batch, &batch));
    return batch->status == BATCH_COMMITTED
               ? row_of_jobs(ports, scope, query, ret)
               : row_of_sheet(ports, scope, batch, query->row, query->after_row, ret);
}

/* -- what is said -- */

static struct str_map join(struct arena *arena, struct str_map a, struct str_map b)
{
    struct str_map all = { ARENA_ARRAY(arena, struct str_pair, a.n + b.n), a.n + b.n };

    if (a.n > 0)
        memcpy(all.items, a.items, a.n * sizeof *all.items);
    if (b.n > 0)
        memcpy(all.items + a.n, b.items, b.n * sizeof *all.items);
    return all;
}

/* Names of both texts at once: one is asked for once. */
static struct str_list names_of(struct scope *scope, struct str opening, struct str instructions)
{
    struct strbuf both = strbuf_init(scope->arena, SCRIPT_OPENING + SCRIPT_TEXT + 1);
    struct str_list names = { 0 };
    struct error error = { .arena = scope->arena };

    strbuf_add(&both, opening);
    strbuf_add_char(&both, '\n');
    strbuf_add(&both, instructions);
    /* each of them was read before: both can be */
    DROP(script_variables(scope->arena, strbuf_str(&both), &names, &error));
    return names;
}

static void render(struct scope *scope, const char *field, struct str text,
                   const struct str_map *values, struct str *ret)
{
    struct error error = { .arena = scope->arena };

    if (script_render(scope->arena, text, values, ret, &error) != ERR_OK)
        error_add_field(&scope->error, (struct field_error){ .field = str_from_c(field),
                                                             .slug = error.slug,
                                                             .params = { error.params[0] } });
}

static void check(struct scope *scope, const char *field, struct str text)
{
    struct error error = { .arena = scope->arena };
    struct str_list names;

    if (script_variables(scope->arena, text, &names, &error) != ERR_OK)
        error_add_field(&scope->error, (struct field_error){ .field = str_from_c(field),
                                                             .slug = error.slug,
                                                             .params = { error.params[0] } });
}

/* What has no value is said as it stands, in its braces. */
static struct str_map with_missing(struct scope *scope, struct script_preview *p)
{
    struct str_map braces = { ARENA_ARRAY(scope->arena, struct str_pair, p->variables.n), 0 };

    p->missing.items = ARENA_ARRAY(scope->arena, struct str, p->variables.n);
    for (size_t i = 0; i < p->variables.n; i++) {
        struct str name = p->variables.items[i];

        if (script_has_value(&p->values, name))
            continue;
        p->missing.items[p->missing.n++] = name;
        braces.items[braces.n++] =
            (struct str_pair){ name, str_format(scope->arena, "{{%.*s}}", STR_ARG(name)) };
    }
    return join(scope->arena, p->values, braces);
}

enum err preview_script(const struct ports *ports, struct scope *scope,
                        const struct preview_script *query, struct script_preview *ret)
{
    struct script_preview preview = { .row = 0 };
    struct script *script;
    struct script none = { .opening = STR(""), .instructions = STR("") };
    struct str opening, instructions;
    struct str_map values;

    TRY(scope_require(scope, PERMISSION_EDIT_CAMPAIGNS));
    script = &none;
    if (!ID_NONE(query->script))
        TRY(script_find(ports->records, scope, query->script, &script));
    opening = query->opening.has ? query->opening.v : script->opening;
    instructions = query->instructions.has ? query->instructions.v : script->instructions;
    check(scope, "opening", opening);
    check(scope, "instructions", instructions);
    TRY(error_fields(&scope->error));
    TRY(read_row(ports, scope, query, &preview));
    preview.values = join(scope->arena, query->variables, preview.values);
    preview.variables = names_of(scope, opening, instructions);
    values = with_missing(scope, &preview);
    render(scope, "opening", opening, &values, &preview.opening);
    render(scope, "instructions", instructions, &values, &preview.instructions);
    TRY(error_fields(&scope->error));
    *ret = preview;
    return ERR_OK;
}
