"""`till`: rings up a purchase in the demo or confirms a code, with the same two calls that any shop's till makes."""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from server import settings
from server.commands.terminal import Problem
from server.commands.texts import say

SCOPES = "activities:write members:read rewards:redeem"
ANSWER_SECONDS = 15
MUTATION = (
    "mutation($i:RecordActivityInput!){recordActivity(input:$i){__typename "
    "... on ActivityRecorded{replayed entries{points why} balances{points currency{code}} "
    "limited{name why}} ... on Problem{message}}}"
)
CONFIRM = (
    "mutation($i:ConfirmVoucherInput!){confirmVoucher(input:$i){__typename "
    "... on VoucherConfirmed{replayed displayName voucher{reward{name}}} "
    "... on Problem{message}}}"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("amount", nargs="?", help="in kronor: 120 or 214.50")
    parser.add_argument("--confirm", metavar="CODE", help="use the code of a reward that somebody shows")
    parser.add_argument("receipt", nargs="?", help="the receipt's number; the same number again changes nothing")


def run(arguments: argparse.Namespace) -> int:
    if (arguments.amount is None) == (arguments.confirm is None):
        raise Problem(say("till_one"))
    demo = _read_demo(settings.current().home)
    key = arguments.receipt or f"kvitto-{int(time.time())}-{os.getpid()}"
    if arguments.confirm is not None:
        return _confirm(demo, arguments.confirm, key)
    amount = amount_of(arguments.amount)
    bearer = _token(demo["url"], demo["partner"]["client_id"], demo["partner"]["client_secret"])
    variables = {
        "i": {"key": key, "member": {"card": demo["till"]["card"]}, "kind": "purchase", "facts": {"amount": amount}}
    }
    answer = _post(
        f"{demo['url']}/graphql", json.dumps({"query": MUTATION, "variables": variables}).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {bearer}"},
    )  # fmt: skip
    return _print(answer, key)


def _confirm(demo: dict[str, Any], code: str, key: str) -> int:
    bearer = _token(demo["url"], demo["partner"]["client_id"], demo["partner"]["client_secret"])
    answer = _post(
        f"{demo['url']}/graphql",
        json.dumps({"query": CONFIRM, "variables": {"i": {"key": key, "code": code}}}).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {bearer}"},
    )
    outcome = _outcome(answer, "confirmVoucher", "VoucherConfirmed")
    print(say("till_receipt", key=key, replayed=str(outcome["replayed"]).lower()))
    print(say("till_confirmed", name=outcome["displayName"], reward=outcome["voucher"]["reward"]["name"]))
    return 0


def _outcome(answer: dict[str, Any], verb: str, success: str) -> dict[str, Any]:
    """What was answered. Raises Problem with the till's own words for anything but a success."""
    outcome = (answer.get("data") or {}).get(verb)
    if outcome is None or outcome["__typename"] != success:
        errors = [error["message"] for error in answer.get("errors", [])] or [answer.get("title", "")]
        raise Problem(say("till_refused", message=outcome["message"] if outcome else "; ".join(errors)))
    return dict(outcome)


def amount_of(text: str) -> str:
    """“120” and “214,50” as the decimal text that the API takes. Raises Problem."""
    match = re.fullmatch(r"(\d{1,9})(?:[.,](\d{1,2}))?", text.strip())
    if match is None:
        raise Problem(say("till_amount", amount=text))
    return f"{match[1]}.{(match[2] or '').ljust(2, '0')}"


def _read_demo(home: Path) -> dict[str, Any]:
    path = home / "demo.json"
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        raise Problem(say("demo_not_here", path=path)) from None


def _token(url: str, client_id: str, secret: str) -> str:
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": SCOPES}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "authorization": f"Basic {basic}"}
    answer = _post(f"{url}/oauth/token", form, headers)
    if "access_token" not in answer:
        raise Problem(say("till_refused", message=answer.get("error_description") or answer.get("error")))
    return str(answer["access_token"])


def _post(url: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """The answer's JSON, also where the status says no. Raises Problem where nobody answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # The demo is on this machine.
    try:
        with opener.open(urllib.request.Request(url, body, headers), timeout=ANSWER_SECONDS) as response:
            content = response.read()
    except urllib.error.HTTPError as error:
        content = error.read()
    except OSError:
        raise Problem(say("demo_silent", url=url)) from None
    try:
        return dict(json.loads(content))
    except ValueError:
        raise Problem(say("till_refused", message=content[:200].decode(errors="replace"))) from None


def _print(answer: dict[str, Any], key: str) -> int:
    outcome = _outcome(answer, "recordActivity", "ActivityRecorded")
    print(say("till_receipt", key=key, replayed=str(outcome["replayed"]).lower()))
    if outcome["replayed"]:
        print(say("till_nothing"))
    for entry in outcome["entries"]:
        print(say("till_entry", points=entry["points"], why=entry["why"]))
    for limited in outcome["limited"]:
        print(say("till_limited", name=limited["name"], why=limited["why"]))
    for balance in outcome["balances"]:
        points = f"{balance['points']:,}".replace(",", "\u00a0")
        print(say("till_balance", points=points, code=balance["currency"]["code"]))
    return 0
