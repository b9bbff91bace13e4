// SPDX-License-Identifier: Apache-2.0
#include "carl.h"

const char *carl_version(void) {
    return CARL_VERSION;
}

const char *carl_status_message(enum carl_status status) {
    switch (status) {
    case CARL_OK:
        return "no error";
    case CARL_ERROR_MEMORY:
        return "out of memory";
    case CARL_ERROR_RULE:
        return "a rule has errors";
    case CARL_ERROR_DATA:
        return "the data model or a sensor map is broken";
    case CARL_ERROR_USAGE:
        return "wrong use of the library";
    case CARL_ERROR_STOPPED:
        return "stopped by the caller";
    case CARL_ERROR_INPUT:
        return "the input, or a part of it, cannot be read";
    case CARL_ERROR_REFUSED:
        return "the text cannot be formatted without changing its meaning";
    }
    return "unknown status";
}
