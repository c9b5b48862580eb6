import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { createBrowserRouter, Outlet, type RouteObject, RouterProvider } from "react-router";
import { Problem } from "~/api/problem";
import { LocaleProvider } from "~/i18n/locale";
import { Toasts } from "~/ui/Toasts";
import { Allowed } from "./Allowed";
import { Frame } from "./Frame";
import { Broken, NotFound } from "./Lost";
import { openPages, type Page, pages } from "./pages";

const cache: QueryClient = new QueryClient({
  // Somebody else changed it meanwhile: the next try is of the record as it is now.
  mutationCache: new MutationCache({
    onError: (error) => {
      if (error instanceof Problem && error.status === 412) void cache.invalidateQueries();
    },
  }),
  defaultOptions: {
    // Without a network a request fails at once and says so: it does not wait, and nothing is done minutes after the press.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      refetchOnReconnect: true,
      staleTime: 10_000,
      retry: (n, error) => n < 2 && error instanceof Problem && error.passes,
      retryDelay: (n) => 1000 * 2 ** n,
    },
  },
});

function route(page: Page): RouteObject {
  return {
    path: page.path,
    lazy: async () => {
      const Content = (await page.load()).default;
      const { permission } = page;
      if (!permission) return { Component: Content };
      return {
        Component: () => (
          <Allowed permission={permission}>
            <Content />
          </Allowed>
        ),
      };
    },
  };
}

const router = createBrowserRouter([
  {
    errorElement: <Broken />,
    hydrateFallbackElement: <Frame />,
    children: [
      ...openPages.map(route),
      {
        // The frame is no part of what the log-in page loads.
        lazy: async () => {
          const { default: Inside } = await import("./Inside");
          return {
            Component: () => (
              <Inside>
                <Outlet />
              </Inside>
            ),
          };
        },
        children: [{ errorElement: <Broken />, children: [...pages.map(route), { path: "*", Component: NotFound }] }],
      },
    ],
  },
]);

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <LocaleProvider>
        <QueryClientProvider client={cache}>
          <RouterProvider router={router} />
          <Toasts />
        </QueryClientProvider>
      </LocaleProvider>
    </CSPProvider>
  );
}
