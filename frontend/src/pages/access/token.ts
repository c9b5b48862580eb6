import { useEffect, useState } from "react";

/** The token stands behind the #: no server and no log sees it. It leaves the address at once. */
export function useToken(): string {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token") ?? "");
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);
  return token;
}
