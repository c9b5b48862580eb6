// What is on the screen stays true by itself. A page says what it shows; the layer below keeps it fresh: by asking
// again every few seconds, or, when the server offers its live socket, by what the socket tells.
//
//   useLive("campaign", id);                 // this page shows a campaign: its queries are kept fresh
//   refetchInterval: useRefresh()            // and for a query of one's own

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";

export type Topic = "account" | "batch" | "campaign" | "calls";
export type LiveState = "live" | "polling" | "offline";

const POLL_MS = 3000;

interface Live {
  state: LiveState;
  watch(topic: Topic, id: string): () => void;
}
const Context = createContext<Live | null>(null);

/** Which queries show a topic: the beginnings of their keys. */
function queriesOf(topic: Topic): readonly string[] {
  switch (topic) {
    case "account":
      return ["/api/v1/account/stats", "/api/v1/wallet", "/api/v1/campaigns", "/api/v1/campaigns/{id}/progress"];
    case "batch":
      return ["/api/v1/batches"];
    case "campaign":
      return ["/api/v1/campaigns/{id}", "/api/v1/campaigns/{id}/progress", "/api/v1/calls"];
    case "calls":
      return ["/api/v1/calls"];
  }
}

const online = {
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

export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const isOnline = useSyncExternalStore(online.subscribe, online.read);
  const [watched] = useState(() => new Map<string, { topic: Topic; n: number }>());
  const state: LiveState = isOnline ? "polling" : "offline";

  useEffect(() => {
    if (state !== "polling") return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      const paths = new Set([...watched.values()].flatMap(({ topic }) => queriesOf(topic)));
      for (const path of paths) void cache.invalidateQueries({ queryKey: ["get", path] });
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [cache, state, watched]);

  const live = useMemo<Live>(
    () => ({
      state,
      watch(topic, id) {
        const key = `${topic}:${id}`;
        const entry = watched.get(key) ?? { topic, n: 0 };
        entry.n++;
        watched.set(key, entry);
        return () => {
          entry.n--;
          if (entry.n === 0) watched.delete(key);
        };
      },
    }),
    [state, watched],
  );
  return <Context.Provider value={live}>{children}</Context.Provider>;
}

export function useLiveState(): LiveState {
  return useContext(Context)?.state ?? "polling";
}

/** The page shows this: keep its queries fresh as long as it is there. */
export function useLive(topic: Topic, id = ""): void {
  const live = useContext(Context);
  const watch = live?.watch;
  useEffect(() => watch?.(topic, id), [watch, topic, id]);
}
