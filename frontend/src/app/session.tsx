// Who is signed in. The session itself is a cookie that no script can read; what scripts know is who it belongs to and
// the text that changes must carry.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useDeferredValue, useEffect, useLayoutEffect, useRef } from "react";
import { Navigate, useLocation } from "react-router";
import { api, http, type Schemas, useCsrf as keepCsrf, whenSignedOut } from "~/api/client";
import { keepKnown } from "~/api/early";
import { Problem } from "~/api/problem";
import { useLocale } from "~/i18n/locale";
import { ErrorState } from "~/ui/ErrorState";
import { applyBrand, brandOf, OURS } from "./brand";
import { Frame } from "./Frame";
import { heardOf, meaningOf, tellTabs, whoIs } from "./tabs";

export type SignedIn = Schemas["signed_in"];
export type Account = Schemas["accounts"];
export type RoleOfPerson = Schemas["sessions"]["role"];

const KEY = ["session"];
/** Pages that hear of their account by the socket ask at once; on the others it is known as late as this. */
const ACCOUNT_MS = 60_000;

const roleOf = (signedIn: SignedIn): RoleOfPerson => signedIn.session?.role ?? "viewer";

async function readSession(): Promise<SignedIn | null> {
  try {
    const { data } = await http.GET("/api/v1/session");
    return data ?? null;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

function useSessionQuery() {
  return useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 5 * 60_000, retry: (n, e) => n < 2 && e instanceof Problem && e.passes });
}

interface Here {
  signedIn: SignedIn;
  account: Account;
  role: RoleOfPerson;
}
const Context = createContext<Here | null>(null);

/** Everything below has a session and its account; without one it leads to the log-in page and back. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSessionQuery();
  const cache = useQueryClient();
  const place = useLocation();
  const { country, setCountry } = useLocale();
  const signedIn = session.data;
  if (signedIn?.csrf) keepCsrf(signedIn.csrf);
  const account = api.useQuery("get", "/api/v1/account", {}, { enabled: Boolean(signedIn), staleTime: 5 * 60_000, refetchInterval: ACCOUNT_MS });
  useEffect(() => {
    if (signedIn !== undefined) keepKnown(signedIn && { role: roleOf(signedIn), operates: signedIn.user?.platform_admin === true });
  }, [signedIn]);

  // Another tab has signed in, out or gone to another account: nothing of one stays on the screen of the other.
  const who = signedIn ? whoIs(signedIn) : "";
  const before = useRef("");
  useEffect(() => {
    if (signedIn === undefined) return;
    if (meaningOf(who, before.current) === "others") return location.assign("/");
    before.current = who;
    tellTabs(who);
    return heardOf(who, (isSame) => {
      if (isSame) void cache.invalidateQueries({ queryKey: KEY });
      else location.assign("/");
    });
  }, [signedIn === undefined, who, cache]);

  // A refusal may be of a password that was asked again, or of a request that overtook a renewed cookie: the server says.
  useEffect(() => whenSignedOut(() => void cache.invalidateQueries({ queryKey: KEY }, { cancelRefetch: false })), [cache]);
  const itsCountry = account.data?.country ?? "";
  useLayoutEffect(() => setCountry(itsCountry), [itsCountry, setCountry]);

  useEffect(() => {
    if (account.data) applyBrand(brandOf(account.data));
  }, [account.data]);
  useEffect(() => () => applyBrand(OURS), []);

  // All that writes numbers depends on the country: the page is drawn once it is known, and not twice; and in slices.
  const isKnown = useDeferredValue(Boolean(signedIn && account.data) && country === itsCountry);

  if (session.error && signedIn === undefined) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  if (signedIn === undefined) return <Frame shown />;
  if (signedIn === null) return <Navigate to={`/login?to=${encodeURIComponent(place.pathname + place.search)}`} replace />;
  if (account.error) return <ErrorState error={account.error} onRetry={() => void account.refetch()} />;
  if (!isKnown || !account.data) return <Frame shown />;
  return (
    <Context.Provider value={{ signedIn, account: account.data, role: roleOf(signedIn) }}>{children}</Context.Provider>
  );
}

export function useSession(): Here {
  const here = useContext(Context);
  if (here === null) throw new Error("outside of RequireSession");
  return here;
}

export function useSignIn(): (signedIn: SignedIn) => void {
  const cache = useQueryClient();
  return (signedIn) => {
    cache.clear(); // nothing of whoever was here before
    if (signedIn.csrf) keepCsrf(signedIn.csrf);
    cache.setQueryData(KEY, signedIn);
  };
}

/** The same person goes on under another session: after a new password or a second factor. */
export function useRenewed(): (signedIn: SignedIn | undefined) => void {
  const cache = useQueryClient();
  return (signedIn) => {
    if (!signedIn) return;
    if (signedIn.csrf) keepCsrf(signedIn.csrf);
    cache.setQueryData(KEY, signedIn);
    void cache.invalidateQueries({ queryKey: ["get", "/api/v1/sessions"] });
  };
}

export function useSignOut(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await http.DELETE("/api/v1/session");
    tellTabs(""); // the page is left before RequireSession would hear of it and tell them
    cache.clear();
    cache.setQueryData(KEY, null);
  };
}
