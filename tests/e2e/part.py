"""One process of the distributed form."""
import subprocess
import time
from pathlib import Path

from installation import ROOT


class Part:
    """Started with the settings of an installation; `settings` go before them."""

    def __init__(self, s, name, **settings):
        program = str(Path(s.program).with_name("speechai-" + name))
        environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in {**s.settings, **settings}.items()}}
        self.name = name
        self.log = open(Path(s.folder) / f"{name}-{time.monotonic_ns()}.log", "ab")
        self.process = subprocess.Popen([program], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=self.log)
        if name == "api":
            self.url = self.process.stdout.readline().decode().strip()
            assert self.url, "the api did not start: " + Path(self.log.name).read_text()[-2000:]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(150) == 0, f"{self.name} did not end cleanly"
        self.process.stdout.close()
        self.log.close()
