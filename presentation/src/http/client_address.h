/* client_address.h - whose request it is, behind proxies that we trust to say so. Anybody can send
 * the header; it is believed only as far as it was written by an address of the list. */
#ifndef HTTP_CLIENT_ADDRESS_H
#define HTTP_CLIENT_ADDRESS_H

#include "http/request.h"

/* An address or a network: "10.0.0.0/8", "2001:db8::/32". IPv4 as its IPv6 form. */
struct network {
    unsigned char bytes[16];
    int bits;
};

bool network_parse(struct str text, struct network *ret);
/* The address of the connection, or the last one in the header that is none of the proxies'. */
struct str client_address(const struct request *req, struct str peer, const char *header,
                          const struct network *proxies, size_t n);
/* What limits count as one client: an IPv4 address, or the /64 of an IPv6 address, which one
 * household has. */
struct str client_network(struct arena *arena, struct str address);

#endif
