import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { type ReactNode, Suspense, use, useEffect } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { Outlet, Route, Routes, unstable_HistoryRouter as HistoryRouter, useLocation } from "react-router";
import { Problem } from "~/api/problem";
import { LocaleProvider } from "~/i18n/locale";
import { Skeleton } from "~/ui/States";
import { Toasts } from "~/ui/Toasts";
import { Allowed } from "./Allowed";
import { codeOf } from "./code";
import { Frame } from "./Frame";
import { browserHistory } from "./history";
import { Broken, NotFound } from "./Lost";
import { loadInside, openPages, type Page, pages } from "./pages";

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

/** Its code comes when somebody first goes there; the page before stays until then. */
function Content({ load }: Pick<Page, "load">) {
  const { default: Shown } = use(codeOf(load));
  return <Shown />;
}

function InFrame({ children }: { children: ReactNode }) {
  const { default: Inside } = use(codeOf(loadInside));
  return <Inside>{children}</Inside>;
}

/** A page that stopped leaves what is around it in use; the next page is drawn again. */
function Guarded({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const { pathname } = useLocation();
  // the address changes at once, the page when it is there: who looks from outside sees which one is shown
  useEffect(() => {
    document.documentElement.dataset["shows"] = pathname;
  }, [pathname]);
  return (
    <ErrorBoundary FallbackComponent={Broken} resetKeys={[pathname]}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function routeOf({ path, permission, load }: Page) {
  const content = <Content load={load} />;
  const shown = permission ? <Allowed permission={permission}>{content}</Allowed> : content;
  return <Route key={path} path={path} element={shown} />;
}

const inside = (
  <InFrame>
    <Guarded waiting={<Skeleton height={400} />}>
      <Outlet />
    </Guarded>
  </InFrame>
);

const routes = (
  <Routes>
    {openPages.map(routeOf)}
    <Route element={inside}>
      {pages.map(routeOf)}
      <Route path="*" element={<NotFound />} />
    </Route>
  </Routes>
);

const history = browserHistory();

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <LocaleProvider>
        <QueryClientProvider client={cache}>
          <HistoryRouter history={history}>
            <Guarded waiting={<Frame />}>{routes}</Guarded>
          </HistoryRouter>
          <Toasts />
        </QueryClientProvider>
      </LocaleProvider>
    </CSPProvider>
  );
}
