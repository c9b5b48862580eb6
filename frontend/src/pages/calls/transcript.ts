// The provider's transcript is text: "Agent: …\nUser: …\n". Lines that begin with nobody belong to who spoke before.

export interface Turn {
  who: "agent" | "person";
  text: string;
}

const speakers: readonly [RegExp, Turn["who"]][] = [
  [/^agent:\s*/i, "agent"],
  [/^user:\s*/i, "person"],
];

export function turnsOf(transcript: string): Turn[] {
  const turns: Turn[] = [];
  for (const line of transcript.split("\n")) {
    const text = line.trim();
    if (text === "") continue;
    const speaker = speakers.find(([begin]) => begin.test(text));
    const last = turns.at(-1);
    if (speaker) turns.push({ who: speaker[1], text: text.replace(speaker[0], "") });
    else if (last) last.text += ` ${text}`;
    else turns.push({ who: "agent", text });
  }
  return turns;
}

/** Without accents and case, as people search. The length stays: each letter folds to one. */
const folded = (text: string): string =>
  Array.from(text, (letter) => letter.normalize("NFD").charAt(0).toLowerCase()).join("");

/** Where a text is found: pieces that match stand at odd places. */
export function marked(text: string, wanted: string): string[] {
  const needle = folded(wanted.trim());
  if (needle === "") return [text];
  const letters = Array.from(text);
  const hay = folded(text);
  const size = Array.from(needle).length;
  const pieces: string[] = [];
  let from = 0;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    pieces.push(letters.slice(from, at).join(""), letters.slice(at, at + size).join(""));
    from = at + size;
  }
  pieces.push(letters.slice(from).join(""));
  return pieces;
}
