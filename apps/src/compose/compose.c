/* apps/src/compose/compose.c - read it from top to bottom: what stands behind each port. */
#include "apps/compose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "application/queries/lawful_morning.h"
#include "base/strbuf.h"
#include "codec/messages.h"
#include "compose/data_files.h"
#include "compose/engines.h"
#include "compose/mail.h"
#include "compose/store.h"
#include "infrastructure/mail.h"
#include "infrastructure/oath.h"
#include "infrastructure/password.h"
#include "infrastructure/phone.h"
#include "infrastructure/qrencode.h"
#include "infrastructure/retell.h"
#include "infrastructure/sandbox.h"
#include "infrastructure/secrets.h"
#include "infrastructure/spreadsheet.h"
#include "infrastructure/system.h"

struct installation {
    struct arena arena; /* settings' texts, plans, rules: as long as the installation */
    struct settings settings;
    struct metrics *metrics;
    struct system_clock *clock;
    struct json_log *log;
    struct system_zones *zones;
    struct system_secrets *secrets;
    struct secrets secrets_port; /* for the sandbox gateway, which points to it */
    struct store store;
    bool repair; /* of the store, as it opens */
    struct phone_numbers *phones;
    struct sheet_reader_adapter *sheets;
    struct retell *retell;
    struct outbox *outbox; /* or: */
    struct smtp *smtp;
    struct argon *argon;
    struct engines engines;
    struct plan_list plans;
    struct rule_packs rules;
    struct word_list common_passwords;
    struct ports ports;
};

/* -- small adapters of this layer ----------------------------------------------------------------
 */

static struct str print_message(void *self, struct arena *arena, struct str language,
                                const char *slug, const struct param *params)
{
    static const struct param none[ERROR_PARAMS];

    (void)self;
    return message_print(arena, language_choose(language), slug, params != NULL ? params : none);
}

static struct wording wording_port(void)
{
    static const struct wording_ops ops = { .print = print_message };

    return (struct wording){ &ops, NULL };
}

/* -- parts ---------------------------------------------------------------------------------------
 */

static struct str path_in(struct installation *in, struct str said, const char *otherwise)
{
    return said.n > 0
               ? said
               : str_format(&in->arena, "%.*s/%s", STR_ARG(in->settings.data_folder), otherwise);
}

static enum err open_folder(struct installation *in, struct error *error)
{
    char *path = str_c(&in->arena, in->settings.data_folder);

    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        (void)mkdir(path, 0755); /* what is missing above shows below */
        *at = '/';
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "data.no_folder",
                         P_STR("path", in->settings.data_folder));
    return ERR_OK;
}

static enum err open_clock_and_log(struct installation *in, int log_fd, struct error *error)
{
    const struct settings *s = &in->settings;
    struct clock_config config = { .trust = s->clock_trust == TRUST_KERNEL ? CLOCK_TRUST_KERNEL
                                                                           : CLOCK_TRUST_OPERATOR,
                                   .offset_ms = s->clock_offset.ms,
                                   .source = clock_source_kernel(),
                                   .log = log_none() };

    if (!url_is_allowed(s->voice_base_url, &s->egress_allow))
        return FAIL_WITH(error, ERR_PRECONDITION, "egress.refused",
                         P_STR("setting", STR("voice.base_url")), P_STR("url", s->voice_base_url));
    if (s->sandbox_voice_url.n > 0 && !url_is_allowed(s->sandbox_voice_url, &s->egress_allow))
        return FAIL_WITH(error, ERR_PRECONDITION, "egress.refused",
                         P_STR("setting", STR("sandbox.voice_url")),
                         P_STR("url", s->sandbox_voice_url));
    if (s->clock_offset.ms != 0 && !url_is_loopback(s->voice_base_url))
        return FAIL(error, ERR_PRECONDITION, "clock.demo_refused");
    in->clock = system_clock_new(&config);
    in->ports.clock = system_clock_port(in->clock);
    in->ports.random = system_random();
    in->log = json_log_new(log_fd, (enum log_level)s->log_level, in->ports.clock);
    in->ports.log = json_log_port(in->log);
    return ERR_OK;
}

