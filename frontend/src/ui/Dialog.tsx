// Dialogs. What draws them is loaded when the first one opens, or when the page is at rest.

import { useEffect } from "react";
import type { ConfirmProps, DialogProps } from "./DialogBox";
import { useOnDemand } from "./onDemand";

type Box = typeof import("./DialogBox");
export const loadDialog = (): Promise<Box> => import("./DialogBox");

function useBox({ open, onClose }: { open: boolean; onClose(): void }): Box | null {
  const { part, ask } = useOnDemand(loadDialog, onClose);
  useEffect(() => {
    if (open) ask();
  }, [open]);
  return part;
}

export function Dialog(props: DialogProps) {
  const box = useBox(props);
  return box && <box.Dialog {...props} />;
}

/** Asks once before anything that calls people, spends money or cannot be undone. */
export function Confirm(props: ConfirmProps) {
  const box = useBox(props);
  return box && <box.Confirm {...props} />;
}
