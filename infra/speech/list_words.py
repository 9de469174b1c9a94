"""Lists the words a model was trained on, from the shards of make_audio.py.

    python list_words.py DATA > ../../coach/voice/demo/micro-whisper.words.txt

A word heard fewer than five times is left out: it cannot be counted on.
"""

import sys
from collections import Counter
from pathlib import Path

from examples import Shards

AT_LEAST = 5


def main() -> None:
    """Print one word a line, in alphabetical order."""
    shards = Shards(Path(sys.argv[1]))
    shards.refresh()
    heard = Counter(word.name for _, one in shards.examples for word in one.words)
    print("\n".join(sorted(word for word, count in heard.items() if count >= AT_LEAST)))


if __name__ == "__main__":
    main()
