// What an address shows: the code of its page, and the frame around it for who is signed in. What has come is kept, so that
// the way back is at once.

import type { ComponentType, ReactNode } from "react";
import type { Params } from "~/router/router";
import { Broken, NotFound } from "./Lost";
import { pageAt } from "./pageAt";
import { openPages, type Page, pages } from "./pages";

type Around = ComponentType<{ children: ReactNode }>;

export interface View {
  params: Params;
  /** Absent: there is no such page, or its code did not come. */
  page?: Page;
  Content: ComponentType;
  /** Absent: for people without a session. */
  Inside?: Around;
}

const contents = new Map<Page, ComponentType>();
let inside: Around | undefined;

async function load(page: Page): Promise<ComponentType> {
  const Content = (await page.load()).default;
  contents.set(page, Content);
  return Content;
}

/** The frame is no part of what the log-in page loads. */
async function loadInside(): Promise<Around> {
  inside = (await import("./Inside")).default;
  return inside;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const decodedAll = (at: Record<string, string>): Params => Object.fromEntries(Object.entries(at).map(([name, text]) => [name, decoded(text)]));

async function insideView(page: Page | undefined, params: Params): Promise<View> {
  const coming = page && load(page);
  coming?.catch(() => undefined); // heard of below, after the frame
  const Inside = await loadInside();
  if (!page || !coming) return { params, Content: NotFound, Inside };
  try {
    return { params, page, Content: await coming, Inside };
  } catch (error) {
    return { params, Content: () => <Broken error={error} />, Inside };
  }
}

/** At once, when the code is there. */
export function viewAt(path: string): View | Promise<View> {
  const open = pageAt(openPages, path);
  const found = open ?? pageAt(pages, path);
  const page = found?.page;
  const params = decodedAll(found?.at ?? {});
  const Content = page ? contents.get(page) : NotFound;
  if (open) return Content ? { params, page, Content } : load(open.page).then((Loaded) => ({ params, page, Content: Loaded }));
  return Content && inside ? { params, page, Content, Inside: inside } : insideView(page, params);
}
