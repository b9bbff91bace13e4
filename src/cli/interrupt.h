// SPDX-License-Identifier: Apache-2.0
// Signals: SIGINT and SIGTERM end a run early and in order, SIGPIPE is seen as a
// write error. Keeps one flag for the process.
#ifndef CARL_CLI_INTERRUPT_H
#define CARL_CLI_INTERRUPT_H

#include <stdbool.h>

// Ignores SIGPIPE.
void interrupt_ignore_pipe(void);

// From now on the first SIGINT or SIGTERM sets the flag and interrupts reading; a
// second one ends the process at once.
void interrupt_catch(void);

// Whether one of them has come, and which; 0: none.
bool interrupt_seen(void);
int interrupt_signal(void);

#endif
