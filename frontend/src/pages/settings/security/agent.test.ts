import { describe, expect, it } from "vitest";
import { deviceOf } from "./agent";

const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const samples: [string, string | undefined, string | undefined, boolean][] = [
  [chrome, "Chrome", "Windows", false],
  [`${chrome} Edg/140.0.0.0`, "Edge", "Windows", false],
  [`${chrome} OPR/120.0.0.0`, "Opera", "Windows", false],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux", false],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Safari",
    "Mac",
    false,
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Safari",
    "iPhone",
    true,
  ],
  [
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "Chrome",
    "Android",
    true,
  ],
  ["curl/8.5.0", undefined, undefined, false],
  ["", undefined, undefined, false],
];

describe("what a browser says of itself", () => {
  it.each(samples)("%s", (agent, browser, system, handheld) => expect(deviceOf(agent)).toEqual({ browser, system, handheld }));
});
