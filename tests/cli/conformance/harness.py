"""Implementations that behave as their input asks, well or badly."""

from __future__ import annotations

import sys
from pathlib import Path

from segur_rules.cli.conformance.process import ProcessRunner

_BEHAVIOURS = """
import json, os, subprocess, sys, time

def say(seq, **rest):
    print(json.dumps({"seq": seq, **rest}), flush=True)

def sleep():
    time.sleep(30)

START = {"protocol": 1, "name": "test", "version": "1", "operations": ["do", "expiration"]}
CHILD = [sys.executable, "-c", "import time; time.sleep(30)"]
CHATTER = "import time; time.sleep(0.2)\\nwhile True: print('x' * 1000, flush=True)"

def start(seq):
    say(seq, result=START)

def behave(seq, asked):
    do = asked.get("do", asked.get("depot"))
    if do == "answer":
        say(seq, result={"pid": os.getpid()})
    elif do == "answer and end":
        say(seq, result={"pid": os.getpid()})
        os._exit(0)
    elif do == "answer and more":
        say(seq, result={"pid": os.getpid()})
        print("a word more", flush=True)
    elif do == "skip":
        say(seq, skipped="not today")
    elif do == "error":
        say(seq, error="not well")
    elif do == "crash":
        sys.stderr.write("one\\n\\ntwo")
        sys.exit(3)
    elif do == "kill":
        os.kill(os.getpid(), 9)
    elif do == "hang":
        sys.stderr.write("hanging\\n")
        sys.stderr.flush()
        sleep()
    elif do == "garbage":
        print("hello", flush=True)
        sleep()
    elif do == "huge":
        print('{"seq": %d, "result": 1e9999999999999999999}' % seq, flush=True)
    elif do == "late":
        say(seq - 1, result={})
    elif do == "half":
        sys.stdout.write('{"seq": ')
        sys.stdout.flush()
        os._exit(0)
    elif do == "close":
        sys.stdout.flush()
        os.close(1)
        sleep()
    elif do == "deaf":
        os.close(0)
        sleep()
    elif do == "long":
        print("x" * 3000, flush=True)
        sleep()
    elif do == "flood":
        while True:
            print("x" * 1000)
    elif do == "child":
        child = subprocess.Popen(CHILD)
        say(seq, result={"child": child.pid})
    elif do == "escape":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(8)"],
                         start_new_session=True)
        say(seq, result={})
    elif do == "chatter":
        child = subprocess.Popen([sys.executable, "-c", CHATTER], start_new_session=True)
        say(seq, result={"child": child.pid})
        time.sleep(0.5)

def serve():
    for line in sys.stdin:
        asked = json.loads(line)
        seq, operation = asked["seq"], asked["operation"]
        if operation == "start":
            start(seq)
        elif operation == "stop":
            stop(seq)
        else:
            behave(seq, asked["input"])

def stop(seq):
    say(seq, result={})
    sys.exit()
"""


def write_harness(folder: Path, changes: str = "") -> tuple[str, ...]:
    """The command of an implementation, some of whose functions are others."""
    path = folder / "harness.py"
    path.write_text(f"{_BEHAVIOURS}\n{changes}\nserve()\n", encoding="utf-8")
    return sys.executable, str(path)


def started(
    folder: Path, changes: str = "", timeout: float = 10, start_timeout: float = 10
) -> ProcessRunner:
    """An implementation that is running."""
    return ProcessRunner(write_harness(folder, changes), timeout, start_timeout)
