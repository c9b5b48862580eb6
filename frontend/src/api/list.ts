// A list of the API, page after page: useList("/api/v1/calls", { limit: 100, sort: "-created_at", campaign: id }).

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { currentLanguage } from "~/i18n/locale";
import { http } from "./client";
import type { paths } from "./schema";

type Get<P extends keyof paths> = paths[P] extends { get: infer G } ? G : never;
type Answer<P extends keyof paths> =
  Get<P> extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;

/** Paths that answer { items, next_cursor }. */
export type ListPath = { [P in keyof paths]: Answer<P> extends { items: unknown[] } ? P : never }[keyof paths];
export type ItemOf<P extends ListPath> = Answer<P> extends { items: (infer I)[] } ? I : never;
export type QueryOf<P extends ListPath> = Omit<
  NonNullable<Get<P> extends { parameters: { query?: infer Q } } ? Q : never>,
  "cursor"
>;

interface Page<P extends ListPath> {
  items: ItemOf<P>[];
  next_cursor: string | null;
}

export interface List<P extends ListPath> {
  /** Undefined while the first page is on its way. */
  data: ItemOf<P>[] | undefined;
  error: unknown;
  refetch(): unknown;
  /** For <DataTable more>. */
  more: { has: boolean; loading: boolean; load(): void };
}

/** Asked for anew in another language: some lists bring sentences. `at` fills the path's own names: { id }. */
export function useList<P extends ListPath>(
  path: P,
  query: QueryOf<P> = {} as QueryOf<P>,
  enabled = true,
  at: Record<string, string> = {},
): List<P> {
  const list = useInfiniteQuery({
    queryKey: ["get", path, { list: query, at, language: currentLanguage() }],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === "" ? {} : { cursor: pageParam };
      const init = { params: { path: at, query: { ...query, ...cursor } }, signal };
      const { data } = await http.GET(path as never, init as never);
      return data as unknown as Page<P>;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
  const data = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  return {
    data,
    error: list.error,
    refetch: () => void list.refetch(),
    more: { has: list.hasNextPage, loading: list.isFetchingNextPage, load: () => void list.fetchNextPage() },
  };
}
