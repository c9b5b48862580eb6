/* apps/src/service/service.c - starts what was asked for, in the order in which the one needs the
 * other, and stops it the other way round. */
#include "apps/service.h"

#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "application/commands/accounts.h"
#include "application/commands/connections.h"
#include "application/commands/sign_in.h"
#include "application/queries/authenticate.h"
#include "base/checked.h"
#include "base/strbuf.h"
#include "presentation/live_hub.h"
#include "presentation/rest_server.h"
#include "service/gauges.h"
#include "service/heartbeat.h"
#include "service/local_key.h"
#include "service/site_files.h"
#include "workers/background.h"
#include "workers/call_sweeps.h"
#include "workers/call_worker.h"

enum { HOMES = 4, BREAKER_SLICES = 10, HEALTH_THREADS = 2, START_TRIES = 5 };
/* A read of the embedded engine works, one of a server waits for it. */
enum { WORKING_READS = 2, WAITING_READS = 8 /* a processor */ };

struct service {
    struct installation *installation;
    struct arena arena;
    struct str key_file; /* empty: none was written */
    struct str key_name; /* of the key in it */
    struct rest_server *server;
    struct live_hub *hub;
    struct call_worker *calls;
    struct call_sweep *inbox, *settle;
    struct background *homes[HOMES];
    struct heartbeat *heartbeat;
    struct gauges *gauges;
};

static const struct ports *ports_of(const struct service *s)
{
    return installation_ports(s->installation);
}

static const struct settings *settings_of(const struct service *s)
{
    return installation_settings(s->installation);
}

static enum err no_thread(struct error *error)
{
    return FAIL(error, ERR_UNAVAILABLE, "process.no_thread");
}

/* -- loops ---------------------------------------------------------------------------------------
 */

static struct call_worker_settings call_settings(const struct settings *s)
{
    struct call_worker_settings calls = call_worker_defaults();

    calls.idle = s->dialing_idle;
    calls.pass_most = s->dialing_batch;
    calls.breaker_slice.ms = (s->dialing_breaker_window.ms + BREAKER_SLICES - 1) / BREAKER_SLICES;
    calls.breaker_open = s->dialing_breaker_open;
    calls.breaker_least = s->dialing_breaker_calls;
    calls.breaker_share = s->dialing_breaker_failed_percent;
    calls.reconcile.looks[0] = s->dialing_reconcile_first;
    calls.reconcile.looks[1] = s->dialing_reconcile_second;
    calls.reconcile.looks[2] = s->dialing_reconcile_third;
    calls.reconcile.looks[3] = s->dialing_reconcile_last;
    calls.reconcile.give_up = s->dialing_reconcile_most;
    calls.complete_every = s->dialing_complete_every;
    calls.drain = s->shutdown_wait;
    return calls;
}

static enum err start_home(struct service *s, enum home home, struct error *error)
{
    struct background *started = background_start(ports_of(s), home);

    if (started == NULL)
        return no_thread(error);
    s->homes[home - 1] = started;
    return ERR_OK;
}

static enum err start_loops(struct service *s, int parts, struct error *error)
{
    const struct ports *ports = ports_of(s);
    struct call_sweep_settings sweeps = call_sweep_defaults();
    struct call_worker_settings calls = call_settings(settings_of(s));

    if ((parts & SERVICE_API) != 0) {
        TRY(start_home(s, HOME_API, error));
        if ((s->inbox = inbox_sweep_start(ports, &sweeps)) == NULL)
            return no_thread(error);
    }
    if ((parts & SERVICE_BILLING) != 0) {
        TRY(start_home(s, HOME_BILLING, error));
        if ((s->settle = settle_sweep_start(ports, &sweeps)) == NULL)
            return no_thread(error);
    }
    if ((parts & SERVICE_ANALYTICS) != 0)
        TRY(start_home(s, HOME_ANALYTICS, error));
    if ((parts & SERVICE_NOTIFICATION) != 0)
        TRY(start_home(s, HOME_NOTIFICATION, error));
    if ((parts & SERVICE_CALLS) != 0 && (s->calls = call_worker_start(ports, &calls)) == NULL)
        return no_thread(error);
    return ERR_OK;
}

