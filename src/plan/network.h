// SPDX-License-Identifier: Apache-2.0
// Addresses and networks for `in`: IPv4 and IPv6 in CIDR notation (RFC 4632,
// RFC 4291). Pure functions, safe in any thread.
#ifndef CARL_PLAN_NETWORK_H
#define CARL_PLAN_NETWORK_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct address {
    uint8_t bytes[16];
    unsigned bits; // 32 or 128
};

struct network {
    struct address address; // bits beyond the prefix are zero
    unsigned prefix;        // leading bits that count
};

// Reads an address without a zone; `::ffff:a.b.c.d` is IPv6.
bool address_parse(struct slice text, struct address *ret_address);

// Reads address/prefix. Bits set beyond the prefix are cleared.
bool network_parse(struct slice text, struct network *ret_network);

// True when the address is of the network's family and inside it.
bool network_contains(const struct network *network, const struct address *address);

#endif
