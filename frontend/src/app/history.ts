// The browser's history, where going to where one already is adds nothing: pressed twice, a link is gone to once, and one
// press of "back" comes back. The router looks at the page that is drawn; the address is there before it.

import { UNSAFE_createBrowserHistory as createBrowserHistory } from "react-router";

type History = ReturnType<typeof createBrowserHistory>;

export function goingOnce(history: History, here: () => string = () => location.href): History {
  const push = history.push.bind(history);
  const isHere = (to: Parameters<History["push"]>[0]) => new URL(history.createHref(to), here()).href === here();
  history.push = (to, state) => (isHere(to) ? history.replace(to, state) : push(to, state));
  return history;
}

export const browserHistory = (): History => goingOnce(createBrowserHistory({ v5Compat: true }));