/* -- the API -------------------------------------------------------------------------------------
 */

static bool is_ready(void *self, struct str *why)
{
    const struct service *s = self;
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, (struct account_id){ 0 },
                                      VIA0(ports_of(s)->clock, wall), ports_of(s)->log);
    int64_t waiting, dead;

    if (VIA(ports_of(s)->inbox, depth, &scope, &waiting, &dead) == ERR_OK)
        return true;
    *why = STR("store.unavailable");
    return false;
}

static struct str address_of(struct service *s)
{
    return str_format(&s->arena, "http://%.*s:%lld", STR_ARG(settings_of(s)->http_address),
                      (long long)rest_server_port(s->server));
}

/* Where many processes share the store each has a key of its own, by host and place. */
static struct str key_name(struct service *s)
{
    char host[64] = "";

    if (settings_of(s)->engine == ENGINE_EMBEDDED)
        return STR("installation");
    (void)gethostname(host, sizeof host - 1); /* without a name: by the address alone */
    return str_format(&s->arena, "installation %s %lld", host,
                      (long long)rest_server_port(s->server));
}

static enum err leave_key(struct service *s, struct error *error)
{
    struct scope scope = scope_system(&s->arena, (struct account_id){ 0 },
                                      VIA0(ports_of(s)->clock, wall), ports_of(s)->log);
    const struct settings *settings = settings_of(s);
    struct local_key key = { .address = address_of(s) };
    struct str path = settings->data_local_key_file;

    s->key_name = key_name(s);
    if (create_process_key(ports_of(s), &scope, s->key_name, &key.key) != ERR_OK)
        return FAIL(error, scope.error.code, scope.error.slug);
    if (path.n == 0)
        path = str_format(&s->arena, "%.*s/local.json", STR_ARG(settings->data_folder));
    TRY(local_key_write(path, &key, error));
    s->key_file = path;
    return ERR_OK;
}

/* A store that is away keeps the key until a process of this name starts again. */
static void take_key_back(struct service *s)
{
    struct scope scope = scope_system(&s->arena, (struct account_id){ 0 },
                                      VIA0(ports_of(s)->clock, wall), ports_of(s)->log);

    DROP(remove_process_key(ports_of(s), &scope, s->key_name));
    local_key_remove(s->key_file);
}

/* Before the API, which tells its address; before the loops, which tell it what happens. */
static enum err start_hub(struct service *s, struct error *error)
{
    const struct settings *settings = settings_of(s);
    const struct listen_place place = live_place(settings);
    const struct live_hub_settings live = {
        .host = settings->live_address,
        .port = settings->live_port,
        .origins = settings->live_origins,
        .most = settings->live_sockets,
        .most_of_user = settings->live_sockets_of_user,
    };

    TRY(listen_check(&place, error));
    TRY(live_hub_new(&live, ports_of(s), installation_metrics(s->installation), &s->hub, error));
    installation_set_live_address(s->installation, str_format(&s->arena, "ws://%.*s:%lld/live",
                                                              STR_ARG(settings->live_address),
                                                              (long long)live_hub_port(s->hub)));
    return ERR_OK;
}

/* "https://calls.example.com/x" -> "https://calls.example.com" */
static struct str origin_of(struct str url)
{
    size_t host = str_find(url, STR("://"));
    size_t end = host == SIZE_MAX ? SIZE_MAX : str_find_char(str_slice(url, host + 3, url.n), '/');

    return end == SIZE_MAX ? url : str_slice(url, 0, host + 3 + end);
}

/* Of the doors of accounts, with a star for their name, under the scheme and port of ours. */
static struct str origin_of_doors(struct service *s, struct str own)
{
    size_t host = str_find(own, STR("://")) + 3;
    size_t port = str_find_char(str_slice(own, host, own.n), ':');

    return str_format(&s->arena, "%.*s*.%.*s%.*s", STR_ARG(str_slice(own, 0, host)),
                      STR_ARG(settings_of(s)->brand_base_domain),
                      STR_ARG(port == SIZE_MAX ? STR("") : str_slice(own, host + port, own.n)));
}

