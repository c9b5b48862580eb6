import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Schemas } from "~/api/client";
import { openTab, type Tab } from "~/api/testing/tab";
import { heardOf, meaningOf, tellTabs, whoIs } from "./tabs";

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

describe("a tab where somebody is signed in", () => {
  const ana = "usr_1 acc_1 ses_1";
  let tab: Tab;
  const heard = vi.fn<(isSame: boolean) => void>();
  let end: () => void;

  beforeEach(() => {
    tab = openTab();
    heard.mockReset();
    tellTabs(ana);
    end = heardOf(ana, heard);
  });

  it("hears at once of another session of theirs, and that they signed out", () => {
    tab.elsewhere("session-of", "usr_1 acc_1 ses_2");
    expect(heard).toHaveBeenLastCalledWith(true);
    tab.elsewhere("session-of", "");
    expect(heard).toHaveBeenLastCalledWith(true);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("hears of others", () => {
    tab.elsewhere("session-of", "usr_1 acc_2 ses_2");
    expect(heard).toHaveBeenLastCalledWith(false);
  });

  it("hears when it is looked at again of what happened while it slept", () => {
    tab.asleep("session-of", "");
    expect(heard).not.toHaveBeenCalled();
    tab.wake();
    expect(heard).toHaveBeenCalledExactlyOnceWith(true);
  });

  it("hears nothing of what other things are kept, of the same word again, nor after its end", () => {
    tab.elsewhere("theme", "dark");
    tab.elsewhere("session-of", ana);
    end();
    tab.elsewhere("session-of", "");
    tab.wake();
    expect(heard).not.toHaveBeenCalled();
  });
});
