// SPDX-License-Identifier: Apache-2.0
// Runs one command and writes what it cost: exit status, wall-clock seconds,
// seconds of processor time, peak memory. A small program of its own, since the
// peak that the kernel reports for a child begins with that of the process it
// was forked from.
//
// usage: measure RESULT STDOUT STDERR SECONDS COMMAND [ARGUMENT...]
//
// STDOUT and STDERR receive the command's output. A command that runs longer
// than SECONDS is killed. RESULT gets one line:
//   status seconds processor_seconds peak_kibibytes
// The status of a killed command is 128 and the signal's number.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { ARGUMENT_RESULT = 1, ARGUMENT_STDOUT, ARGUMENT_STDERR, ARGUMENT_SECONDS, ARGUMENT_COMMAND };

static volatile sig_atomic_t running_child;

static void kill_child(int signal_number) {
    (void)signal_number;
    if (running_child > 0) {
        kill((pid_t)running_child, SIGKILL);
    }
}

// A benchmark that is killed leaves nothing running behind.
static void die_with_parent(void) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

static bool redirect(const char *path, int flags, int descriptor) {
    int file = open(path, flags, 0644);
    if (file < 0) {
        return false;
    }
    bool redirected = dup2(file, descriptor) >= 0;
    close(file);
    return redirected;
}

// Never returns: what the child does.
static void become(char **arguments) {
    die_with_parent();
    if (redirect("/dev/null", O_RDONLY, STDIN_FILENO) &&
        redirect(arguments[ARGUMENT_STDOUT], O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO) &&
        redirect(arguments[ARGUMENT_STDERR], O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO)) {
        execvp(arguments[ARGUMENT_COMMAND], arguments + ARGUMENT_COMMAND);
    }
    fprintf(stderr, "%s: %s\n", arguments[ARGUMENT_COMMAND], strerror(errno));
    _exit(127);
}

static double seconds_of(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static bool wait_for(pid_t child, int *ret_status) {
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    alarm(0);
    *ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

int main(int argument_count, char **arguments) {
    if (argument_count <= ARGUMENT_COMMAND) {
        fputs("usage: measure RESULT STDOUT STDERR SECONDS COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    die_with_parent();
    struct sigaction on_alarm = {.sa_handler = kill_child};
    sigemptyset(&on_alarm.sa_mask);
    struct timespec begin;
    struct timespec end;
    if (sigaction(SIGALRM, &on_alarm, NULL) != 0 || clock_gettime(CLOCK_MONOTONIC, &begin) != 0) {
        perror("measure");
        return 2;
    }
    pid_t child = fork();
    if (child == 0) {
        become(arguments);
    }
    int status;
    running_child = (sig_atomic_t)child;
    alarm((unsigned)strtoul(arguments[ARGUMENT_SECONDS], NULL, 10));
    struct rusage usage;
    if (child < 0 || !wait_for(child, &status) || clock_gettime(CLOCK_MONOTONIC, &end) != 0 ||
        getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        perror("measure");
        return 2;
    }
    FILE *result = fopen(arguments[ARGUMENT_RESULT], "w");
    if (result == NULL) {
        perror(arguments[ARGUMENT_RESULT]);
        return 2;
    }
    double elapsed = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    fprintf(result, "%d %.6f %.6f %ld\n", status, elapsed, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
            usage.ru_maxrss);
    if (fclose(result) != 0) {
        perror(arguments[ARGUMENT_RESULT]);
        return 2;
    }
    return 0;
}
