import { UNSAFE_createMemoryHistory as createMemoryHistory } from "react-router";
import { describe, expect, it } from "vitest";
import { goingOnce } from "./history";

function visited() {
  const inner = createMemoryHistory({ initialEntries: ["/calls?period=week"], v5Compat: true });
  return goingOnce(inner as never, () => `http://speechai.test${inner.createHref(inner.location)}`);
}

describe("the history", () => {
  it("adds a page once, however often its link is pressed", () => {
    const history = visited();
    history.push("/calls/cal_1?period=week");
    history.push("/calls/cal_1?period=week");
    history.go(-1);
    expect(history.createHref(history.location)).toBe("/calls?period=week");
  });
  it("adds each other page", () => {
    const history = visited();
    history.push("/calls/cal_1");
    history.push("/calls/cal_2");
    history.go(-1);
    expect(history.location.pathname).toBe("/calls/cal_1");
  });
  it("tells a page with other filters from this one", () => {
    const history = visited();
    history.push({ pathname: "/calls", search: "?period=month" });
    history.go(-1);
    expect(history.location.search).toBe("?period=week");
  });
});