static enum err open_data(struct installation *in, struct error *error)
{
    TRY(plans_read(&in->arena, in->settings.plans_file, &in->plans, error));
    TRY(rules_read(&in->arena, in->settings.rules_folder, &in->rules, error));
    if (in->settings.registration_mode == REGISTRATION_OPEN &&
        plan_find(&in->plans, in->settings.registration_plan) == NULL)
        return FAIL_WITH(error, ERR_PRECONDITION, "registration.plan_unknown",
                         P_STR("plan", in->settings.registration_plan));
    in->ports.plans = &in->plans;
    in->ports.rules = &in->rules;
    return ERR_OK;
}

static struct str key_path(struct installation *in)
{
    return path_in(in, in->settings.data_master_key_file, "master.key");
}

/* A key is made for an installation that has kept nothing yet. Beside a store that was restored
 * without its own a new one would open nothing, and hide that the old one is missing. */
static enum err load_key(struct installation *in, unsigned char key[MASTER_KEY_BYTES],
                         struct error *error)
{
    struct error missing = { .arena = error->arena };
    enum err err = master_key_read(key_path(in), key, &missing);
    bool made;

    if (err == ERR_NOT_FOUND)
        TRY(store_is_made(&in->settings, in->ports.clock, &made, error));
    if (err == ERR_NOT_FOUND && !made)
        return master_key_load(key_path(in), in->ports.random, key, error);
    if (err == ERR_NOT_FOUND) /* another process may have made both since */
        err = master_key_read(key_path(in), key, &missing);
    if (err != ERR_OK)
        *error = missing;
    return err;
}

static void use_key(struct installation *in, const unsigned char key[MASTER_KEY_BYTES])
{
    in->secrets = system_secrets_new(key, in->ports.random);
    in->secrets_port = system_secrets_port(in->secrets);
    in->ports.secrets = in->secrets_port;
    in->ports.hasher = system_phone_hasher_port(in->secrets);
}

static enum err open_store(struct installation *in, struct error *error)
{
    unsigned char key[MASTER_KEY_BYTES];
    enum err err;

    TRY(load_key(in, key, error));
    use_key(in, key);
    err = store_open(&in->store, &in->settings, key, in->repair, &in->ports, error);
    explicit_bzero(key, sizeof key);
    return err;
}

static enum err open_passwords(struct installation *in, struct error *error)
{
    struct argon_settings settings = argon_defaults();

    TRY(words_read(&in->arena, in->settings.passwords_file, &in->common_passwords, error));
    in->ports.common_passwords = &in->common_passwords;
    TRY(argon_new(&settings, in->secrets_port, &in->argon, error));
    in->ports.passwords = argon_password_hasher(in->argon);
    in->ports.codes = oath_one_time_codes();
    in->ports.pictures = qrencode_pictures();
    return ERR_OK;
}

static enum err open_smtp(struct installation *in, struct error *error)
{
    TRY(mail_open(&in->settings, in->ports.clock, &in->smtp, error));
    in->ports.mailer = smtp_mailer(in->smtp);
    return ERR_OK;
}

static enum err open_mail(struct installation *in, struct error *error)
{
    const struct outbox_config config = { .folder = path_in(in, in->settings.mail_folder, "outbox"),
                                          .from = in->settings.mail_from,
                                          .clock = in->ports.clock };

    if (in->settings.mail_url.n > 0)
        return open_smtp(in, error);
    TRY(outbox_new(&config, &in->outbox, error));
    in->ports.mailer = outbox_mailer(in->outbox);
    return ERR_OK;
}

static enum err open_files(struct installation *in, struct error *error)
{
    TRY(engines_open_files(&in->engines, &in->settings, &in->ports, error));
    TRY(open_mail(in, error));
    in->sheets = sheet_reader_new((struct sheet_reader_settings){ 0 });
    in->ports.sheets = sheet_reader_port(in->sheets);
    in->ports.sheet_writer = sheet_writer_port();
    return ERR_OK;
}

