/* tests/support/servers.c - a line to with_servers.py, a line back. */
#include "support/servers.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "support/expect.h"

enum { LINE_MOST = 1000 };

struct str server_variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL)
        fail_msg("%s is not set: this test runs under tests/servers/with_servers.py", name);
    return str_from_c(value);
}

struct str server_say(struct arena *arena, const char *words)
{
    struct str path = server_variable("SPEECHAI_TEST_SERVERS"), line, said;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct strbuf answer = strbuf_init(arena, LINE_MOST);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char piece[LINE_MOST];
    ssize_t n;

    assert_true(path.n < sizeof address.sun_path);
    memcpy(address.sun_path, path.p, path.n);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    line = str_format(arena, "%s\n", words);
    assert_int_equal(write(fd, line.p, line.n), line.n);
    do {
        n = read(fd, piece, sizeof piece);
        if (n > 0)
            strbuf_add(&answer, (struct str){ piece, (size_t)n });
        said = str_trim(strbuf_str(&answer));
    } while (n > 0 && piece[n - 1] != '\n');
    close(fd);
    if (!str_starts(said, STR("ok")))
        fail_msg("%s: %.*s", words, STR_ARG(said));
    return str_trim(str_slice(said, 2, said.n));
}
