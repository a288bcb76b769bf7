from __future__ import annotations

import io
import json
import string
from pathlib import Path

import pytest

from server.commands import page, texts, till
from server.commands.terminal import Problem, Step


def test_both_languages_say_the_same_things() -> None:
    def words(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert [key for key, (sv, en) in texts.TEXTS.items() if words(sv) != words(en) or not sv or not en] == []


@pytest.mark.parametrize(
    ("locale", "language"), [("sv_SE.UTF-8", "sv"), ("sv", "sv"), ("en_GB.UTF-8", "en"), ("C", "en"), ("", "en")]
)
def test_the_locale_chooses_the_language(locale: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)

    assert texts.language() == language


def test_a_step_into_a_file_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en")
    said = io.StringIO()

    with Step("2/5  Building", stream=said) as step:
        step.to(0.5)
        step.to(0.2)

    assert said.getvalue() == f"  {'2/5  Building':<37}{'█' * 20}  done\n"


def test_a_step_that_fails_does_not_say_done() -> None:
    said = io.StringIO()

    with pytest.raises(Problem), Step("3/5", stream=said):
        raise Problem("no")

    assert said.getvalue() == ""


@pytest.mark.parametrize(
    ("typed", "sent"), [("120", "120.00"), ("214,5", "214.50"), ("214.55", "214.55"), (" 0 ", "0.00")]
)
def test_amounts_as_people_type_them(typed: str, sent: str) -> None:
    assert till.amount_of(typed) == sent


@pytest.mark.parametrize("typed", ["", "-1", "1.234", "1e3", "tolv", "1 000", "1234567890"])
def test_what_is_no_amount_is_said(typed: str) -> None:
    with pytest.raises(Problem, match=f"“{typed}”"):
        till.amount_of(typed)


def test_a_refusal_is_told_in_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = {"__typename": "MemberNotFoundProblem", "message": "Ingen medlem"}

    with pytest.raises(Problem, match="Ingen medlem"):
        till._print({"data": {"recordActivity": outcome}}, "k")
    with pytest.raises(Problem, match="slow down"):
        till._print({"errors": [{"message": "slow down"}]}, "k")


@pytest.mark.parametrize(
    ("version", "will_do"),
    [("v20.18.1", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.11.0", False), ("v22.12.0", True),
     ("v24.1.0", True), ("v18.20.0", False), ("nonsense", False)],
)  # fmt: skip
def test_which_node_will_do(version: str, will_do: bool, tmp_path: Path) -> None:
    node = f"{tmp_path}/node"
    with open(node, "w") as file:
        file.write(f"#!/bin/sh\necho {version}\n")
    Path(node).chmod(0o755)

    assert page.node_will_do(node) is will_do


def test_no_node_will_not_do() -> None:
    assert not page.node_will_do(None)


def test_the_pages_packages_are_compared_with_their_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path
    monkeypatch.setattr(page, "FRONTEND", folder)
    wanted = {"": {}, "node_modules/a": {"version": "1"}, "node_modules/mac": {"version": "1", "optional": True}}
    (folder / "package-lock.json").write_text(json.dumps({"packages": wanted}))
    (folder / "node_modules").mkdir()
    hidden = folder / "node_modules" / ".package-lock.json"

    answers = []
    for have in ({"node_modules/a": {"version": "1"}}, {"node_modules/a": {"version": "2"}}, {}):
        hidden.write_text(json.dumps({"packages": have}))
        answers.append(page._packages_are_installed())

    assert answers == [True, False, False]
