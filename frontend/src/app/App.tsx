import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";
import { Problem } from "~/api/problem";
import { LocaleProvider } from "~/i18n/locale";
import { type At, inBrowser, Navigator } from "~/router/navigator";
import { Router } from "~/router/router";
import { Toasts } from "~/ui/Toasts";
import { Allowed } from "./Allowed";
import { Frame } from "./Frame";
import { Boundary, Broken } from "./Lost";
import { type View, viewAt } from "./views";

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

function draw({ place, view, error }: At<View>): ReactNode {
  if (error) return <Broken error={error} />;
  if (!view) return <Frame />;
  const { Inside, page, Content } = view;
  // what failed here stays here: the menu leads on
  const content = (
    <Boundary place={place}>
      {page?.permission ? (
        <Allowed permission={page.permission}>
          <Content />
        </Allowed>
      ) : (
        <Content />
      )}
    </Boundary>
  );
  return <Boundary place={place}>{Inside ? <Inside>{content}</Inside> : content}</Boundary>;
}

const navigator = new Navigator(inBrowser, viewAt);

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <LocaleProvider>
        <QueryClientProvider client={cache}>
          <Router navigator={navigator}>{draw}</Router>
          <Toasts />
        </QueryClientProvider>
      </LocaleProvider>
    </CSPProvider>
  );
}
