/* tests/support/world.c */
#include "support/world.h"

#include "application/commands/import_batch.h"
#include "application/commands/settle_calls.h"
#include "application/commands/upload_batch.h"
#include "fakes/memory_dialing_inside.h"
#include "fakes/plain_codes.h"
#include "fakes/plain_wording.h"
#include "infrastructure/embedded_bus.h"
#include "support/few_phones.h"

static void given_plans(struct world *w)
{
    w->plans[0] = w->d.plan;
    w->plans[1] = (struct plan){ .code = STR("minutes"),
                                 .kind = PLAN_MINUTES,
                                 .tariff = { AMOUNT(60000, UNIT_TALK_MS), { 60000 }, { 60000 } },
                                 .max_active = 7 };
    w->plans[2] = (struct plan){ .code = STR("unlimited"),
                                 .kind = PLAN_UNLIMITED,
                                 .tariff = { AMOUNT(0, UNIT_USD), { 60000 }, { 60000 } },
                                 .max_active = 30 };
    for (size_t i = 0; i < ARRAY_LEN(w->plans); i++) {
        w->plans[i].max_rows = 20000;
        w->plans[i].max_upload_bytes = 1000;
    }
    w->plan_list = (struct plan_list){ w->plans, ARRAY_LEN(w->plans) };
}

static void given_other_account(struct world *w)
{
    w->other = w->d.account;
    w->other.id = (struct account_id){ given_id(&w->d) };
    w->other.account = w->other.id;
    w->other.name = STR("Otra");
    memory_put(w->d.store, &account_record, &w->other);
    expect_ok(VIA(w->d.ports.ledger, open, scope_elsewhere(w), UNIT_USD, false, 0));
}

int given_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    dialing_fixture_begin(&w->d);
    w->d.account.version = 1;
    w->d.account.language = STR("es");
    w->d.account.time_zone = STR("America/Bogota");
    memory_put(w->d.store, &account_record, &w->d.account);
    w->objects = memory_objects_new();
    memory_sheets_begin(&w->sheets);
    w->mails.arena = &w->d.arena;
    w->live.arena = &w->d.arena;
    w->live.clock = w->d.ports.clock;
    w->payments.arena = &w->d.arena;
    given_plans(w);
    w->ports = w->d.ports;
    w->ports.imports = memory_import_store(w->d.store);
    w->ports.events = memory_event_log(w->d.store);
    w->ports.bus = embedded_event_bus(&w->ports.events);
    w->ports.phones = few_phones();
    w->ports.sheets = memory_sheet_reader(&w->sheets);
    w->ports.sheet_writer = memory_sheet_writer(&w->sheets);
    w->ports.objects = memory_object_store(w->objects);
    w->ports.fan_out = memory_fan_out(&w->live);
    w->ports.tickets = memory_tickets(&w->live);
    w->cache.arena = &w->d.arena;
    w->cache.clock = w->d.ports.clock;
    w->ports.cache = memory_cache(&w->cache);
    w->records = (struct marked_records){ w->ports.records, w->ports.cache };
    w->ports.records = marked_records(&w->records);
    w->ports.mailer = memory_mailer(&w->mails);
    w->ports.passwords = plain_password_hasher(&w->passwords);
    w->ports.codes = plain_one_time_codes();
    w->ports.pictures = plain_pictures();
    w->ports.payments = memory_payment_gateway(&w->payments);
    w->ports.wording = plain_wording();
    w->ports.plans = &w->plan_list;
    w->ports.choices.export_life = HOURS(24);
    w->ports.choices.registration_is_open = true;
    w->ports.choices.registration_plan = STR("starter");
    w->ports.choices.low_talk = MINUTES(10);
    w->ports.choices.low_money = 5 * MICROS;
    given_other_account(w);
    *state = w;
    return 0;
}

int end_world(void **state)
{
    struct world *w = *state;

    memory_sheets_end(&w->sheets);
    memory_objects_free(w->objects);
    dialing_fixture_end(&w->d);
    free(w);
    return 0;
}

/* -- scopes -- */

struct scope *scope_of(struct world *w)
{
    w->scope = scope_system(&w->d.arena, w->d.account.id, w->d.clock.wall, log_none());
    return &w->scope;
}

struct scope *scope_with(struct world *w, permission_set permissions)
{
    scope_of(w);
    w->scope.actor = (struct actor){ .kind = ACTOR_USER,
                                     .user = { w->d.account.id.v },
                                     .permissions = permissions };
    return &w->scope;
}

struct scope *scope_elsewhere(struct world *w)
{
    scope_with(w, permission_all());
    w->scope.account = w->other.id;
    return &w->scope;
}

struct scope *scope_global(struct world *w)
{
    scope_of(w);
    w->scope.account = (struct account_id){ 0 };
    return &w->scope;
}

const char *field_slug(const struct world *w, const char *field)
{
    for (const struct field_error *f = w->scope.error.fields; f != NULL; f = f->next)
        if (str_eq_c(f->field, field))
            return f->slug;
    return NULL;
}

/* -- sheets and batches -- */

