import { describe, expect, it } from "vitest";
import { firstOf, mayAskFor, pageAt } from "./pageAt";
import { openPages, pages } from "./pages";

const pathAt = (path: string) => pageAt([...openPages, ...pages], path)?.page.path;

describe("pageAt", () => {
  it("finds every page by its own path", () => {
    for (const { path } of [...openPages, ...pages]) expect(pathAt(path.replace(/:\w+/g, "x_1"))).toBe(path);
  });
  it("takes the page that is named before the one that is filled in", () => {
    expect(pathAt("/campaigns/new")).toBe("/campaigns/new");
    expect(pathAt("/campaigns/cmp_1")).toBe("/campaigns/:id");
  });
  it("finds none where there is none", () => {
    for (const path of ["/nowhere", "/campaigns/", "/campaigns//edit", "/jobs", ""]) {
      expect(pathAt(path)).toBe(path === "/campaigns/" ? "/campaigns" : undefined);
    }
  });
});

describe("firstOf", () => {
  it("fills in what the address says", () => {
    const found = pageAt(pages, "/campaigns/cmp_1");
    expect(found && firstOf(found)).toEqual(["/api/v1/campaigns/cmp_1", "/api/v1/campaigns/cmp_1/progress"]);
  });
});

describe("mayAskFor", () => {
  const load = async () => ({ default: () => null });
  const known = (role: string, operates = false) => ({ role, operates });

  it("asks early for what every role is shown, and for the rest by the role that was here last", () => {
    expect(mayAskFor({ path: "/", load }, known("viewer"))).toBe(true);
    expect(mayAskFor({ path: "/billing", permission: "read_money", load }, known("owner"))).toBe(true);
    expect(mayAskFor({ path: "/billing", permission: "read_money", load }, known("viewer"))).toBe(false);
  });

  it("asks nothing for a role that it does not know", () => {
    expect(mayAskFor({ path: "/billing", permission: "read_money", load }, known("yes"))).toBe(false);
  });

  it("asks for what stands above accounts only if an operator was here", () => {
    expect(mayAskFor({ path: "/admin", operator: true, load }, known("owner"))).toBe(false);
    expect(mayAskFor({ path: "/admin", operator: true, load }, known("viewer", true))).toBe(true);
  });
});
