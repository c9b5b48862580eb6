#!/usr/bin/env python3
"""What stands under deploy/ and config/ is held against what can be had without a cloud or a container engine:
systemd's own verifier and its judgement of exposure, kustomize and the schemas of Kubernetes, the schema of compose
files, a parser of HCL; and against the programs: each setting that is named exists.

usage: deploy.py <speechai> <kustomize> <schema of compose files>     (tests/deploy/run gives them)
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import hcl2
import jsonschema
import kubernetes_validate
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
IMAGE_USER = 10001  # of the Dockerfile and of every pod
EXPOSURE_MOST = 20  # of 100, in systemd's judgement; 19 is what is left to a program that serves a port
# What its entrypoint calls deprecated, and ends for.
RABBITMQ_REFUSES = {"RABBITMQ_DEFAULT_PASS_FILE", "RABBITMQ_DEFAULT_USER_FILE", "RABBITMQ_VM_MEMORY_HIGH_WATERMARK"}
NO_SETTINGS = {"SPEECHAI_CONFIG", "SPEECHAI_URL", "SPEECHAI_ACCOUNT", "SPEECHAI_LANGUAGE"}


def run(*command, **more):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)
    return done.returncode, done.stdout + done.stderr


def example(speechai):
    """All settings, as the program itself prints them."""
    code, text = run(speechai, "settings", "--example", "production")
    assert code == 0, text
    return text


def known_variables(speechai):
    """The environment's names of all settings."""
    names, group = set(), ""
    for line in example(speechai).splitlines():
        if got := re.match(r"^(\w+):(.*)$", line):
            group = got[1]
            if got[2].strip():
                names.add(group)
        elif got := re.match(r"^  (?:# )?(\w+):", line):
            names.add(f"{group}.{got[1]}")
    return {"SPEECHAI_" + name.upper().replace(".", "_") for name in names}


def unknown_variables(text, known):
    return sorted(name for name in set(re.findall(r"\bSPEECHAI_[A-Z0-9_]+\b", text))
                  if name not in known | NO_SETTINGS and name.removesuffix("_FILE") not in known)


def settings_exist(known):
    assert unknown_variables("SPEECHAI_NO_SUCH=1 SPEECHAI_ENGINE=x", known) == ["SPEECHAI_NO_SUCH"]
    files = [p for folder in (DEPLOY, ROOT / "config") for p in folder.rglob("*") if p.is_file()]
    wrong = {str(p.relative_to(ROOT)): got for p in files if (got := unknown_variables(p.read_text(), known))}
    assert not wrong, f"settings that no program knows: {wrong}"


def systemd_verifies(speechai):
    units = DEPLOY / "systemd"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "system"
        run("cp", "-rL", units, copy)
        for unit in copy.glob("*.service"):
            # the programs are not installed here; which they are is checked by their names
            text = unit.read_text()
            program = re.search(r"^ExecStart=/usr/bin/(\S+)", text, re.M)[1]
            assert (Path(speechai).parent / program).exists(), f"{unit.name}: no program {program}"
            unit.write_text(text.replace(f"/usr/bin/{program}", "/bin/true"))
        code, text = run("systemd-analyze", "verify", *copy.glob("*.service"), *copy.glob("*.target"))
        assert code == 0 and not text.strip(), text
        for unit in copy.glob("*.service"):
            code, text = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_MOST}", unit)
            assert code == 0, text
        threads = sum(int(re.search(rf"^  {name}: (\d+)$", example(speechai), re.M)[1])
                      for name in ("connections", "threads"))
        tasks = int(re.search(r"^TasksMax=(\d+)$", (copy / "speechai-.service.d/20-hardening.conf").read_text(), re.M)[1])
        assert tasks >= threads + 250, f"TasksMax={tasks}, but the API starts {threads} threads and some"
        soft = copy / "speechai-.service.d/20-hardening.conf"
        soft.write_text("[Service]\n")
        code, _ = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_MOST}",
                      copy / "speechai-api.service")
        assert code != 0, "a service without hardening would pass"