/* The pages that this process serves itself, under each of its names. */
static void allow_own_pages(struct service *s)
{
    struct str public = settings_of(s)->http_public_url;

    public = public.n > 0 ? origin_of(public) : address_of(s);
    live_hub_allow(s->hub, public);
    if (settings_of(s)->brand_base_domain.n > 0)
        live_hub_allow(s->hub, origin_of_doors(s, public));
    live_hub_allow(s->hub, address_of(s));
    live_hub_allow(s->hub, str_format(&s->arena, "http://localhost:%lld",
                                      (long long)rest_server_port(s->server)));
}

/* Those that this process may use. */
static int64_t processors(void)
{
    cpu_set_t mine;

    return sched_getaffinity(0, sizeof mine, &mine) == 0 ? CPU_COUNT(&mine) : 1;
}

/* More of them at once would only hinder each other. */
static int64_t reads_at_once(const struct settings *settings)
{
    bool waits = settings->engine == ENGINE_DISTRIBUTED;

    return min_i64(settings->http_threads, (waits ? WAITING_READS : WORKING_READS) * processors());
}

static enum err start_api(struct service *s, struct error *error)
{
    const struct settings *settings = settings_of(s);
    const struct listen_place place = http_place(settings);
    struct rest_settings rest = {
        .host = settings->http_address,
        .port = settings->http_port,
        .threads = settings->http_connections,
        .at_once = settings->http_threads,
        .reads_at_once = reads_at_once(settings),
        .per_account = { settings->limits_requests_per_minute, settings->limits_burst },
        .per_key = { settings->limits_key_requests_per_minute, settings->limits_key_burst },
        .per_user = { settings->limits_user_requests_per_minute, settings->limits_user_burst },
        .per_address = { settings->limits_address_requests_per_minute,
                         settings->limits_address_burst },
        .upload_most = settings->limits_upload_bytes,
        .uploads_of_account = settings->limits_uploads_at_once,
        .origins = settings->http_cors_origins,
        .proxies = settings->http_trusted_proxies,
        .address_header = settings->http_client_address_header,
        .routes = rest_routes(),
        .authenticate = authenticate_key,
        .authenticate_session = authenticate_session,
        .csrf_is = session_csrf_is,
        .ready = is_ready,
        .ready_self = s,
    };

    TRY(listen_check(&place, error));
    TRY(start_hub(s, error));
    TRY(site_read(&s->arena, settings->dashboard_folder, &rest.site, error));
    rest.site.connect = origin_of(ports_of(s)->choices.live_url);
    TRY(rest_server_new(&rest, ports_of(s), installation_metrics(s->installation), &s->server,
                        error));
    allow_own_pages(s);
    installation_set_address(s->installation, address_of(s));
    return leave_key(s, error);
}

/* A worker answers nobody but who asks how it is. */
static enum err start_health(struct service *s, struct error *error)
{
    const struct settings *settings = settings_of(s);
    const struct listen_place place = health_place(settings);
    struct rest_settings rest = { .host = settings->health_address,
                                  .port = settings->health_port,
                                  .threads = HEALTH_THREADS,
                                  .health_only = true,
                                  .ready = is_ready,
                                  .ready_self = s };

    if (settings->health_port == 0)
        return ERR_OK;
    TRY(listen_check(&place, error));
    return rest_server_new(&rest, ports_of(s), installation_metrics(s->installation), &s->server,
                           error);
}

/* The connection in the store is what the settings say. */
static enum err keep_connection(struct service *s, const struct own_connection *own,
                                struct error *error)
{
    struct scope scope = scope_system(&s->arena, (struct account_id){ 0 },
                                      VIA0(ports_of(s)->clock, wall), ports_of(s)->log);
    struct connection *connection;
    enum err err = ERR_CONFLICT;

    /* processes that start together keep it together: who comes second looks again */
    for (int i = 0; i < START_TRIES && (err == ERR_CONFLICT || err == ERR_EXISTS); i++) {
        error_clear(&scope.error);
        err = keep_own_connection(ports_of(s), &scope, own, &connection);
    }
    return err == ERR_OK ? ERR_OK : FAIL(error, scope.error.code, scope.error.slug);
}

