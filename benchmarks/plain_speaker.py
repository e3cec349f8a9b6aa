"""The plain way to speak, for the benchmark: pyttsx3's `say` for each line of standard input."""

from __future__ import annotations

import sys

from offline_voice.speak.worker import load_espeak


def main() -> None:
    """Says each line, then answers with an empty one."""
    load_espeak()
    import pyttsx3

    engine = pyttsx3.init()
    engine.runAndWait()  # the first run does not wait
    for line in sys.stdin:
        engine.say(line.strip())
        engine.runAndWait()
        sys.stdout.write("\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
