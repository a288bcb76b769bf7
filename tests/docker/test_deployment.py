"""What docker/ describes, run without Docker: the image's own files in a clean folder, the entrypoint, two app
processes and a worker on PostgreSQL and Redis, and this machine's HAProxy with the configuration as it is."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.sync.client import connect

from tests.architecture.sources import ROOT

START_SECONDS = 60


@dataclass
class Deployment:
    """Everything that compose.yaml starts, on ports of this test's own."""

    url: str
    plain_url: str
    trust: ssl.SSLContext
    apps: list[subprocess.Popen[bytes]]
    logs: list[Path]

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        request = urllib.request.Request(f"{self.url}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10, context=self.trust) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def test_the_image_copies_only_what_is_there() -> None:
    text = (ROOT / "docker" / "Dockerfile").read_text()
    sources = [
        word
        for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
        for word in line.split()[:-1]
    ]

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert len(sources) > 5
    assert [word for word in sources if not any(name == word or name.startswith(f"{word}/") for name in tracked)] == []


@pytest.mark.slow
def test_two_processes_behind_the_proxy(deployment: Deployment) -> None:
    assert deployment.get("/healthz")[0] == 200
    assert deployment.get("/")[1] == b"<p>Kvarteret</p>"
    assert deployment.get("/metrics")[0] == 404
    metadata = json.loads(deployment.get("/.well-known/oauth-authorization-server")[1])
    assert metadata["issuer"] == deployment.url
    with urllib.request.urlopen(f"{deployment.plain_url}/healthz", timeout=10, context=deployment.trust) as answer:
        assert answer.url.startswith("https://")


@pytest.mark.slow
def test_a_socket_passes_the_proxy(deployment: Deployment) -> None:
    address = deployment.url.replace("https://", "wss://") + "/graphql"

    with connect(
        address, subprotocols=["graphql-transport-ws"], ssl=deployment.trust, origin=deployment.url
    ) as opened:  # fmt: skip
        opened.send(json.dumps({"type": "connection_init", "payload": {}}))
        opened.send(json.dumps({"type": "ping"}))
        said = {json.loads(opened.recv(timeout=10))["type"] for _ in range(2)}

    assert said == {"connection_ack", "pong"}


@pytest.mark.slow
def test_what_a_client_says_of_its_address_is_not_believed(deployment: Deployment) -> None:
    deployment.get("/marked-by-this-test", **{"x-forwarded-for": "203.0.113.9", "forwarded": "for=203.0.113.9"})

    def lines() -> list[str]:
        return [line for log in deployment.logs for line in log.read_text().splitlines() if "marked-by-this" in line]

    _until(lambda: bool(lines()), deployment.logs[0].parent)  # The line follows the answer.
    assert [json.loads(line)["address"] for line in lines()] == ["127.0.0.1"]


@pytest.mark.slow
def test_a_process_may_be_stopped_while_people_ask(deployment: Deployment) -> None:
    deployment.apps[0].send_signal(signal.SIGTERM)
    statuses = []
    deadline = time.monotonic() + START_SECONDS
    while deployment.apps[0].poll() is None and time.monotonic() < deadline:
        statuses.append(deployment.get("/healthz")[0])
    statuses += [deployment.get("/healthz")[0] for _ in range(20)]

    assert deployment.apps[0].wait(timeout=1) == 0
    assert set(statuses) == {200}


@pytest.fixture(scope="module")
def deployment(
    tmp_path_factory: pytest.TempPathFactory,
    new_postgres_database: Callable[[], AbstractContextManager[str]],
    redis_url: str,
    haproxy: str,
) -> Iterator[Deployment]:
    """Started once: the last test of this file stops one of the processes."""
    with new_postgres_database() as postgres_url:
        yield from _deployed(tmp_path_factory.mktemp("deployment"), postgres_url, redis_url, haproxy)


def _deployed(tmp_path: Path, postgres_url: str, redis_url: str, haproxy: str) -> Iterator[Deployment]:
    code = _image(tmp_path / "image")
    trust = _certificate(tmp_path / "site.pem")
    plain, secure, first, second = _free_ports(4)
    environment = {
        "PATH": f"{code / 'bin'}:{os.environ['PATH']}", "HEMMAPLAN_CODE": str(code), "HEMMAPLAN_LOG_FORMAT": "json",
        "HEMMAPLAN_HOME": str(tmp_path / "data"), "HEMMAPLAN_DATABASE_URL": postgres_url,
        "HEMMAPLAN_REDIS_URL": redis_url, "HEMMAPLAN_PUBLIC_URL": f"https://localhost:{secure}",
        "HEMMAPLAN_TRUSTED_PROXIES": "127.0.0.0/8", "HEMMAPLAN_DRAIN_SECONDS": _drain_seconds(),
    }  # fmt: skip
    entrypoint = str(code / "docker" / "entrypoint")
    subprocess.run([entrypoint, "migrate"], env=environment, check=True, timeout=START_SECONDS)
    logs = [tmp_path / f"app{number}.log" for number in (1, 2)]
    proxying = {
        "APP1": f"127.0.0.1:{first}", "APP2": f"127.0.0.1:{second}", "TLS_FILE": str(tmp_path / "site.pem"),
        "HTTP_BIND": f"127.0.0.1:{plain}", "HTTPS_BIND": f"127.0.0.1:{secure}",
    }  # fmt: skip
    configuration = _redirecting_to(secure, ROOT / "docker" / "haproxy.cfg", tmp_path / "haproxy.cfg")
    with (
        _started([entrypoint, "serve"], {**environment, "HEMMAPLAN_PORT": str(first)}, logs[0]) as app1,
        _started([entrypoint, "serve"], {**environment, "HEMMAPLAN_PORT": str(second)}, logs[1]) as app2,
        _started([entrypoint, "work"], environment, tmp_path / "work.log") as worker,
        _started([haproxy, "-f", str(configuration)], proxying, tmp_path / "proxy.log"),
    ):
        running = Deployment(
            f"https://localhost:{secure}", f"http://localhost:{plain}", trust, [app1, app2], logs
        )
        for port in (first, second):
            _until(lambda port=port: _ready(port), tmp_path)  # type: ignore[misc]
        _until(lambda: running.get("/healthz")[0] == 200, tmp_path)
        assert worker.poll() is None, (tmp_path / "work.log").read_text()
        yield running


def _drain_seconds() -> str:
    """As compose.yaml says it: long enough for the proxy's checks, whatever they become."""
    found = re.search(r"HEMMAPLAN_DRAIN_SECONDS: (\d+)", (ROOT / "docker" / "compose.yaml").read_text())
    assert found is not None
    return found[1]


def _image(code: Path) -> Path:
    """The folder that the Dockerfile makes, with a page of one line; `python` is the one that runs this test."""
    for folder in ("server", "schema", "docker"):
        shutil.copytree(ROOT / folder, code / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / file, code / file)
    (code / "static" / "app").mkdir(parents=True)
    (code / "static" / "app" / "index.html").write_text("<p>Kvarteret</p>")
    (code / "bin").mkdir()
    wrapper = code / "bin" / "python"
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    wrapper.chmod(0o755)
    return code


def _redirecting_to(port: int, configuration: Path, copy: Path) -> Path:
    """The file as it is; only the redirect must name the test's port, as 443 is not the test's to take."""
    text = configuration.read_text()
    line = "http-request redirect scheme https code 308"
    assert line in text
    copy.write_text(text.replace(line, f"http-request redirect location https://localhost:{port}%[path] code 308"))
    return copy


def _certificate(path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    public = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(public + private)
    return ssl.create_default_context(cadata=public.decode())


@contextmanager
def _started(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=40)
                except subprocess.TimeoutExpired:
                    process.kill()


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _until(holds: Callable[[], bool], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.2)
    logs = "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in folder.glob("*.log"))
    pytest.fail(f"not ready in {START_SECONDS} s\n{logs}")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports
