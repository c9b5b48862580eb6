// What pages know of addresses. Small on purpose: there are no nested routes, and what a page shows it asks the API itself.

import {
  type ComponentProps,
  createContext,
  type FocusEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { addressOf, type At, isWithin, type Navigator, type Place, resolved, type Way } from "./navigator";

/** What stands in the address in the place of ":id". */
export type Params = Readonly<Record<string, string | undefined>>;

interface Here {
  navigator: Navigator<{ params: Params }>;
  at: At<{ params: Params }>;
}
const Context = createContext<Here | null>(null);

interface RouterProps<View extends { params: Params }> {
  navigator: Navigator<View>;
  children(at: At<View>): ReactNode;
}

export function Router<View extends { params: Params }>({ navigator, children }: RouterProps<View>) {
  const [at, setAt] = useState(navigator.at);
  useEffect(() => {
    const follow = (next: At<View>) => startTransition(() => setAt(next));
    follow(navigator.at);
    return navigator.listen(follow);
  }, [navigator]);
  const here = useMemo(() => ({ navigator: navigator as unknown as Here["navigator"], at }), [navigator, at]);
  return <Context.Provider value={here}>{children(at)}</Context.Provider>;
}

function useHere(): Here {
  const here = useContext(Context);
  if (here === null) throw new Error("outside of Router");
  return here;
}

export const useLocation = (): Place => useHere().at.place;
export const useNavigationType = (): Way => useHere().at.way;
export const useParams = (): Params => useHere().at.view?.params ?? {};

type Go = (to: string, options?: { replace?: boolean }) => Promise<void>;

export function useNavigate(): Go {
  const { navigator } = useHere();
  return useCallback((to, options) => navigator.go(to, options), [navigator]);
}

/** Drawn, it leads elsewhere. */
export function Navigate({ to, replace = false }: { to: string; replace?: boolean }) {
  const navigate = useNavigate();
  useEffect(() => void navigate(to, { replace }), [navigate, to, replace]);
  return null;
}

type Filters = URLSearchParams | Record<string, string>;
type SetSearch = (next: Filters | ((before: URLSearchParams) => Filters), options?: { replace?: boolean }) => void;

export function useSearchParams(): [URLSearchParams, SetSearch] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const set = useCallback<SetSearch>(
    (next, options) => {
      // of two changes at once the second is of what the first left
      const filters = typeof next === "function" ? next(new URLSearchParams(location.search)) : next;
      void navigate(`?${new URLSearchParams(filters).toString()}`, options);
    },
    [navigate],
  );
  return [params, set];
}

type LinkProps = Omit<ComponentProps<"a">, "href"> & { to: string };

/** For another tab or window, or to be kept: the browser's. */
const isBrowsers = (event: MouseEvent): boolean =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/** An address of ours. The code of its page is fetched when a pointer or the keyboard comes near. */
export function Link({ to, onClick, onPointerEnter, onFocus, target, ...rest }: LinkProps) {
  const { navigator, at } = useHere();
  const place = resolved(to, new URL(addressOf(at.place), location.origin).href);
  const address = addressOf(place);
  return (
    <a
      {...rest}
      target={target}
      href={address}
      onPointerEnter={(event: PointerEvent<HTMLAnchorElement>) => {
        navigator.warm(address);
        onPointerEnter?.(event);
      }}
      onFocus={(event: FocusEvent<HTMLAnchorElement>) => {
        navigator.warm(address);
        onFocus?.(event);
      }}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || isBrowsers(event) || (target && target !== "_self")) return;
        event.preventDefault();
        void navigator.go(address, { replace: address === addressOf(at.place) });
      }}
    />
  );
}

/** Of a menu: tells whether the page that is there is its own, or with `end` not only below it. */
export function NavLink({ end = false, ...rest }: LinkProps & { end?: boolean }) {
  const { pathname } = useLocation();
  return <Link {...rest} aria-current={isWithin(pathname, rest.to, end) ? "page" : undefined} />;
}
