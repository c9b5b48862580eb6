"""A socket of the live hub, as a browser holds it, for tests: it reads in a thread of its own and keeps what came."""
import asyncio
import json
import threading
import time

import websockets
from installation import wait_for


class LiveSocket:
    """Opens, enters with a fresh ticket (or the one given), and collects. `closed` is the code when it has ended."""

    def __init__(self, entrance, origin=None, after=None, ticket=None):
        self.url, self.origin = entrance["url"], origin
        self.first = {"type": "enter", "ticket": ticket or entrance["ticket"]}
        if after is not None:
            self.first["after"] = after
        self.messages, self.closed, self.refused, self.loop, self.socket = [], None, None, None, None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True)
        self.thread.start()
        assert self.ready.wait(120), "the socket neither opened nor failed"

    async def run(self):
        self.loop = asyncio.get_running_loop()
        try:
            async with websockets.connect(self.url, origin=self.origin, compression=None, close_timeout=2,
                                          open_timeout=120, ping_timeout=120) as socket:
                self.socket = socket
                await socket.send(json.dumps(self.first))
                self.ready.set()
                async for text in socket:
                    self.messages.append((time.monotonic(), json.loads(text)))
        except websockets.InvalidStatusCode as e:
            self.refused = e.status_code
        except websockets.ConnectionClosed:
            pass
        except (OSError, websockets.InvalidMessage) as e:
            self.refused = str(e)
        if self.socket is not None:
            self.closed = self.socket.close_code
        self.ready.set()

    # -- what a page does --

    def say(self, message):
        text = message if isinstance(message, (str, bytes)) else json.dumps(message)
        asyncio.run_coroutine_threadsafe(self.socket.send(text), self.loop).result(120)

    def subscribe(self, topic, of=None):
        self.say({"type": "subscribe", "topic": topic, **({"id": of} if of else {})})

    def close(self):
        if self.closed is None and self.socket is not None:
            asyncio.run_coroutine_threadsafe(self.socket.close(), self.loop).result(120)
        self.thread.join(120)

    # -- what a test asks --

    def welcome(self):
        wait_for("the hub's welcome", lambda: self.messages or self.closed)
        assert self.messages and self.messages[0][1]["type"] == "welcome", (self.messages, self.closed)
        return self.messages[0][1]

    def changes(self, topic, of=None):
        """(when, the change) of that topic, in the order they came."""
        return [(at, c) for at, m in list(self.messages) for c in m.get("changes", [])
                if c["topic"] == topic and (of is None or c["id"] == of)]

    def events(self):
        return [e for _, m in list(self.messages) for e in m.get("events", [])]

    def last_seq(self):
        return max((m["seq"] for _, m in list(self.messages) if m.get("seq")), default=None)

    def wait_view(self, what, topic, condition, of=None, seconds=300):
        def look():
            return next((c["view"] for _, c in reversed(self.changes(topic, of))
                         if c.get("view") is not None and condition(c["view"])), None)
        return wait_for(what, look, seconds)

    def wait_closed(self):
        wait_for("the socket is closed", lambda: self.closed is not None)
        return self.closed
