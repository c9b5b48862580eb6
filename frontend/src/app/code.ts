// Code that comes when it is needed, asked for once. React's `lazy` would begin to wait for what is there already, and
// what it shows meanwhile stays on the screen for a third of a second.

type Load<T> = () => Promise<T>;

const asked = new Map<Load<unknown>, Promise<unknown>>();

/** The same promise each time, as `use` wants it. What did not come is not asked for again: whoever sees that loads the
 *  document anew (Lost.tsx). */
export function codeOf<T>(load: Load<T>): Promise<T> {
  const before = asked.get(load) as Promise<T> | undefined;
  if (before) return before;
  const code = load();
  asked.set(load, code);
  return code;
}