/* Where scripts are tried out: the sandboxes' simulator, or the one that all calls go to. Empty:
 * the voice is a real one, and there is no other. */
static struct str simulator_url(const struct settings *s)
{
    if (s->sandbox_voice_url.n > 0)
        return s->sandbox_voice_url;
    return url_is_loopback(s->voice_base_url) ? s->voice_base_url : STR("");
}

static enum err open_world(struct installation *in, struct error *error)
{
    struct retell_settings retell = retell_defaults();

    retell.connect_ms = in->settings.voice_connect_timeout;
    retell.post_ms = in->settings.voice_post_timeout;
    retell.read_ms = in->settings.voice_read_timeout;
    retell.retries = in->settings.voice_retries;
    retell.ca_file = in->settings.voice_ca_file;
    retell.metrics = in->metrics;
    TRY(system_zones_new(STR(""), &in->zones, error));
    in->ports.zones = system_zones_port(in->zones);
    in->phones = phone_numbers_new();
    if (!phone_numbers_are_quick(in->phones))
        log_warn(in->ports.log, "phones.slow",
                 LF_I64("metadata", (int64_t)phone_numbers_metadata()));
    in->ports.phones = phone_numbers_port(in->phones);
    TRY(retell_open(&retell, in->ports.clock, in->ports.random, &in->retell, error));
    in->ports.voice = retell_voice_gateway(in->retell);
    in->ports.recordings = retell_recordings(in->retell);
    in->ports.rehearsals = retell_rehearsals(in->retell, simulator_url(&in->settings));
    in->ports.payments = sandbox_payments(&in->secrets_port);
    in->ports.wording = wording_port();
    return ERR_OK;
}

static void choose(struct installation *in)
{
    in->ports.choices = (struct choices){
        .public_url = in->settings.http_public_url,
        .base_domain = in->settings.brand_base_domain,
        .voice_is_simulator = url_is_loopback(in->settings.voice_base_url),
        .export_life = in->settings.retention_exports,
        .cool_down = in->settings.dialing_cool_down,
        .ring = in->settings.dialing_ring,
        .low_talk = in->settings.notifications_low_talk,
        .copies_recordings = in->settings.recordings_copy == COPYING_ENDED,
        .low_money = in->settings.notifications_low_money * MICROS,
        .registration_is_open = in->settings.registration_mode == REGISTRATION_OPEN,
        .registration_plan = in->settings.registration_plan,
        .invitations_per_day = in->settings.limits_invitations_per_day,
        .operator_gives_numbers = in->settings.numbers_added_by == NUMBER_GIVER_OPERATOR,
    };
}

static enum err open_all(struct installation *in, int log_fd, struct error *error)
{
    TRY(open_folder(in, error));
    TRY(open_clock_and_log(in, log_fd, error));
    TRY(data_room_check(&in->settings, ROOM_TO_START, NULL, error));
    TRY(open_data(in, error));
    /* the store comes last of the servers: one that is named wrongly must not find out after the
     * database was brought to this version */
    TRY(engines_check_files(&in->settings, error));
    TRY(engines_open_shared(&in->engines, &in->settings, &in->ports, error));
    TRY(engines_open_bus(&in->engines, &in->settings, &in->ports, error));
    TRY(open_store(in, error));
    engines_mark_records(&in->engines, &in->ports);
    TRY(open_passwords(in, error));
    TRY(open_files(in, error));
    TRY(open_world(in, error));
    choose(in);
    return ERR_OK;
}

/* NULL: no memory. */
static struct installation *unopened(const struct settings *settings)
{
    struct installation *in = calloc(1, sizeof *in);

    if (in == NULL)
        return NULL;
    in->arena = arena_init();
    in->settings = *settings; /* its texts live in the caller's arena, as long as the process */
    return in;
}

static enum err open_with(const struct settings *settings, int log_fd, bool repair,
                          struct installation **ret, struct error *error)
{
    struct installation *in = unopened(settings);
    enum err err;

