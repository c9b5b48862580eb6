/* tests/e2e/print_routes.c - the route table as the server reads it, a line a route: method, path,
 * permission, whether an Idempotency-Key is taken. */
#include <stdio.h>

#include "http/edge.h"
#include "presentation/rest_server.h"

static void print(const struct route *routes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%s %s %.*s %s\n", routes[i].method, routes[i].path,
               STR_ARG(permission_name(routes[i].permission)),
               routes[i].limits.key == 0 ? "-" : "key");
}

int main(void)
{
    struct route_list product = rest_routes();

    print(system_routes, system_routes_n);
    print(product.items, product.n);
    return fflush(stdout) == 0 ? 0 : 1;
}
