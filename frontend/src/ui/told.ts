// What a field tells of the control within, for controls that are not the library's own.

import { createContext } from "react";

export interface FieldTold {
  isWrong: boolean;
  /** The ids of its hint and of what is wrong. */
  notes: string | undefined;
}

export const Told = createContext<FieldTold>({ isWrong: false, notes: undefined });
