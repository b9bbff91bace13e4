// SPDX-License-Identifier: Apache-2.0
// Threads that read one input together. They take turns at the input, each
// takes the next batch of lines with a ticket and works on it alone, and
// batches are delivered in the order of the tickets by whichever thread
// completes the row. There are twice as many batches as threads, which bounds
// both memory and how far the threads can drift apart.
#include "scan.h"

#include <pthread.h>
#include <stdlib.h>

struct team {
    struct carl_scan *scan;
    struct batch *batches;
    size_t batch_count;

    pthread_mutex_t input_turn; // guards input, tickets and read_status
    struct input *input;
    uint64_t tickets;
    enum carl_status read_status;

    pthread_mutex_t order; // guards what follows
    pthread_cond_t freed;
    struct batch **free; // a stack
    size_t free_count;
    struct batch **ready; // by ticket modulo batch_count
    uint64_t delivered;
    bool delivering; // a thread is
    bool stopped;
    enum carl_status status;
};

struct member {
    struct team *team;
    struct worker *worker;
    struct worker own;
    pthread_t thread;
    bool running;
};

// A batch to fill, once there is one; NULL where the team has stopped.
static struct batch *take_batch(struct team *team) {
    pthread_mutex_lock(&team->order);
    while (team->free_count == 0 && !team->stopped) {
        pthread_cond_wait(&team->freed, &team->order);
    }
    struct batch *batch = team->stopped ? NULL : team->free[--team->free_count];
    pthread_mutex_unlock(&team->order);
    return batch;
}

// The next lines of the input; false where there are none.
static bool fill_batch(struct team *team, struct batch *batch, uint64_t *ret_ticket) {
    pthread_mutex_lock(&team->input_turn);
    bool filled = team->read_status == CARL_OK && input_fill(team->input, batch, &team->read_status);
    if (filled) {
        *ret_ticket = team->tickets++;
    }
    pthread_mutex_unlock(&team->input_turn);
    return filled;
}

static void stop(struct team *team, enum carl_status status) {
    if (team->status == CARL_OK) {
        team->status = status;
    }
    team->stopped = true;
}

// Delivers what is ready, in order, with the lock released meanwhile; one thread
// does at a time.
static void deliver_ready(struct team *team) {
    team->delivering = true;
    for (;;) {
        size_t place = (size_t)(team->delivered % team->batch_count);
        struct batch *batch = team->ready[place];
        if (batch == NULL || team->stopped) {
            break;
        }
        team->ready[place] = NULL;
        pthread_mutex_unlock(&team->order);
        enum carl_status status = scan_deliver(team->scan, batch);
        pthread_mutex_lock(&team->order);
        team->delivered++;
        team->free[team->free_count++] = batch;
        if (status != CARL_OK) {
            stop(team, status);
        }
        pthread_cond_broadcast(&team->freed);
    }
    team->delivering = false;
}

static void hand_in(struct team *team, struct batch *batch, uint64_t ticket) {
    pthread_mutex_lock(&team->order);
    team->ready[ticket % team->batch_count] = batch;
    if (!team->delivering) {
        deliver_ready(team);
    }
    pthread_mutex_unlock(&team->order);
}

static void give_back(struct team *team, struct batch *batch) {
    pthread_mutex_lock(&team->order);
    team->free[team->free_count++] = batch;
    pthread_cond_broadcast(&team->freed);
    pthread_mutex_unlock(&team->order);
}

static void work(struct team *team, struct worker *worker) {
    struct batch *batch;
    uint64_t ticket;
    while ((batch = take_batch(team)) != NULL) {
        if (!fill_batch(team, batch, &ticket)) {
            give_back(team, batch);
            break;
        }
        worker_run_batch(worker, batch);
        hand_in(team, batch, ticket);
    }
}

static void *run_member(void *user) {
    struct member *member = user;
    work(member->team, member->worker);
    return NULL;
}

static enum carl_status init_team(struct team *team, size_t batch_count) {
    team->batches = calloc(batch_count, sizeof *team->batches);
    team->free = calloc(batch_count, sizeof(struct batch *));
    team->ready = calloc(batch_count, sizeof(struct batch *));
    if (team->batches == NULL || team->free == NULL || team->ready == NULL) {
        return CARL_ERROR_MEMORY;
    }
    enum carl_status status = CARL_OK;
    for (; team->batch_count < batch_count && status == CARL_OK; team->batch_count++) {
        struct batch *batch = &team->batches[team->batch_count];
        status = batch_init(batch, team->scan->rules, scan_layout(team->scan), team->scan->options.coverage);
        team->free[team->free_count++] = batch;
    }
    return status;
}

static void finish_team(struct team *team) {
    for (size_t i = 0; i < team->batch_count; i++) {
        batch_finish(&team->batches[i]);
    }
    free(team->batches);
    free(team->free);
    free(team->ready);
}

// Starts the members but the first, who is the caller; those that cannot be
// started are done without.
static void run_members(struct team *team, struct member *members, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct member *member = &members[i];
        member->team = team;
        member->worker = &member->own;
        bool ready = scan_init_worker(team->scan, &member->own) == CARL_OK;
        member->own.gated = team->scan->worker.gated;
        member->running = ready && pthread_create(&member->thread, NULL, run_member, member) == 0;
    }
    work(team, &team->scan->worker);
    for (size_t i = 1; i < count; i++) {
        if (members[i].running) {
            (void)pthread_join(members[i].thread, NULL);
        }
        worker_finish(&members[i].own);
    }
}

enum carl_status scan_read_together(struct carl_scan *scan, struct input *input) {
    size_t count = scan->options.threads;
    struct team team = {.scan = scan, .input = input};
    struct member *members = calloc(count, sizeof *members);
    enum carl_status status = members == NULL ? CARL_ERROR_MEMORY : init_team(&team, 2 * count);
    bool locks = pthread_mutex_init(&team.input_turn, NULL) == 0 && pthread_mutex_init(&team.order, NULL) == 0 &&
                 pthread_cond_init(&team.freed, NULL) == 0;
    if (status == CARL_OK) {
        status = locks ? CARL_OK : CARL_ERROR_MEMORY;
    }
    if (status == CARL_OK) {
        run_members(&team, members, count);
        status = team.status == CARL_OK ? team.read_status : team.status;
    }
    if (locks) {
        (void)pthread_cond_destroy(&team.freed);
        (void)pthread_mutex_destroy(&team.order);
        (void)pthread_mutex_destroy(&team.input_turn);
    }
    finish_team(&team);
    free(members);
    return status;
}
