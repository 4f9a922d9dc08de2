"""How sure a reading must be before anything is done on it; below, the assistant asks.

Set on people's sentences that were not learned from; `python -m bench dialogue_acts` prints what
they let through.
"""

# An act is done at once from here on.
SURE = 0.5
# Small talk by its intent is a report by its act from here on.
LIKELY_REPORT = 0.6
# An intent is taken at its word from here on.
INTENT_SURE = 0.6
# Danger is taken as said from here on, and asked about from the lower one.
CERTAIN_DANGER, POSSIBLE_DANGER = 0.48, 0.2
# Where words only ask whether something is dangerous, danger must be this sure.
WONDERED_DANGER = 0.8
# Words that name a danger outright need less.
NAMED_DANGER = 0.15
# Danger told by two messages together must be this sure.
TOGETHER_DANGER = 0.6
# Threats, reprisal and complaints about staff are answered as such from here on.
SURELY_HOSTILE = 0.6
# Despair is met with care from here on: to be kind once too often harms nobody.
CERTAIN_DESPAIR = 0.48
# Words that tell that it is over, or thank, open no report from here on.
SURELY_OVER = 0.85
# Whose words name no matter of another authority is sent to one from here on.
SURELY_ELSEWHERE = 0.8
