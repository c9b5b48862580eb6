import { describe, expect, it } from "vitest";
import type { Schemas } from "~/api/client";
import { meaningOf, whoIs } from "./tabs";

describe("what another tab tells", () => {
  const ana = whoIs({ user: { id: "usr_1", email: "a@x.co" }, account: "acc_1", session: { id: "ses_1" } } as Schemas["signed_in"]);

  it("is nothing new of the same session, and before anybody told", () => {
    expect(meaningOf(ana, ana)).toBe("nothing");
    expect(meaningOf(null, ana)).toBe("nothing");
  });

  it("asks the server anew when the session ended or another one took its place", () => {
    expect(meaningOf("", ana)).toBe("renewed");
    expect(meaningOf("usr_1 acc_1 ses_2", ana)).toBe("renewed");
  });

  it("is another account's, or somebody else", () => {
    expect(meaningOf("usr_1 acc_2 ses_1", ana)).toBe("others");
    expect(meaningOf("usr_2 acc_1 ses_9", ana)).toBe("others");
  });

  it("means nothing to a tab where nobody is signed in", () => {
    expect(meaningOf(ana, "")).toBe("nothing");
  });
});
