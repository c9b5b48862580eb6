/* tests/support/simulator.c - starting, asking and stopping the stand-in. */
#include "support/simulator.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/strbuf.h"
#include "support/expect.h"

enum { ARGS_MOST = 64, ANSWER_MOST = 256 << 20 };

static void become_simulator(const char *const *options, int out)
{
    char program[] = SIMULATOR_PROGRAM;
    char *args[ARGS_MOST] = { program,
                              strdup("--port"),
                              strdup("0"),
                              strdup("--api-key"),
                              strdup(SIMULATOR_KEY),
                              strdup("--agent"),
                              strdup(SIMULATOR_AGENT) };
    size_t n = 7;

    while (options != NULL && *options != NULL && n + 1 < ARGS_MOST)
        args[n++] = strdup(*options++);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out, STDOUT_FILENO);
    execv(args[0], args);
    _exit(127);
}

struct simulated simulated_start(const char *const *options)
{
    struct simulated s = { .port = 0 };
    char line[128] = "";
    int out[2];
    FILE *from;

    assert_int_equal(pipe(out), 0);
    s.pid = fork();
    assert_true(s.pid >= 0);
    if (s.pid == 0)
        become_simulator(options, out[1]);
    close(out[1]);
    from = fdopen(out[0], "r");
    assert_non_null(from);
    if (fgets(line, sizeof line, from) == NULL ||
        sscanf(line, "retell-simulator listens on %47s", s.url) != 1)
        fail_msg("%s does not start", SIMULATOR_PROGRAM);
    s.port = strtoll(strrchr(s.url, ':') + 1, NULL, 10);
    fclose(from);
    return s;
}

void simulated_stop(struct simulated *s)
{
    int status = -1;

    assert_int_equal(kill(s->pid, SIGTERM), 0);
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static size_t take(char *bytes, size_t size, size_t n, void *into)
{
    strbuf_add(into, (struct str){ bytes, size * n });
    return size * n;
}

int simulated_request(const struct simulated *s, struct arena *arena, const char *method,
                      const char *path, struct str body, struct str *answer)
{
    struct strbuf out = strbuf_init(arena, ANSWER_MOST);
    struct curl_slist *headers = NULL;
    CURL *curl = curl_easy_init();
    long status = 0;
    CURLcode result;

    headers = curl_slist_append(headers, "Authorization: Bearer " SIMULATOR_KEY);
    headers = curl_slist_append(headers, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, str_format(arena, "%s%s", s->url, path)));
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L); /* else a lost answer is asked for twice */
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out);
    if (body.p != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.n);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.p);
    }
    result = curl_easy_perform(curl);
    if (result == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    *answer = strbuf_str(&out);
    return (int)status;
}

const struct json *simulated_ask(const struct simulated *s, struct arena *arena, const char *method,
                                 const char *path, struct str body)
{
    const struct json_limits limits = { .members = 1000000 };
    const struct json *node = NULL;
    struct str answer;
    int status = simulated_request(s, arena, method, path, body, &answer);

    if (status < 200 || status > 299)
        fail_msg("%s %s: %d %.*s", method, path, status, STR_ARG(answer));
    if (answer.n > 0)
        expect_ok(json_parse(arena, answer, &limits, &node, NULL));
    return node;
}

void simulated_fault(const struct simulated *s, const char *fault)
{
    struct arena arena = arena_init();

    simulated_ask(s, &arena, "POST", "/__sim/faults", str_from_c(fault));
    arena_release(&arena);
}

void simulated_scenario(const struct simulated *s, const char *ends_with, const char *scenario)
{
    struct arena arena = arena_init();

    simulated_ask(
        s, &arena, "POST", "/__sim/scenario",
        str_format(&arena, "{\"ends_with\":\"%s\",\"scenario\":\"%s\"}", ends_with, scenario));
    arena_release(&arena);
}

const struct json **simulated_book(const struct simulated *s, struct arena *arena, const char *kind,
                                   size_t *n)
{
    const struct json *book = simulated_ask(s, arena, "GET", "/__sim/book", STR_NONE);
    const struct json *lines = json_get(book, "lines");
    const struct json **found = ARENA_ARRAY(arena, const struct json *, json_size(lines) + 1);

    *n = 0;
    for (const struct json *l = json_first(lines); l != NULL; l = json_next(l))
        if (str_eq_c(json_str(json_get(l, "kind")), kind))
            found[(*n)++] = l;
    return found;
}

static int compare_tags(const void *a, const void *b)
{
    return str_cmp(json_str(json_get(*(const struct json *const *)a, "tag")),
                   json_str(json_get(*(const struct json *const *)b, "tag")));
}

void expect_no_tag_twice(const struct simulated *s)
{
    struct arena arena = arena_init();
    size_t n;
    const struct json **posts = simulated_book(s, &arena, "post", &n);

    qsort(posts, n, sizeof(const struct json *), compare_tags);
    for (size_t i = 1; i < n; i++)
        if (compare_tags(&posts[i - 1], &posts[i]) == 0)
            fail_msg("%.*s was POSTed twice", STR_ARG(json_str(json_get(posts[i], "tag"))));
    arena_release(&arena);
}
