"""Rasa as it comes, asked over a pipe; run by its own interpreter (`bench.understanding`).

python bench/default/nlu.py MODEL: each line in is a JSON text, each line out its intent and the
seconds the model took.
"""

import asyncio
import json
import sys
import time

from rasa.core.agent import Agent


def main() -> None:
    """Answer standard input until it ends."""
    agent = Agent.load(sys.argv[1])
    loop = asyncio.new_event_loop()
    loop.run_until_complete(agent.parse_message("您好"))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        parsed = loop.run_until_complete(agent.parse_message(json.loads(line)["text"]))
        seconds = time.perf_counter() - start
        print(json.dumps({"intent": parsed["intent"]["name"], "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