    if (in == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "process.no_memory");
    in->metrics = metrics_new();
    in->repair = repair;
    err = open_all(in, log_fd, error);
    if (err != ERR_OK) {
        if (in->log != NULL)
            log_error(in->ports.log, "installation.not_opened", LF_ERROR(error));
        installation_free(in);
        return err;
    }
    *ret = in;
    return ERR_OK;
}

enum err installation_open(const struct settings *settings, int log_fd, struct installation **ret,
                           struct error *error)
{
    return open_with(settings, log_fd, false, ret, error);
}

enum err installation_migrate(const struct settings *settings, int log_fd, struct error *error)
{
    struct installation *in;

    TRY(open_with(settings, log_fd, true, &in, error));
    installation_free(in);
    return ERR_OK;
}

static enum err move_store(struct installation *in, int log_fd, move_report *report, void *to,
                           struct error *error)
{
    unsigned char key[MASTER_KEY_BYTES];
    enum err err;

    TRY(open_clock_and_log(in, log_fd, error));
    TRY(store_move_check(&in->settings, error));
    TRY(master_key_read(key_path(in), key, error));
    use_key(in, key);
    err = store_move(&in->settings, key, &in->ports, report, to, error);
    explicit_bzero(key, sizeof key);
    return err;
}

enum err installation_move(const struct settings *settings, int log_fd, move_report *report,
                           void *to, struct error *error)
{
    struct installation *in = unopened(settings);
    enum err err;

    if (in == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "process.no_memory");
    err = move_store(in, log_fd, report, to, error);
    installation_free(in);
    return err;
}

static enum err find_morning(struct installation *in, struct arena *arena, struct str country,
                             struct demo_clock *ret, struct error *error)
{
    struct clock_source host = clock_source_kernel();
    struct instant now = { host.wall_ms(host.self) };
    struct scope scope = scope_system(arena, (struct account_id){ 0 }, now, log_none());
    struct lawful_morning morning;

    TRY(open_data(in, error));
    TRY(system_zones_new(STR(""), &in->zones, error));
    in->ports.zones = system_zones_port(in->zones);
    if (lawful_morning(&in->ports, &scope, country, &morning) != ERR_OK)
        return FAIL_WITH(error, ERR_NOT_FOUND, "policy.no_lawful_day", P_STR("country", country));
    *ret = (struct demo_clock){ .offset_ms = instant_minus(morning.at, now).ms,
                                .local = morning.local };
    return ERR_OK;
}

enum err demo_clock(const struct settings *settings, struct arena *arena, struct str country,
                    struct demo_clock *ret, struct error *error)
{
    struct installation *in = unopened(settings);
    enum err err;

    if (in == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "process.no_memory");
    err = find_morning(in, arena, country, ret, error);
    installation_free(in);
    return err;
}

void installation_free(struct installation *in)
{
    if (in == NULL)
        return;
    retell_free(in->retell);
    sheet_reader_free(in->sheets);
    outbox_free(in->outbox);
    smtp_free(in->smtp);
    argon_free(in->argon);
    engines_free(&in->engines);
    store_close(&in->store);
    phone_numbers_free(in->phones);
    system_zones_free(in->zones);
    system_secrets_free(in->secrets);
    json_log_free(in->log);
    system_clock_free(in->clock);
    metrics_free(in->metrics);
    arena_release(&in->arena);
    free(in);
}

const struct ports *installation_ports(const struct installation *in)
{
    return &in->ports;
}

const struct settings *installation_settings(const struct installation *in)
{
    return &in->settings;
}

struct metrics *installation_metrics(const struct installation *in)
{
    return in->metrics;
}

void installation_set_address(struct installation *in, struct str address)
{
    if (in->ports.choices.public_url.n == 0)
        in->ports.choices.public_url = str_copy(&in->arena, address);
}

void installation_set_live_address(struct installation *in, struct str address)
{
    in->ports.choices.live_url = str_copy(
        &in->arena, in->settings.live_public_url.n > 0 ? in->settings.live_public_url : address);
}

void installation_hurry(struct installation *in)
{
    retell_hurry(in->retell);
}