def pods(documents):
    for doc in documents:
        if doc["kind"] in ("Deployment", "Job"):
            yield f"{doc['kind']}/{doc['metadata']['name']}", doc["spec"]["template"]["spec"]


def pod_is_confined(name, pod):
    assert pod["securityContext"]["runAsNonRoot"] is True and pod["automountServiceAccountToken"] is False, name
    declared = {v["name"] for v in pod.get("volumes", [])}
    for c in pod["containers"]:
        own = c["securityContext"]
        assert own["readOnlyRootFilesystem"] and not own["allowPrivilegeEscalation"], f"{name}: {c['name']}"
        assert own["capabilities"]["drop"] == ["ALL"] and c["resources"]["limits"]["memory"], f"{name}: {c['name']}"
        assert {m["name"] for m in c["volumeMounts"]} <= declared, f"{name}: a volume is mounted that is not there"
        for variable in c.get("env", []):
            assert "value" not in variable or "KEY" not in variable["name"], f"{name}: a secret in the open"


def kubernetes_is_valid(kustomize, known):
    for overlay in sorted((DEPLOY / "kubernetes/overlays").iterdir()):
        code, text = run(kustomize, "build", overlay)
        assert code == 0, text
        documents = [d for d in yaml.safe_load_all(text) if d]
        for doc in documents:
            kubernetes_validate.validate(doc, "1.31", strict=True)
        assert not unknown_variables(text, known), f"{overlay.name}: {unknown_variables(text, known)}"
        for name, pod in pods(documents):
            pod_is_confined(name, pod)
        deployed = {d["metadata"]["name"] for d in documents if d["kind"] == "Deployment"} - {"retell-simulator"}
        guarded = {d["metadata"]["name"] for d in documents if d["kind"] == "PodDisruptionBudget"}
        assert deployed == guarded, f"{overlay.name}: deployments {deployed}, disruption budgets {guarded}"
        scaled = {d["spec"]["scaleTargetRef"]["name"] for d in documents if d["kind"] == "HorizontalPodAutoscaler"}
        assert scaled <= deployed, scaled
        fixed = {d["metadata"]["name"] for d in documents if d["kind"] == "Deployment" and "replicas" in d["spec"]}
        assert not fixed & scaled, f"{overlay.name}: each apply would undo the autoscaler of {fixed & scaled}"


def compose_is_valid(schema):
    schema = json.loads(Path(schema).read_text())
    compose = yaml.safe_load((ROOT / "config/docker-compose.yml").read_text())
    check = jsonschema.validators.validator_for(schema)(schema)
    wrong = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in check.iter_errors(compose)]
    assert not wrong, wrong
    assert list(check.iter_errors({"services": {"a": {"imagge": "b"}}})), "the schema refuses nothing"
    for name, service in compose["services"].items():
        for kind in ("secrets", "networks"):
            named = {one["source"] if isinstance(one, dict) else one for one in service.get(kind, [])}
            missing = named - set(compose[kind])
            assert not missing, f"{name}: {kind} {missing} are not declared"
        missing = set(service.get("depends_on", {})) - set(compose["services"])
        assert not missing, f"{name}: depends on {missing}"
        if service["image"] == "speechai":
            assert service["read_only"] and service["cap_drop"] == ["ALL"], name
            speaks_to_neighbours(compose, name, service)
        refused = set(service.get("environment", {})) & RABBITMQ_REFUSES
        assert not (refused and service["image"].startswith("rabbitmq:")), f"the image ends at once: {refused}"
    port = compose["services"]["nginx"]["ports"][0].split(":")[0]
    origins = compose["services"]["api"]["environment"]["SPEECHAI_LIVE_ORIGINS"]
    assert origins == f"https://localhost:{port}", f"pages of this host may not look: {origins}"


