/* bench/bare_civetweb.c - the reference of HTTP: civetweb with one handler that reads the body and
 * answers the bytes of a file, and does nothing else. Prints its port; ends with its standard
 * input.
 *
 *     bare_civetweb <file of the answer's body> <threads> */
#include <civetweb.h>
#include <stdio.h>
#include <string.h>

static char body[1 << 16], answer[(1 << 16) + 256];
static int answer_bytes;

static int on_request(struct mg_connection *connection, void *data)
{
    char sink[1 << 14];

    (void)data;
    while (mg_read(connection, sink, sizeof sink) > 0)
        continue;
    (void)mg_write(connection, answer, (size_t)answer_bytes);
    return 200;
}

int main(int argc, char **argv)
{
    const char *options[] = { "listening_ports",
                              "127.0.0.1:0",
                              "num_threads",
                              argc > 2 ? argv[2] : "20",
                              "enable_keep_alive",
                              "yes",
                              "keep_alive_timeout_ms",
                              "5000",
                              "tcp_nodelay",
                              "1",
                              NULL };
    struct mg_server_port port;
    struct mg_context *server;
    FILE *file = argc > 2 ? fopen(argv[1], "rb") : NULL;

    if (file == NULL)
        return 2;
    size_t n = fread(body, 1, sizeof body - 1, file);
    (void)fclose(file);
    answer_bytes = snprintf(answer, sizeof answer,
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: %zu\r\nConnection: keep-alive\r\n\r\n%s",
                            n, body);
    if (mg_init_library(0) != 0 || (server = mg_start(NULL, NULL, options)) == NULL)
        return 1;
    mg_set_request_handler(server, "/", on_request, NULL);
    if (mg_get_server_ports(server, 1, &port) < 1)
        return 1;
    printf("%d\n", port.port);
    (void)fflush(stdout);
    while (getchar() != EOF)
        continue;
    mg_stop(server);
    return 0;
}