void given_sheet(struct world *w, const char *const *rows, size_t n)
{
    struct str *texts = ARENA_ARRAY(&w->d.arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        texts[i] = str_copy(&w->d.arena, str_from_c(rows[i]));
    w->sheets.rows = texts;
    w->sheets.n = n;
}

enum err some_bytes(void *from, void *buffer, size_t n, size_t *got)
{
    int *left = from;

    *got = n > 0 && *left > 0 ? 1 : 0;
    *left -= (int)*got;
    memset(buffer, 'x', *got);
    return ERR_OK;
}

struct batch_id given_received(struct world *w)
{
    int bytes = 10;
    struct batch *batch;
    const struct upload_batch cmd = { .file_name = STR("gente.xlsx"),
                                      .campaign = w->d.campaign.id,
                                      .source = some_bytes,
                                      .from = &bytes };

    expect_ok(upload_batch(&w->ports, scope_of(w), &cmd, &batch));
    return batch->id;
}

struct batch_id given_importing(struct world *w)
{
    struct batch_id id = given_received(w);
    struct batch *batch;

    expect_ok(import_batch(&w->ports, scope_of(w), id, &batch));
    return id;
}

void imported(struct world *w)
{
    bool found;

    expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
    assert_true(found);
}

struct batch_id given_committed(struct world *w)
{
    struct batch_id id = given_importing(w);

    imported(w);
    assert_int_equal(kept_batch(w, id)->status, BATCH_COMMITTED);
    return id;
}

static void *kept(struct world *w, const struct record *record, struct id128 id)
{
    void *found;

    expect_ok(VIA(w->ports.records, find, given_scope(&w->d), record, id, &found));
    return found;
}

struct batch *kept_batch(struct world *w, struct batch_id id)
{
    return kept(w, &batch_record, id.v);
}

struct campaign *kept_campaign(struct world *w, struct campaign_id id)
{
    return kept(w, &campaign_record, id.v);
}

void keep_campaign(struct world *w, const struct campaign *campaign)
{
    memory_put(w->d.store, &campaign_record, campaign);
}

struct script_id given_script(struct world *w, const char *instructions)
{
    struct script script = { .id = { given_id(&w->d) },
                             .account = w->d.account.id,
                             .version = 1,
                             .revision = 1,
                             .name = STR("guion"),
                             .language = STR("es-CO"),
                             .opening = STR("¿{{nombre}}?"),
                             .instructions = str_from_c(instructions),
                             .created_at = w->d.clock.wall };

    memory_put(w->d.store, &script_record, &script);
    return script.id;
}

struct campaign_id given_draft(struct world *w)
{
    struct campaign draft = w->d.campaign;

    draft.id = (struct campaign_id){ given_id(&w->d) };
    draft.status = CAMPAIGN_DRAFT;
    draft.script = given_script(w, "Hable con {{nombre}}.");
    draft.instructions = draft.opening = draft.language = STR("");
    keep_campaign(w, &draft);
    return draft.id;
}

/* -- looks at the store -- */

static const struct job *job_at(const struct world *w, size_t i)
{
    const struct memory_row *row = &w->d.store->rows.items[i];

    return row->record == &job_record ? row->object : NULL;
}

size_t jobs_in_store(const struct world *w, struct batch_id batch)
{
    size_t n = 0;

    for (size_t i = 0; i < w->d.store->rows.n; i++)
        n += job_at(w, i) != NULL && ID_EQ(job_at(w, i)->batch, batch);
    return n;
}

size_t phones_in_store(const struct world *w, struct batch_id batch)
{
    size_t n = 0;

    for (size_t i = 0; i < w->d.store->phones.n; i++)
        n += ID_EQ(w->d.store->phones.items[i].batch, batch);
    return n;
}

size_t jobs_in_state(const struct world *w, enum job_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < w->d.store->rows.n; i++)
        n += job_at(w, i) != NULL && job_at(w, i)->state == state;
    return n;
}

size_t events_of(const struct world *w, enum event_type type)
{
    size_t n = 0;

    for (size_t i = 0; i < w->d.store->events.n; i++)
        n += w->d.store->events.items[i].type == type;
    return n;
}

const struct event *last_event(const struct world *w)
{
    assert_true(w->d.store->events.n > 0);
    return &w->d.store->events.items[w->d.store->events.n - 1];
}

enum gate_state gate_of(struct world *w, struct campaign_id campaign)
{
    for (size_t i = 0; i < w->d.dialing->gates.n; i++)
        if (ID_EQ(w->d.dialing->gates.items[i].campaign, campaign))
            return w->d.dialing->gates.items[i].gate.state;
    return GATE_CLOSED;
}

size_t objects_named(const struct world *w, const char *part)
{
    size_t n = 0;

    for (size_t i = 0; i < w->objects->n; i++)
        n += str_find(w->objects->items[i].key, str_from_c(part)) != SIZE_MAX;
    return n;
}

/* -- calls -- */

struct job_id given_settled(struct world *w, int64_t talk, const char *provider_call)
{
    struct dial_ticket ticket = given_placed(&w->d, str_from_c(provider_call));
    struct ended_step end = { .at = ticket.at,
                              .facts = { .provider_call = str_from_c(provider_call),
                                         .reason = STR("user_hangup"),
                                         .call_status = STR("ended"),
                                         .started_at = SOME_INSTANT(w->d.clock.wall),
                                         .talk_ms = { talk * MS_PER_SECOND },
                                         .key = str_from_c(provider_call) },
                              .transcript = STR("Agente: Hola"),
                              .recording_url = STR("https://voice.example/1.wav") };
    int64_t settled;

    expect_ok(VIA(w->ports.jobs, ended, given_scope(&w->d), &end, 1));
    expect_ok(end.at.err);
    expect_ok(settle_calls(&w->ports, scope_global(w), 10, &settled));
    assert_int_equal(settled, 1);
    return ticket.at.job;
}