static enum err keep_connections(struct service *s, struct error *error)
{
    const struct settings *settings = settings_of(s);
    const struct own_connection real = { .base_url = settings->voice_base_url,
                                         .api_key = settings->voice_api_key,
                                         .max_active = settings->voice_max_active },
                                play = { .base_url = settings->sandbox_voice_url,
                                         .api_key = settings->sandbox_voice_api_key,
                                         .max_active = settings->voice_max_active,
                                         .for_sandboxes = true };

    TRY(keep_connection(s, &real, error));
    return play.base_url.n == 0 ? ERR_OK : keep_connection(s, &play, error);
}

/* That it is there, and where it can be asked, what waits. */
static enum err start_telling(struct service *s, int parts, struct error *error)
{
    struct metrics *metrics = installation_metrics(s->installation);

    s->heartbeat = heartbeat_start(ports_of(s), metrics, parts);
    if (s->server != NULL)
        s->gauges = gauges_start(ports_of(s), metrics);
    return s->heartbeat == NULL || (s->server != NULL && s->gauges == NULL) ? no_thread(error)
                                                                            : ERR_OK;
}

static enum err start_all(struct service *s, int parts, struct error *error)
{
    TRY(keep_connections(s, error));
    if ((parts & SERVICE_API) != 0)
        TRY(start_api(s, error));
    else
        TRY(start_health(s, error));
    TRY(start_loops(s, parts, error));
    return start_telling(s, parts, error);
}

/* Of the API, or of a worker's health; 0: nothing listens. */
static int64_t port_of(const struct service *s)
{
    return s->server == NULL ? 0 : rest_server_port(s->server);
}

enum err service_start(struct installation *installation, int parts, struct service **ret,
                       struct error *error)
{
    struct service *s = calloc(1, sizeof *s);
    enum err err;

    if (s == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "process.no_memory");
    s->installation = installation;
    s->arena = arena_init();
    err = start_all(s, parts, error);
    if (err != ERR_OK) {
        service_stop(s);
        return err;
    }
    log_info(ports_of(s)->log, "service.started", LF_I64("port", port_of(s)));
    *ret = s;
    return ERR_OK;
}

/* Not ready and no new claims first; webhooks are taken until the POSTs in flight are answered. */
void service_stop(struct service *s)
{
    if (s == NULL)
        return;
    if (s->server != NULL)
        rest_server_drain(s->server);
    installation_hurry(s->installation);
    live_hub_free(s->hub); /* its people come back to another process, or to the next one */
    call_worker_free(s->calls);
    rest_server_free(s->server);
    call_sweep_free(s->inbox);
    call_sweep_free(s->settle);
    for (size_t i = 0; i < HOMES; i++)
        background_free(s->homes[i]);
    gauges_free(s->gauges);
    heartbeat_free(s->heartbeat);
    if (s->key_file.n > 0)
        take_key_back(s);
    log_info(ports_of(s)->log, "service.stopped");
    arena_release(&s->arena);
    free(s);
}

void service_share_memory(void)
{
    mallopt(M_ARENA_MAX, (int)processors());
}

/* A terminal that is closed ends what runs in it, but not what nohup started. */
static bool hang_up_counts(void)
{
    struct sigaction action;

    return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler != SIG_IGN;
}

sigset_t service_hold_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (hang_up_counts())
        sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    return signals;
}

enum err service_run(struct installation *installation, int parts, struct error *error)
{
    sigset_t signals = service_hold_signals();
    struct service *service;
    enum err err;
    int got;

    signal(SIGPIPE, SIG_IGN);
    err = service_start(installation, parts, &service, error);
    if (err != ERR_OK) {
        log_error(installation_ports(installation)->log, "service.not_started", LF_ERROR(error));
        return err;
    }
    if ((parts & SERVICE_API) != 0) {
        printf("http://%.*s:%lld\n", STR_ARG(installation_settings(installation)->http_address),
               (long long)port_of(service));
        fflush(stdout);
    }
    sigwait(&signals, &got);
    service_stop(service);
    return ERR_OK;
}
