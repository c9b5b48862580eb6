/* apps/src/service/ports_check.c - may this process listen where the settings say? Asked before a
 * server is opened, so that the reason is told and not only that it could not be. */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apps/service.h"
#include "base/strbuf.h"

static enum err refused(int number, const struct listen_place *place, struct error *error)
{
    const char *slug = number == EADDRINUSE      ? "listen.taken"
                       : number == EACCES        ? "listen.not_allowed"
                       : number == EADDRNOTAVAIL ? "listen.not_here"
                                                 : NULL;

    if (slug == NULL)
        return ERR_OK; /* the server itself tells what it is */
    return FAIL_WITH(error, ERR_UNAVAILABLE, slug,
                     P_STR("setting", str_from_c(number == EADDRNOTAVAIL ? place->address_key
                                                                         : place->port_key)),
                     P_STR("host", place->address), P_I64("port", place->port));
}

/* 0, or the errno of what refuses. As the servers do it: a port whose last connections still fade
 * is free. */
static int try_to_bind(const struct addrinfo *to)
{
    static const int on = 1;
    int number = 0, fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return 0;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, to->ai_addr, to->ai_addrlen) != 0)
        number = errno;
    close(fd);
    return number;
}

enum err listen_check(const struct listen_place *place, struct error *error)
{
    static const struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
                                           .ai_socktype = SOCK_STREAM };
    CLEANUP(arena_release) struct arena arena = arena_init();
    char port[24];
    struct addrinfo *found;
    int number;

    (void)snprintf(port, sizeof port, "%lld", (long long)place->port);
    if (getaddrinfo(str_c(&arena, place->address), port, &hints, &found) != 0)
        return ERR_OK; /* a name: the server asks for it */
    number = try_to_bind(found);
    freeaddrinfo(found);
    return number == 0 ? ERR_OK : refused(number, place, error);
}

struct listen_place http_place(const struct settings *s)
{
    return (struct listen_place){ "http.address", "http.port", s->http_address, s->http_port };
}

struct listen_place live_place(const struct settings *s)
{
    return (struct listen_place){ "live.address", "live.port", s->live_address, s->live_port };
}

struct listen_place health_place(const struct settings *s)
{
    return (struct listen_place){ "health.address", "health.port", s->health_address,
                                  s->health_port };
}

static void check_place(const struct listen_place *place, engine_report *report, void *to)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    enum err err;

    if (place->port == 0)
        return; /* any free one */
    err = listen_check(place, &error);
    report(to, "cli.doctor.port",
           str_format(&arena, "%.*s:%lld (%s)", STR_ARG(place->address), (long long)place->port,
                      place->port_key),
           err == ERR_OK ? NULL : &error);
}

void listen_report(const struct settings *settings, engine_report *report, void *to)
{
    const struct listen_place http = http_place(settings), live = live_place(settings),
                              health = health_place(settings);

    check_place(&http, report, to);
    check_place(&live, report, to);
    if (settings->engine == ENGINE_DISTRIBUTED)
        check_place(&health, report, to);
}
