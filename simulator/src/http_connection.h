/* http_connection.h - one connection: requests in, answers out, until somebody has enough. */
#ifndef SIMULATOR_HTTP_CONNECTION_H
#define SIMULATOR_HTTP_CONNECTION_H

#include "http_server.h"

struct http_connection {
    int fd;
    int stop_fd; /* readable when the server stops */
    int64_t idle_close_ms;
    struct http_handler handler;
};

/* Serves until the end of the connection, and closes it. */
void http_connection_serve(struct http_connection connection);
/* Until ms have passed (true) or stop_fd is readable (false). */
bool wait_or_stop(int stop_fd, int64_t ms);

#endif
