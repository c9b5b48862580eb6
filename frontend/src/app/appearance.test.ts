import { beforeEach, describe, expect, it, vi } from "vitest";
import { openTab, type Tab } from "~/api/testing/tab";

describe("the choice of light or dark", () => {
  let tab: Tab;
  let appearance: typeof import("./appearance");
  const shown = () => tab.root.dataset["theme"];

  beforeEach(async () => {
    tab = openTab();
    vi.resetModules();
    appearance = await import("./appearance");
    appearance.applyTheme();
  });

  it("is shown as it is made here", () => {
    appearance.keepTheme("dark");
    expect(shown()).toBe("dark");
    appearance.keepTheme("system");
    expect(shown()).toBeUndefined();
  });

  it("is followed at once when another tab makes it, and told to what shows it", () => {
    const told = vi.fn();
    appearance.onTheme(told);
    tab.elsewhere("theme", "dark");
    expect(shown()).toBe("dark");
    expect(appearance.theme()).toBe("dark");
    expect(told).toHaveBeenCalledOnce();
    tab.elsewhere("theme", null);
    expect(shown()).toBeUndefined();
  });

  it("is followed by a tab that slept meanwhile", () => {
    tab.asleep("theme", "light");
    expect(shown()).toBeUndefined();
    tab.wake();
    expect(shown()).toBe("light");
  });

  it("leaves alone what a page shows by itself while nobody chose anew", () => {
    tab.root.dataset["theme"] = "dark";
    tab.elsewhere("language", "en");
    tab.wake();
    expect(shown()).toBe("dark");
  });

  it("is told to nobody who went away", () => {
    const told = vi.fn();
    appearance.onTheme(told)();
    tab.elsewhere("theme", "dark");
    expect(told).not.toHaveBeenCalled();
  });
});