def speaks_to_neighbours(compose, name, service):
    """Each service that an address names is on a network of this one."""
    for variable, value in service.get("environment", {}).items():
        for host in re.findall(r"(?://|,)([a-z][\w-]*)(?=[:/,?]|$)", value):
            other = compose["services"].get(host)
            assert other is None or set(other["networks"]) & set(service["networks"]), f"{name}: {variable} names {host}"


def secrets_are_made():
    """All that compose mounts, readable by the containers' users, in a folder that is its owner's; once."""
    compose = yaml.safe_load((ROOT / "config/docker-compose.yml").read_text())
    wanted = {Path(secret["file"]).name for secret in compose["secrets"].values()}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "secrets"
        for _ in range(2):
            code, text = run(DEPLOY / "docker/make-secrets", made)
            assert code == 0, text
            files = {p.name: (p.read_bytes(), p.stat().st_mode & 0o777) for p in made.iterdir()}
            assert wanted <= set(files), f"not made: {wanted - set(files)}"
            assert {mode for _, mode in files.values()} == {0o444} and made.stat().st_mode & 0o777 == 0o700, files
        assert text == "", f"made again: {text}"
        password = files["rabbitmq_password"][0].decode().strip()
        assert f"default_pass = {password}\n" in files["rabbitmq_user.conf"][0].decode()
        assert f"amqp://speechai:{password}@rabbitmq:5672/" == files["rabbitmq_url"][0].decode()


def mounted(folder, made):
    """The secrets as Kubernetes mounts them: links to files of root's that the pod's group reads."""
    real = folder / "..data"
    shutil.copytree(made, real)
    os.chown(real, 0, IMAGE_USER)
    real.chmod(0o750)
    for path in real.iterdir():
        path.chmod(0o440)
        os.chown(path, 0, IMAGE_USER)
        (folder / path.name).symlink_to(f"..data/{path.name}")


def programs_read_their_secrets(speechai):
    """The image's user opens what make-secrets made as compose mounts it, and what a Secret of Kubernetes is."""
    if os.geteuid() != 0:
        print("not root: whether the image's user reads its secrets was not tried")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy2(speechai, folder / "speechai")
        share = shutil.copytree(ROOT / "data", folder / "share")
        run(DEPLOY / "docker/make-secrets", folder / "compose")
        (folder / "compose").chmod(0o755)  # each file is mounted by itself
        (folder / "kubernetes").mkdir()
        mounted(folder / "kubernetes", folder / "compose")
        for form in ("compose", "kubernetes"):
            data = folder / f"data-{form}"
            data.mkdir(mode=0o700)
            os.chown(data, IMAGE_USER, IMAGE_USER)
            code, text = run("setpriv", f"--reuid={IMAGE_USER}", f"--regid={IMAGE_USER}", "--clear-groups",
                             folder / "speechai", "migrate", cwd=data,
                             env={"SPEECHAI_DATA_FOLDER": data, "SPEECHAI_LANGUAGE": "en",
                                  "SPEECHAI_PLANS_FILE": share / "plans.json", "SPEECHAI_RULES_FOLDER": share / "rules",
                                  "SPEECHAI_PASSWORDS_FILE": share / "common_passwords.txt",
                                  "SPEECHAI_DATA_MASTER_KEY_FILE": folder / form / "master_key",
                                  "SPEECHAI_VOICE_API_KEY_FILE": folder / form / "voice_api_key",
                                  "SPEECHAI_MAIL_PASSWORD_FILE": folder / form / "mail_password"})
            assert code == 0 and (data / "speechai.db").exists(), f"{form}: {text}"


