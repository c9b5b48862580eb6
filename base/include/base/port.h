/* base/port.h - a port is a const table of functions and a self: two words, passed by value. */
#ifndef BASE_PORT_H
#define BASE_PORT_H

#define VIA(port, slot, ...) ((port).ops->slot((port).self, __VA_ARGS__))
#define VIA0(port, slot) ((port).ops->slot((port).self))

#endif
