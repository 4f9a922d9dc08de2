from dataclasses import dataclass
import numpy as np
@dataclass
class CheckReport:
    flags: list
    flagged: np.ndarray
    def as_json(self): return {}
def check(answers): return CheckReport([], np.zeros(len(answers),bool))
