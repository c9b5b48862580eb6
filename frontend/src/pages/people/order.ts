import type { Schemas } from "~/api/client";

type Entry = Schemas["timeline_entry"];
const course: readonly Entry["kind"][] = ["imported", "held", "dialed", "answered", "ended", "promised", "settled", "finished", "waiting"];

/** What leads to what, though two clocks tell of it: ours, and the provider's. Of one call nothing stands after what
 * followed from it; all else stays in the order of its time. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  const soonest = (entry: Entry): number => {
    const from = course.indexOf(entry.kind);
    const later = entries.filter((other) => from >= 0 && entry.call && other.call === entry.call && course.indexOf(other.kind) > from);
    return Math.min(...[entry, ...later].map(({ at }) => Date.parse(at ?? "")));
  };
  return entries
    .map((entry) => ({ entry, at: soonest(entry), rank: course.indexOf(entry.kind) }))
    .sort((a, b) => a.at - b.at || a.rank - b.rank)
    .map(({ entry }) => entry);
}
