import { describe, expect, it } from "vitest";
import { type Browser, isWithin, Navigator, resolved } from "./navigator";

const ORIGIN = "https://x.test";

/** Addresses that were written, and pages whose code comes when the test says so. */
function given(path = "/") {
  const written: string[] = [];
  let href = ORIGIN + path;
  let moved = () => {};
  const browser: Browser = {
    href: () => href,
    write: (way, address) => {
      written.push(`${way} ${address}`);
      href = ORIGIN + address;
    },
    onMoved: (then) => {
      moved = then;
    },
  };
  const coming = new Map<string, { come(): void; fail(error: Error): void }>();
  const there = new Set(["/", "/calls"]);
  const asked: string[] = [];
  const navigator = new Navigator<string>(browser, (at) => {
    asked.push(at);
    if (there.has(at)) return `page of ${at}`;
    return new Promise((come, fail) => coming.set(at, { come: () => come(`page of ${at}`), fail }));
  });
  const back = (to: string) => {
    href = ORIGIN + to;
    moved();
  };
  const settle = () => new Promise((done) => setTimeout(done));
  return { navigator, written, coming, asked, back, settle };
}

describe("Navigator", () => {
  it("shows a page whose code is there at once", () => {
    const { navigator, written } = given();
    expect(navigator.at).toEqual({ place: { pathname: "/", search: "", hash: "" }, way: "POP", view: "page of /" });
    void navigator.go("/calls?status=failed");
    expect(navigator.at.view).toBe("page of /calls");
    expect(navigator.at.place.search).toBe("?status=failed");
    expect(written).toEqual(["PUSH /calls?status=failed"]);
  });

  it("keeps the page and its address until the next one's code has come", async () => {
    const { navigator, written, coming } = given();
    const gone = navigator.go("/scripts");
    expect(navigator.at.view).toBe("page of /");
    expect(written).toEqual([]);
    coming.get("/scripts")?.come();
    await gone;
    expect(navigator.at).toMatchObject({ view: "page of /scripts", way: "PUSH" });
    expect(written).toEqual(["PUSH /scripts"]);
  });

  it("goes to the last of two that were pressed", async () => {
    const { navigator, written, coming, settle } = given();
    void navigator.go("/scripts");
    void navigator.go("/calls");
    coming.get("/scripts")?.come();
    await settle();
    expect(navigator.at.view).toBe("page of /calls");
    expect(written).toEqual(["PUSH /calls"]);
  });

  it("follows back and forward and writes nothing", async () => {
    const { navigator, written, back, coming, settle } = given("/calls");
    back("/scripts?q=a");
    coming.get("/scripts")?.come();
    await settle();
    expect(navigator.at).toMatchObject({ view: "page of /scripts", way: "POP", place: { search: "?q=a" } });
    expect(written).toEqual([]);
  });

  it("goes where the code is lost, with the reason, and on from there", async () => {
    const { navigator, coming, written } = given();
    const lost = new Error("gone");
    const going = navigator.go("/scripts");
    coming.get("/scripts")?.fail(lost);
    await going;
    expect(navigator.at).toMatchObject({ view: null, error: lost, place: { pathname: "/scripts" } });
    void navigator.go("/", { replace: true });
    expect(navigator.at).toMatchObject({ view: "page of /", way: "REPLACE" });
    expect(navigator.at.error).toBeUndefined();
    expect(written).toEqual(["PUSH /scripts", "REPLACE /"]);
  });

  it("changes filters on the page that is there", () => {
    const { navigator, written } = given("/calls?status=failed#top");
    void navigator.go("?", { replace: true });
    expect(written).toEqual(["REPLACE /calls"]);
  });

  it("fetches early where somebody may go, and stays", async () => {
    const { navigator, asked, coming, settle } = given();
    navigator.warm("/scripts?q=a");
    coming.get("/scripts")?.fail(new Error("gone"));
    await settle();
    expect(asked).toEqual(["/", "/scripts"]);
    expect(navigator.at.view).toBe("page of /");
  });

  it("tells who listens", () => {
    const { navigator } = given();
    const heard: (string | null)[] = [];
    const stop = navigator.listen(({ view }) => heard.push(view));
    void navigator.go("/calls");
    stop();
    void navigator.go("/");
    expect(heard).toEqual(["page of /calls"]);
  });
});

describe("addresses", () => {
  it("are read from the page that is there", () => {
    expect(resolved("?step=who", `${ORIGIN}/campaigns/c/edit?step=when#a`)).toEqual({ pathname: "/campaigns/c/edit", search: "?step=who", hash: "" });
    expect(resolved("/calls", `${ORIGIN}/campaigns/c`)).toEqual({ pathname: "/calls", search: "", hash: "" });
  });

  it("belong to an entry of the menu when they are it or below it", () => {
    expect(isWithin("/calls/c", "/calls", false)).toBe(true);
    expect(isWithin("/calls", "/calls", true)).toBe(true);
    expect(isWithin("/calls/c", "/calls", true)).toBe(false);
    expect(isWithin("/callsign", "/calls", false)).toBe(false);
    expect(isWithin("/calls", "/", false)).toBe(false);
  });
});
