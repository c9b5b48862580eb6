import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { origin: "http://127.0.0.1", pathname: "/settings/displays" });
const { every, http } = await import("./client");

describe("what is pressed twice", () => {
  const press = (name: string) => http.POST("/api/v1/displays", { body: { name } } as never);

  it("is sent once while it is under way, and both presses hear how it ended", async () => {
    let made = 0;
    const send = vi.fn(() => Promise.resolve(new Response(JSON.stringify({ secret: `wall_${++made}` }), { status: 201 })));
    vi.stubGlobal("fetch", send);
    const [first, second, other] = await Promise.all([press("Pared"), press("Pared"), press("Sala")]);
    expect(send).toHaveBeenCalledTimes(2);
    expect(second.data).toEqual(first.data);
    expect(other.data).not.toEqual(first.data);
    await press("Pared"); // once it is done, the same is another wish
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("is refused to both", async () => {
    const send = vi.fn(() => Promise.resolve(new Response(JSON.stringify({ status: 422, code: "request.invalid" }), { status: 422 })));
    vi.stubGlobal("fetch", send);
    const ended = await Promise.allSettled([press("Pared"), press("Pared")]);
    expect(send).toHaveBeenCalledTimes(1);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("what is asked again every so often", () => {
  const asks = every(5000);
  it("is asked while it waits and while it is there", () => {
    expect(asks({ state: { status: "pending", data: undefined } })).toBe(5000);
    expect(asks({ state: { status: "success", data: [] } })).toBe(5000);
  });
  it("is asked when it failed with something to show", () => expect(asks({ state: { status: "error", data: [] } })).toBe(5000));
  it("is left alone when it failed with nothing to show", () => expect(asks({ state: { status: "error", data: undefined } })).toBe(false));
});
