// A menu behind a button. Until it is first opened there is the button alone.

import { cloneElement, createContext, type KeyboardEvent, type ReactElement, useContext, useEffect } from "react";
import { useOnDemand } from "./onDemand";
import type { CheckProps, ChoiceProps, ItemProps, MenuProps } from "./MenuParts";

type Parts = typeof import("./MenuParts");
export const loadMenu = (): Promise<Parts> => import("./MenuParts");
const Context = createContext<Parts | null>(null);

type Trigger = ReactElement<Record<string, unknown>>;

export function Menu({ trigger, children, align, opened = false }: MenuProps & { trigger: Trigger }) {
  const { part, ask, warm } = useOnDemand(loadMenu);
  useEffect(() => {
    if (opened) ask();
  }, [opened]);
  if (part) {
    return (
      <Context.Provider value={part}>
        <part.Menu trigger={trigger} align={align} opened>
          {children}
        </part.Menu>
      </Context.Provider>
    );
  }
  return cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: ask,
    onPointerEnter: warm,
    onFocus: warm,
    onKeyDown: (event: KeyboardEvent) => event.key === "ArrowDown" && ask(),
  });
}

export function MenuItem(props: ItemProps) {
  const parts = useContext(Context);
  return parts && <parts.MenuItem {...props} />;
}

export function MenuChoice<T extends string>(props: ChoiceProps<T>) {
  const parts = useContext(Context);
  return parts && <parts.MenuChoice {...props} />;
}

export function MenuLine() {
  const parts = useContext(Context);
  return parts && <parts.MenuLine />;
}

export function CheckItem(props: CheckProps) {
  const parts = useContext(Context);
  return parts && <parts.CheckItem {...props} />;
}
