// The page behind a dialog takes no focus and no press. The guards at the ends of a dialog hand the focus on a frame later: a
// Tab that is quicker must find nothing behind it.

import { useLayoutEffect } from "react";

const page = () => document.getElementById("root");
let covers = 0;

/** From the commit that opens the dialog to the one that closes the last of them. */
export function useCover(open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return;
    covers++;
    page()?.toggleAttribute("inert", true);
    return () => {
      covers--;
      page()?.toggleAttribute("inert", covers > 0);
    };
  }, [open]);
}
