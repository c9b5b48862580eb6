// The board, kept true by the live socket and, where there is none, by asking again. The link's secret opens both; the
// cookie of somebody who is signed in on the same machine is not sent.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { http } from "~/api/client";
import { asProblem, Problem } from "~/api/problem";
import { type Entrance, inBrowser, LiveSocket } from "~/live/socket";
import { type Board, type BoardCampaign, withCampaign } from "./board";

/** While nothing is told, and while the socket tells: then only what happens in silence is missed. */
const POLL_MS = 3000;
const SELDOM_MS = 15_000;

const bearer = (secret: string) => ({ headers: { Authorization: `Bearer ${secret}` }, credentials: "omit" as const });

/** The link was revoked, is too old, or was never one. */
const isOver = (error: unknown): boolean => [401, 403].includes(asProblem(error)?.status ?? 0);

async function enter(secret: string): Promise<Entrance | null> {
  try {
    const { data } = await http.GET("/api/v1/live", bearer(secret));
    return data?.url && data.ticket ? { url: data.url, ticket: data.ticket } : null;
  } catch (error) {
    if (isOver(error) || (error instanceof Problem && ["live.off", "http.no_such_path"].includes(error.code))) return null;
    throw error;
  }
}

export interface Watched {
  board: Board | undefined;
  /** "away": nothing is heard; what came last is still there. */
  state: "live" | "polling" | "away" | "ended";
  /** When something was heard last. */
  heardAt: number;
}

export function useBoard(secret: string): Watched {
  const cache = useQueryClient();
  const [isUp, setUp] = useState(false);
  const [socket, setSocket] = useState<LiveSocket>();
  const key = ["board", secret];
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await http.GET("/api/v1/board", { ...bearer(secret), signal })).data ?? null,
    enabled: secret !== "",
    retry: false, // it is asked again anyway
    networkMode: "always",
    refetchInterval: ({ state }) => (isOver(state.error) ? false : isUp && !state.error ? SELDOM_MS : POLL_MS),
    refetchIntervalInBackground: true,
  });
  const ended = secret === "" || isOver(query.error);

  useEffect(() => {
    if (ended) return;
    const own = ["board", secret];
    const askAgain = () => void cache.invalidateQueries({ queryKey: own });
    const made = new LiveSocket({
      ...inBrowser,
      enter: () => enter(secret),
      onUp: (up) => {
        setUp(up);
        askAgain();
      },
      onChange: ({ topic, id, view }) => {
        if (topic !== "campaign" || !view) return;
        const next = withCampaign(cache.getQueryData<Board>(own), id ?? "", view as BoardCampaign);
        if (next) cache.setQueryData(own, next);
        else askAgain();
      },
      onEvents: (events) => {
        if (events.some(({ type }) => type.startsWith("campaign."))) askAgain();
      },
      onReload: askAgain,
    });
    setSocket(made);
    made.start();
    const end = made.watch("account", "");
    const connection = ["online", "offline"] as const; // a socket may take minutes to notice
    for (const name of connection) addEventListener(name, askAgain);
    return () => {
      for (const name of connection) removeEventListener(name, askAgain);
      end();
      made.stop();
      setUp(false);
    };
  }, [cache, secret, ended]);

  const ids = (query.data?.campaigns ?? []).map(({ progress }) => progress.campaign ?? "").join(" ");
  useEffect(() => {
    if (!socket || ids === "") return;
    const ends = ids.split(" ").map((id) => socket.watch("campaign", id));
    return () => ends.forEach((end) => end());
  }, [socket, ids]);

  const state = ended ? "ended" : query.error ? "away" : isUp ? "live" : "polling";
  return { board: ended ? undefined : (query.data ?? undefined), state, heardAt: query.dataUpdatedAt };
}

/** The account's picture, which the link's secret opens as well: no image of a page could say it. */
export function useBoardLogo(secret: string, has: boolean): string | undefined {
  const { data } = useQuery({
    queryKey: ["board logo", secret],
    queryFn: async () => (await http.GET("/api/v1/board/logo", { ...bearer(secret), parseAs: "blob" })).data as Blob | undefined ?? null,
    enabled: has && secret !== "",
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!has || !data) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [data, has]);
  return url;
}
