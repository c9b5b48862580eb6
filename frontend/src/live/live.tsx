// What is on the screen stays true by itself. A page says what it shows; the live socket tells what changes, which goes
// straight into the cache of queries. Without a socket (a server that has no hub, a network that lets none through) the
// same queries are asked again every few seconds.
//
//   useLive("campaign", id);      // this page shows a campaign: its queries are kept fresh

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { http, type Schemas } from "~/api/client";
import { Problem } from "~/api/problem";
import { whenIdle } from "~/ui/whenIdle";
import { type Change, type Entrance, inBrowser, LiveSocket, type Topic } from "./socket";

/** Offline: this device has no network. Away: the server does not answer. */
export type LiveState = "live" | "polling" | "offline" | "away";

const POLL_MS = 3000;
/** So long a page trusts that its socket comes, before it asks by itself: on a slow device it is still being drawn. */
const TRUSTS_MS = 10_000;
/** Events that come together ask once. */
const GATHER_MS = 400;

/** The queries that show a topic, by the beginnings of their keys. */
const queriesOf: Record<Topic, readonly string[]> = {
  account: ["/api/v1/account/stats", "/api/v1/wallet", "/api/v1/campaigns", "/api/v1/campaigns/{id}/progress"],
  batch: ["/api/v1/batches/{id}", "/api/v1/batches/{id}/rows"],
  campaign: ["/api/v1/campaigns/{id}", "/api/v1/campaigns/{id}/progress", "/api/v1/jobs"],
  calls: ["/api/v1/calls"],
};

/** Whoever is signed in to it reads its name and whether it is suspended on every page. */
const OF_THE_ACCOUNT = "/api/v1/account";

/** What fails and has nothing to show is left alone: asked at each event it would never come to say so. */
const isSound = ({ state }: Query): boolean =>
  state.data !== undefined || (state.status !== "error" && state.fetchFailureCount === 0);

function askAgain(cache: QueryClient, paths: Iterable<string>): void {
  for (const path of new Set(paths)) void cache.invalidateQueries({ queryKey: ["get", path], predicate: isSound });
}

/** The server is there again: what failed meanwhile is asked without a press. */
function mend(cache: QueryClient): void {
  void cache.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
}

async function enter(): Promise<Entrance | null> {
  try {
    const { data } = await http.GET("/api/v1/live");
    return data?.url && data.ticket ? { url: data.url, ticket: data.ticket } : null;
  } catch (error) {
    if (error instanceof Problem && ["live.off", "http.no_such_path"].includes(error.code)) return null;
    throw error;
  }
}

/** A view goes where the query that shows it would have put it. */
function apply(cache: QueryClient, change: Change, gather: (paths: readonly string[]) => void): void {
  const by = { params: { path: { id: change.id ?? "" } } };
  if (change.topic === "campaign" && change.view) {
    const progress = change.view as Schemas["campaign_progress"];
    const before = cache.getQueryData<Schemas["campaign_progress"]>(["get", "/api/v1/campaigns/{id}/progress", by]);
    cache.setQueryData(["get", "/api/v1/campaigns/{id}/progress", by], progress);
    if (before && before.status !== progress.status) gather(["/api/v1/campaigns/{id}", "/api/v1/campaigns"]);
    gather(["/api/v1/jobs"]);
  } else if (change.topic === "batch" && change.view) {
    cache.setQueryData(["get", "/api/v1/batches/{id}", by], change.view);
  } else if (change.topic === "account" && change.view) {
    cache.setQueryData(["get", "/api/v1/wallet", {}], change.view);
  } else {
    gather(queriesOf[change.topic]);
  }
}

const connection = {
  subscribe(changed: () => void) {
    addEventListener("online", changed);
    addEventListener("offline", changed);
    return () => {
      removeEventListener("online", changed);
      removeEventListener("offline", changed);
    };
  },
  read: () => navigator.onLine,
};

interface Live {
  state: LiveState;
  socket: LiveSocket;
}
const Context = createContext<Live | null>(null);

/** Paths to be asked again soon, together. */
function gatherer(cache: QueryClient) {
  const paths = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (more: readonly string[]) => {
    for (const path of more) paths.add(path);
    timer ??= setTimeout(() => {
      timer = undefined;
      askAgain(cache, paths);
      paths.clear();
    }, GATHER_MS);
  };
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const isOnline = useSyncExternalStore(connection.subscribe, connection.read);
  const [isUp, setUp] = useState<boolean | null>(null); // null: it is on its way for the first time
  const [isAway, setAway] = useState(false);
  const socket = useMemo(() => {
    const gather = gatherer(cache);
    return new LiveSocket({
      ...inBrowser,
      enter: async () => {
        try {
          const entrance = await enter();
          setAway(false);
          return entrance;
        } catch (error) {
          setAway(error instanceof Problem && error.passes);
          throw error;
        }
      },
      onUp: setUp,
      onChange: (change) => apply(cache, change, gather),
      onEvents: (events) => {
        gather(queriesOf.account);
        if (events.some(({ type }) => type.startsWith("account."))) gather([OF_THE_ACCOUNT]);
      },
      onReload: () => void cache.invalidateQueries(),
    });
  }, [cache]);

  useEffect(() => {
    const wake = () => {
      if (!document.hidden) socket.wake();
    };
    const notYet = whenIdle(() => socket.start(), 0); // the page comes first
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      notYet();
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      socket.stop();
    };
  }, [socket]);

  const state: LiveState = !isOnline ? "offline" : isUp ? "live" : isAway ? "away" : "polling";
  useEffect(() => {
    if (state === "live" || state === "polling") mend(cache);
  }, [cache, state]);
  useEffect(() => {
    const timer = setTimeout(() => setUp((known) => known ?? false), TRUSTS_MS);
    return () => clearTimeout(timer);
  }, []);
  const asks = state === "polling" && isUp === false;
  useEffect(() => {
    if (!asks) return;
    const timer = setInterval(() => {
      if (!document.hidden) askAgain(cache, [OF_THE_ACCOUNT, ...socket.watched().flatMap(({ topic }) => queriesOf[topic])]);
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [cache, socket, asks]);

  const live = useMemo<Live>(() => ({ state, socket }), [state, socket]);
  return <Context.Provider value={live}>{children}</Context.Provider>;
}

export function useLiveState(): LiveState {
  return useContext(Context)?.state ?? "polling";
}

/** The page shows this: its queries are kept fresh as long as it is there. */
export function useLive(topic: Topic, id = "", enabled = true): void {
  const socket = useContext(Context)?.socket;
  useEffect(() => (enabled ? socket?.watch(topic, id) : undefined), [socket, topic, id, enabled]);
}
