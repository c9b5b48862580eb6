/* spreadsheet/process/sandbox.c - limits first, then the filter: it would refuse setting them. */
#include "spreadsheet/process/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <seccomp.h>

#include "base/str.h"
#include "spreadsheet/process/child.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define UNDER_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_THREAD_SANITIZER 1
#endif
#endif
#ifdef UNDER_ADDRESS_SANITIZER
enum { UNDER_ADDRESS = 1 };
#else
enum { UNDER_ADDRESS = 0 };
#endif
#ifdef UNDER_THREAD_SANITIZER
enum { UNDER_THREAD = 1 };
#else
enum { UNDER_THREAD = 0 };
#endif

static const int64_t MOST_SPILLED = INT64_C(4) << 30;

static bool limit(int resource, rlim_t value)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
        return false;
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max)
        value = now.rlim_max;
    return setrlimit((__rlimit_resource_t)resource, &(struct rlimit){ value, value }) == 0;
}

/* The address space that the program takes before it has read a byte; 0: not known. */
static int64_t taken_address_space(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        close(fd);
    return n <= 0 ? 0 : strtoll(text, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static bool set_limits(struct sandbox_limits limits)
{
    int64_t taken = taken_address_space();

    if (!UNDER_ADDRESS && !UNDER_THREAD && taken > 0 &&
        !limit(RLIMIT_AS, (rlim_t)(taken + limits.memory_bytes)))
        return false;
    return limit(RLIMIT_CPU, (rlim_t)limits.cpu_seconds) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_FSIZE, (rlim_t)MOST_SPILLED);
}

static bool allow(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(read),
        SCMP_SYS(pread64),
        SCMP_SYS(write),
        SCMP_SYS(writev),
        SCMP_SYS(pwrite64),
        SCMP_SYS(close),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(brk),
        SCMP_SYS(madvise),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(tgkill),
        SCMP_SYS(futex),
        SCMP_SYS(getrandom),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(sched_yield),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(fstat),
        SCMP_SYS(restart_syscall),
    };
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

    for (size_t i = 0; i < ARRAY_LEN(calls); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
            return false;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code) == 0;
}

static bool set_filter(void)
{
    scmp_filter_ctx filter =
        seccomp_init(UNDER_ADDRESS ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
    bool ok = filter != NULL && allow(filter) && seccomp_load(filter) == 0;

    if (filter != NULL)
        seccomp_release(filter);
    return ok;
}

bool sandbox_enter(struct sandbox_limits limits)
{
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    if (close_range(CHILD_AFTER_LAST_FD, ~0u, 0) != 0 && errno != ENOSYS)
        return false;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || !set_limits(limits) ||
        prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    return UNDER_THREAD || set_filter();
}