def proxy_takes_sheets():
    """Whatever takes a sheet takes it through the proxy, too."""
    routes = re.findall(r'^    UPLOAD\("(\S+)"', (ROOT / "presentation/src/v1/routes.c").read_text(), re.M)
    proxy = (DEPLOY / "nginx/speechai.conf").read_text()
    large = dict(re.findall(r"location = (\S+) \{\s+client_max_body_size (\w+);", proxy))
    assert routes and {route: "200m" for route in routes} == large, f"{routes}, but the proxy lets through {large}"


def plain(text):
    return text.strip('"') if isinstance(text, str) else text


def terraform_is_whole():
    folder = DEPLOY / "terraform/aws"
    blocks = {"resource": set(), "variable": {}, "output": {}, "data": set(), "local": set()}
    for path in folder.glob("*.tf"):
        with path.open() as file:
            for kind, items in hcl2.load(file).items():
                for item in items if isinstance(items, list) else []:
                    collect(blocks, kind, item)
    text = "\n".join(re.sub(r"#.*", "", path.read_text()) for path in folder.glob("*.tf"))
    for name in set(re.findall(r"\bvar\.(\w+)", text)) - set(blocks["variable"]):
        raise AssertionError(f"var.{name} is not declared")
    unused = [name for name in blocks["variable"] if not re.search(rf"\bvar\.{name}\b", text)]
    assert not unused, f"variables that nothing asks: {unused}"
    for name in set(re.findall(r"\blocal\.(\w+)", text)) - blocks["local"]:
        raise AssertionError(f"local.{name} is not declared")
    for kind, name in set(re.findall(r"(?<![.\w])((?:aws|random)_\w+)\.(\w+)\b", re.sub(r"\bdata\.\w+\.\w+", "", text))):
        assert (kind, name) in blocks["resource"], f"{kind}.{name} is not declared"
    page = (folder / "README.md").read_text()
    for kind in ("variable", "output"):
        for name, body in blocks[kind].items():
            assert plain(body.get("description")), f"{kind} {name} has no description"
            assert f"| `{name}` | {plain(body['description'])} |" in page, f"README.md does not tell {kind} {name}"
    told = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    assert told == set(blocks["variable"]) | set(blocks["output"]), told


def collect(blocks, kind, item):
    if kind == "locals":
        blocks["local"] |= {plain(name) for name in item if not name.startswith("__")}
    elif kind in ("variable", "output"):
        blocks[kind] |= {plain(name): body for name, body in item.items()}
    elif kind in ("resource", "data"):
        for what, named in item.items():
            blocks[kind] |= {(plain(what), plain(name)) for name in named}


def image_has_the_libraries(speechai):
    """Every shared library of a program comes with a package that the image installs."""
    wanted = set()
    for program in Path(speechai).parent.iterdir():
        _, text = run("readelf", "-d", program)
        wanted |= set(re.findall(r"\(NEEDED\).*\[(.+?)\]", text))
    listed = (ROOT / "scripts/packages-run.txt").read_text().split()
    code, files = run("dpkg", "-L", *listed)
    assert code == 0, files
    carried = {Path(line).name for line in files.splitlines()}
    missing = {lib for lib in wanted if lib not in carried and not re.match(r"lib(asan|ubsan)\.|ld-linux", lib)}
    assert not missing, f"scripts/packages-run.txt lacks the packages of {sorted(missing)}"


def main(speechai, kustomize, schema):
    known = known_variables(speechai)
    assert "SPEECHAI_HTTP_PORT" in known and "SPEECHAI_VOICE_API_KEY" in known, known
    for check in (lambda: settings_exist(known), lambda: systemd_verifies(speechai),
                  lambda: kubernetes_is_valid(kustomize, known), lambda: compose_is_valid(schema), secrets_are_made,
                  lambda: programs_read_their_secrets(speechai), proxy_takes_sheets, terraform_is_whole,
                  lambda: image_has_the_libraries(speechai)):
        check()
    print("deploy: settings, systemd, kubernetes, compose, terraform, image: all hold")


if __name__ == "__main__":
    main(*sys.argv[1:])
