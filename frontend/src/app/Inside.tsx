import type { ReactNode } from "react";
import { LiveProvider } from "~/live/live";
import { RequireSession } from "./session";
import Shell from "./Shell";

/** Around every page for who is signed in. */
export default function Inside({ children }: { children: ReactNode }) {
  return (
    <RequireSession>
      <LiveProvider>
        <Shell>{children}</Shell>
      </LiveProvider>
    </RequireSession>
  );
}
