import { beforeEach, describe, expect, it, vi } from "vitest";
import { openTab, type Tab } from "~/api/testing/tab";
import { keepLanguage, keptLanguage, onLanguage } from "./language";

describe("the viewer's language", () => {
  let tab: Tab;
  beforeEach(() => {
    tab = openTab();
    vi.stubGlobal("navigator", { language: "en-US" });
  });

  it("is the one chosen on this device, else the browser's", () => {
    expect(keptLanguage()).toBe("en");
    keepLanguage("es");
    expect(keptLanguage()).toBe("es");
  });

  it("is followed when another tab chooses it, also by one that slept", () => {
    const told = vi.fn();
    const leave = onLanguage(told);
    tab.elsewhere("language", "es");
    expect(told).toHaveBeenLastCalledWith("es");
    tab.asleep("language", "en");
    tab.wake();
    expect(told).toHaveBeenLastCalledWith("en");
    leave();
    tab.elsewhere("language", "es");
    expect(told).toHaveBeenLastCalledWith("en");
  });
});
