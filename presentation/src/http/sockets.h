/* sockets.h - civetweb tells nobody which socket a connection has: the kernel does. */
#ifndef HTTP_SOCKETS_H
#define HTTP_SOCKETS_H

struct sockets;

/* Of the first `most` descriptors of this process. */
struct sockets *sockets_new(int most);
void sockets_free(struct sockets *sockets);

/* The descriptor whose other end is address:port and whose own port is `own_port`. -1: unknown, or
 * several have that port at their other end, or it came since the descriptors were last looked
 * through, which is done 20 times a second at most: ask again later. It stays the connection's for
 * as long as the connection's thread does not return.
 *
 * A client that connects from one port to two addresses of this host may be given the wrong one of
 * its two; what is done with it must harm nobody but that connection. From any thread. */
int sockets_find(struct sockets *sockets, const char *address, int port, int own_port);

#endif
