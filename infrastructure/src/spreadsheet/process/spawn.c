/* spreadsheet/process/spawn.c - posix_spawn: no copy of a large server's address space is made, and
 * it is safe beside other threads. */
#include "spreadsheet/process/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "spreadsheet/process/child.h"

enum { ABOVE_CHILD = 16, PIPE_BYTES = 1 << 20, MOST_KEPT = 8 };

static enum err failed(struct error *error)
{
    return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
}

/* Out of the way of the numbers that the child expects. */
static int moved_up(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, ABOVE_CHILD);
}

/* Secrets stand in the environment: a reader gets what a loader or a sanitizer needs, no more. */
static void child_environment(char *kept[MOST_KEPT + 1])
{
    static const char *const names[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
                                         "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE" };
    size_t n = 0;

    for (char **entry = environ; *entry != NULL; entry++)
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            size_t length = strlen(names[i]);

            if (strncmp(*entry, names[i], length) == 0 && (*entry)[length] == '=' && n < MOST_KEPT)
                kept[n++] = *entry;
        }
    kept[n] = NULL;
}

static int spawn(char *const argv[], const int fds[3], pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *environment[MOST_KEPT + 1];
    sigset_t none, all;
    int failure;

    sigemptyset(&none);
    sigfillset(&all);
    child_environment(environment);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&actions, fds[i], CHILD_INPUT_FD + i);
    failure = posix_spawn(pid, argv[0], &actions, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

enum err reader_start(char *const argv[], int input, int spill, struct reader_process *ret,
                      struct error *error)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return failed(error);
    CLEANUP(cleanup_fd) int write_end = ends[1];
    CLEANUP(cleanup_fd) int read_end = ends[0];
    CLEANUP(cleanup_fd) int high_input = moved_up(input);
    CLEANUP(cleanup_fd) int high_spill = moved_up(spill);
    CLEANUP(cleanup_fd) int high_output = moved_up(write_end);
    int fds[3] = { high_input, high_spill, high_output };

    fcntl(read_end, F_SETPIPE_SZ, PIPE_BYTES); /* smaller where the system allows no more */
    if (high_input < 0 || high_spill < 0 || high_output < 0 || spawn(argv, fds, &ret->pid) != 0)
        return failed(error);
    ret->output = read_end;
    read_end = -1;
    return ERR_OK;
}

static bool wait_for(struct reader_process *process, int *status)
{
    pid_t got;

    cleanup_fd(&process->output);
    process->output = -1;
    do {
        got = waitpid(process->pid, status, 0);
    } while (got < 0 && errno == EINTR);
    return got == process->pid;
}

void reader_abandon(struct reader_process *process)
{
    int status;

    kill(process->pid, SIGKILL);
    wait_for(process, &status);
}

enum err reader_verdict(struct reader_process *process, struct error *error)
{
    int status;

    if (!wait_for(process, &status) || WIFEXITED(status))
        return failed(error);
    if (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)
        return FAIL(error, ERR_INVALID, "sheet.too_slow");
    return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", STR("reader")));
}
