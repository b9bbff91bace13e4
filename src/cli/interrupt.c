// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

// Read by all threads; lock-free, so that a signal handler may write it.
static atomic_int interrupted; // the signal

static void on_interrupt(int signal_number) {
    interrupted = signal_number;
}

void interrupt_ignore_pipe(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};

    (void)sigaction(SIGPIPE, &action, NULL);
}

void interrupt_catch(void) {
    // Without SA_RESTART a blocked read returns with EINTR.
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool interrupt_seen(void) {
    return interrupted != 0;
}

int interrupt_signal(void) {
    return interrupted;
}
