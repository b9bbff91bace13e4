// SPDX-License-Identifier: Apache-2.0
#include "plan/network.h"

#include <arpa/inet.h>
#include <string.h>

bool address_parse(struct slice text, struct address *ret_address) {
    char buffer[INET6_ADDRSTRLEN];
    if (text.size == 0 || text.size >= sizeof buffer || memchr(text.data, '\0', text.size) != NULL) {
        return false;
    }
    memcpy(buffer, text.data, text.size);
    buffer[text.size] = '\0';
    struct address address = {.bits = 32};
    if (inet_pton(AF_INET, buffer, address.bytes) != 1) {
        address.bits = 128;
        if (inet_pton(AF_INET6, buffer, address.bytes) != 1) {
            return false;
        }
    }
    *ret_address = address;
    return true;
}

// The mask of the byte that holds bits [at, at + 8) under a prefix.
static uint8_t prefix_mask(unsigned prefix, unsigned at) {
    if (prefix >= at + 8) {
        return 0xFF;
    }
    return prefix <= at ? 0 : (uint8_t)(0xFFu << (at + 8 - prefix));
}

bool network_parse(struct slice text, struct network *ret_network) {
    const char *slash = text.size == 0 ? NULL : memchr(text.data, '/', text.size);
    if (slash == NULL) {
        return false;
    }
    size_t at = (size_t)(slash - text.data);
    struct slice digits = slice_sub(text, at + 1, text.size);
    struct network network = {0};
    if (digits.size == 0 || digits.size > 3 || !address_parse(slice_sub(text, 0, at), &network.address)) {
        return false;
    }
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') {
            return false;
        }
        network.prefix = network.prefix * 10 + (unsigned)(digits.data[i] - '0');
    }
    if (network.prefix > network.address.bits) {
        return false;
    }
    for (unsigned i = 0; i < 16; i++) {
        network.address.bytes[i] &= prefix_mask(network.prefix, i * 8);
    }
    *ret_network = network;
    return true;
}

bool network_contains(const struct network *network, const struct address *address) {
    if (network->address.bits != address->bits) {
        return false;
    }
    for (unsigned i = 0; i < address->bits / 8; i++) {
        if ((address->bytes[i] & prefix_mask(network->prefix, i * 8)) != network->address.bytes[i]) {
            return false;
        }
    }
    return true;
}
