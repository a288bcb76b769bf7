"""The front door: `python3 -m server VERB` on a machine with nothing but Python.

Makes .venv from the lock file when needed, then hands this very process over to server.cli inside it, so that
Ctrl-C and exit codes are the command's own. Nothing is imported here that the standard library does not hold.
"""

from __future__ import annotations

import os
import sys

from server.commands.texts import say

VERB = next((word for word in sys.argv[1:] if not word.startswith("-")), "")

if os.name != "posix":
    sys.exit(say("not_posix"))
if sys.version_info < (3, 11):  # noqa: UP036 — an older Python may well be the one that reads this line.
    sys.exit(say("python_old", found=".".join(map(str, sys.version_info[:3])), verb=VERB))

from server.commands import install, terminal  # noqa: E402

LOCKS = {"test": (install.RUN, install.TEST)}
NAME = "Kvarteret"  # The example programme, which `demo` opens.


def main() -> None:
    with terminal.plain_words():
        _install()
        _hand_over()


def _install() -> None:
    """The first line of the demo's five; other verbs say it only when there is something to install."""
    locks = LOCKS.get(VERB, (install.RUN,))
    if VERB == "demo":
        print(say("opens", name=NAME))
        with terminal.Step(f"1/5  {say('installing')}", stream=sys.stdout) as step:
            install.ensure(locks, step.to)
    elif not install.is_ready(locks):
        with terminal.Step(say("installing"), stream=sys.stderr) as step:
            install.ensure(locks, step.to)


def _hand_over() -> None:
    sys.stdout.flush()
    path = os.pathsep.join(filter(None, (str(install.CHECKOUT), os.environ.get("PYTHONPATH"))))
    command = [str(install.PYTHON), "-m", "server.cli", *sys.argv[1:]]
    os.execve(install.PYTHON, command, {**os.environ, "PYTHONPATH": path})


if __name__ == "__main__":
    main()
