// SPDX-License-Identifier: Apache-2.0
// The rules that random rules run.
#include "reference.h"

#include <string.h>

static const struct {
    const char *id;
    const char *text;
} library[] = {
    {"REF-1", "p = search Process:Create\np.d1 = p.pid + 1\noutput p\n"},
    {"REF-2", "p = search Process:Create\na = filter p where exe exists\nb = filter p where pid < 8\noutput b, a\n"},
    {"REF-3", "p = search Process:Create\nq = search Process:*\nj = join (p, q) where p.ppid == q.pid\noutput j\n"},
    {"REF-4", "p = search Process:Create\ng = group p by exe\noutput g\n"},
    {"REF-5", "p = search Process:Create\nn = count(p) by exe\ns = from p select exe, pid, n\noutput s\n"},
    {"REF-6", "p = run Analytic:REF-1\nq = filter p where d1 > 2\noutput q\n"},
    {"REF-7", "p = search Process:Create\np.d1 = now - time\na = filter p where pid < 8\na = filter a where exe "
              "exists\noutput a, p\n"},
};

bool reference_find(void *user, const char *id, const char *file, struct carl_rule_text *ret_text) {
    (void)user;
    (void)file;
    for (size_t i = 0; i < sizeof library / sizeof *library; i++) {
        if (strcmp(library[i].id, id) == 0) {
            *ret_text = (struct carl_rule_text){
                .file = library[i].id, .data = library[i].text, .size = strlen(library[i].text)};
            return true;
        }
    }
    return false;
}
