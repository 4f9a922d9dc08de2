"""Rank regions and check answers from files, without any database.

    python -m surveys rank ANSWERS.csv --population POP.csv --out OUT.xlsx
    python -m surveys rank ANSWERS.csv --json
    python -m surveys check ANSWERS.csv [--json]
    python -m surveys weights ANSWERS.csv --population POP.csv --replicates bootstrap --out W.csv
    python -m surveys mean TABLE.csv --value COLUMN [--weight W --stratum S --cluster C --fpc F]

Exit status: 0 done; 2 the input cannot be used (every fault is named on stderr with its line).
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from basis.clock import SHANGHAI
from basis.packaged import words_beside
from surveys.checks import CheckReport, check
from surveys.disclosure import model, published
from surveys.disclosure.decisions import decide
from surveys.disclosure.rounding import steps
from surveys.files.answerfile import AnswersRead, read_answers
from surveys.files.population import read_population
from surveys.files.problems import UnusableFileError
from surveys.files.town_facts import read_town_facts
from surveys.files.valuefile import read_values
from surveys.modes import mode_name
from surveys.report.columns import provenance_lines
from surveys.report.plain import ranking_json, write_csv, write_weights
from surveys.report.sheet import write_xlsx
from surveys.statistics.answers import Answers
from surveys.statistics.changes import Comparison, compare
from surveys.statistics.population import Population
from surveys.statistics.questions import QuestionResult, by_question
from surveys.statistics.ranking import SurveyRanking, checked_points, default_level, estimate
from surveys.statistics.regions import packaged_names, read_names
from surveys.statistics.replicated import KINDS, replicate_weights
from surveys.statistics.small_areas import SmallAreas
from surveys.statistics.weights import WeightingRules
from surveys.waves import compared, quarter_of

_WORDS = words_beside(__file__)
_REFUSED = 2
_WRITERS = (".xlsx", ".csv", ".json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    try:
        done: int = options.run(options)
        return done
    except UnusableFileError as error:
        for problem in error.problems:
            _complain(_error(problem))
    except OSError as error:
        _complain(_error(_WORDS["unopened"].format(file=error.filename)))
    except ValueError as error:
        _complain(_error(error))
    return _REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m surveys", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    rank = commands.add_parser("rank", help="score and rank regions with their uncertainty")
    rank.add_argument("--population", type=Path, help="table region,age,sex,count to weight to")
    rank.add_argument("--town-facts", type=Path, help="table town,… for the model of few answers")
    rank.add_argument("--out", type=Path, help="write OUT.xlsx, .csv or .json")
    rank.add_argument("--points", default="0,25,50,75,100", help="points of answers 1 to 5")
    rank.add_argument("--level", choices=("county", "town"), help="default: as the codes allow")
    rank.add_argument("--mode", help="rank only answers given in this mode")
    rank.add_argument("--questionnaire", default="", help="version printed on every output")
    rank.add_argument(
        "--skip-bad", action="store_true", help="go on without the rows that cannot be used"
    )
    rank.add_argument(
        "--replicates", choices=KINDS, help="kind of the file's replicate weights rep1, rep2, …"
    )
    rank.set_defaults(run=_rank)
    checking = commands.add_parser("check", help="flag doubtful answers, with reasons")
    checking.set_defaults(run=_check)
    weights = commands.add_parser("weights", help="write weights and replicate weights")
    weights.add_argument("--population", type=Path, help="table region,age,sex,count to weight to")
    weights.add_argument("--level", choices=("county", "town"), help="default: as the codes allow")
    weights.add_argument("--replicates", choices=KINDS, default="bootstrap")
    weights.add_argument("--out", type=Path, required=True, help="write OUT.csv")
    weights.set_defaults(run=_weights)
    mean = commands.add_parser("mean", help="mean of any number, with its error")
    mean.add_argument("table", type=Path, metavar="TABLE", help="CSV or XLSX")
    mean.add_argument("--value", required=True, help="its column")
    for what in ("weight", "stratum", "cluster", "fpc"):
        mean.add_argument(f"--{what}", help="its column, if there is one")
    mean.add_argument("--replicates", choices=KINDS, help="error by replicates, not linearised")
    mean.set_defaults(run=_mean)
    for command in (rank, checking, weights):
        command.add_argument("answers", type=Path, metavar="ANSWERS", help="CSV or XLSX")
        command.add_argument("--sheet", help="which worksheet of an XLSX; default: the first")
        command.add_argument("--wave", help="which wave, when the file holds several")
        command.add_argument("--names", type=Path, help="table code,name instead of Jiaxing's")
        command.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _mean(options: argparse.Namespace) -> int:
    names = ("value", "weight", "stratum", "cluster", "fpc")
    columns = {name: column for name in names if (column := getattr(options, name))}
    found = read_values(options.table, columns).mean(options.replicates)
    print(
        _WORDS["mean"].format(
            value=f"{found.value:.6g}",
            se=f"{found.se:.5g}",
            low=f"{found.low:.6g}",
            high=f"{found.high:.6g}",
            df=f"{found.df:.0f}",
            n=found.n,
        )
    )
    return 0


def _weights(options: argparse.Namespace) -> int:
    reading, _ = _read(options)
    if bad := reading.bad_rows():
        _complain(_WORDS["bad_rows_weights"].format(rows=reading.rows, bad=bad))
        return _REFUSED
    population = None if options.population is None else read_population(options.population)
    answers = reading.answers
    level = options.level or default_level(answers.region)
    made = replicate_weights(answers, population, level=level, kind=options.replicates)
    write_weights(answers, *made, options.out)
    print(_WORDS["weights"].format(out=options.out, rows=len(answers), count=made[1].shape[1]))
    return 0


def _read(options: argparse.Namespace) -> tuple[AnswersRead, Mapping[str, str]]:
    names = packaged_names() if options.names is None else read_names(options.names)
    reading = read_answers(options.answers, wave=options.wave, sheet=options.sheet, names=names)
    if reading.others and options.wave is None:
        others = "、".join(reading.others)
        _complain(_note(_WORDS["waves"].format(newest=reading.answers.wave, others=others)))
    for problem in reading.problems:
        _complain(_error(problem))
    for warning in reading.warnings:
        _complain(_note(warning))
    return reading, names


def _rank(options: argparse.Namespace) -> int:
    points = checked_points(_numbers(options.points))
    if options.out is not None and options.out.suffix.lower() not in _WRITERS:
        raise ValueError(_WORDS["out"].format(endings="、".join(_WRITERS)))
    reading, names = _read(options)
    bad = reading.bad_rows()
    if bad and not options.skip_bad:
        _complain(_WORDS["bad_rows"].format(rows=reading.rows, bad=bad))
        return _REFUSED
    answers = _wanted(options, reading.answers)
    population = None if options.population is None else read_population(options.population)
    report = check(answers) if options.out is not None else None
    shown = decide(reading.answers, points)
    ranking = estimate(
        answers,
        population,
        points=points,
        level=options.level,
        names=names,
        questionnaire=options.questionnaire,
        made_on=datetime.now(SHANGHAI).date(),
        trust=None if report is None else report.weight,
        skipped_rows=bad,
        rules=WeightingRules(replicates=options.replicates or KINDS[0]),
        withheld=shown.withheld(),
    )
    trust = None if report is None else report.weight
    ranking = published.ranking(ranking, answers, shown, trust)
    if population is not None and (silent := _silent(population, ranking)):
        _complain(_note(_WORDS["silent"].format(regions="、".join(silent))))
    comparisons = _comparisons(options, reading, ranking, population, names)
    if options.out is not None and report is not None:
        slice_ = published.slice_of(answers)
        coarse = steps(answers, ranking, shown, slice_, {})
        made = by_question(answers, ranking)
        lines = published.questions(made, ranking, shown, slice_, coarse)
        facts = None if options.town_facts is None else read_town_facts(options.town_facts)
        small = (
            model.published(answers, ranking, population, facts, shown, progress=_complain)
            if options.out.suffix.lower() == ".xlsx"
            else None
        )
        _write(options.out, ranking, lines, report, comparisons, small)
    if options.json:
        print(ranking_json(ranking, comparisons))
    elif options.out is None:
        _print_table(ranking)
    return 0


def _wanted(options: argparse.Namespace, answers: Answers) -> Answers:
    """The answers to rank; says what of the file is mixed, or not used."""
    if options.mode is not None:
        answers = answers.only_mode(options.mode)
    elif len(answers.modes()) > 1:
        modes = "、".join(_WORDS["mode"].format(name=mode_name(m), code=m) for m in answers.modes())
        _complain(_note(_WORDS["modes"].format(modes=modes)))
    if answers.replicates is not None and options.replicates is None:
        _complain(_note(_WORDS["replicates"].format(count=answers.replicates.shape[1])))
        answers = replace(answers, replicates=None)
    return answers


def _silent(population: Population, ranking: SurveyRanking) -> list[str]:
    """Regions of the population table from which no answer came."""
    digits = 6 if ranking.provenance.level == "county" else None
    return sorted({code[:digits] for code in population.regions()} - set(ranking.rows))


def _comparisons(
    options: argparse.Namespace,
    reading: AnswersRead,
    ranking: SurveyRanking,
    population: Population | None,
    names: Mapping[str, str],
) -> list[Comparison]:
    """The changes since the last quarter and the last year, as far as the file holds those."""
    now = quarter_of(ranking.provenance.wave)
    if now is None:
        return []
    wanted = compared(now)
    found = []
    for label in sorted(reading.others, key=lambda label: quarter_of(label) or "", reverse=True):
        if quarter_of(label) in wanted:
            answers = read_answers(
                options.answers, wave=label, sheet=options.sheet, names=names
            ).answers
            then = estimate(
                answers if options.mode is None else answers.only_mode(options.mode),
                population,
                points=ranking.provenance.mapping,
                level=ranking.provenance.level,
                names=names,
                made_on=datetime.now(SHANGHAI).date(),
                withheld=decide(answers, ranking.provenance.mapping).withheld(),
            )
            found.append(compare(ranking, then))
    return found


def _write(
    out: Path,
    ranking: SurveyRanking,
    questions: Sequence[QuestionResult],
    report: CheckReport,
    comparisons: Sequence[Comparison],
    small: SmallAreas | None,
) -> None:
    suffix = out.suffix.lower()
    if suffix == ".xlsx":
        flags = [(flag.respondent, "；".join(flag.reasons)) for flag in report.flags]
        write_xlsx(
            ranking,
            out,
            questions=questions,
            comparisons=comparisons,
            flags=flags,
            small=small,
        )
    elif suffix == ".csv":
        write_csv(ranking, out)
    else:
        out.write_text(ranking_json(ranking, comparisons) + "\n", encoding="utf-8")


def _check(options: argparse.Namespace) -> int:
    reading, _ = _read(options)
    report = check(reading.answers)
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        print(report)
    return _REFUSED if reading.problems else 0


def _print_table(ranking: SurveyRanking) -> None:
    print(_WORDS["head"])
    for line in ranking.main.regions:
        if line.score is None:
            print(_WORDS["kept_back"].format(n=line.n or "—", name=line.name, note=line.note))
            continue
        place = "—" if line.rank is None else str(line.rank)
        span = "—" if line.rank is None else f"{line.rank_low}–{line.rank_high}"
        print(
            f"{place:>3}  {span:>7}  {line.score:6.2f}  {line.ci_low:6.2f}–{line.ci_high:6.2f}"
            f"  {line.n:>6}  {line.name}"
        )
    print(ranking.main.conclusion)
    for label, text in provenance_lines(ranking.provenance):
        print(_WORDS["provenance"].format(label=label, text=text))


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.replace("，", ",").split(",")]
    except ValueError:
        raise ValueError(_WORDS["points"].format(text=text)) from None


def _error(what: object) -> str:
    return str(_WORDS["error"].format(what=what))


def _note(what: object) -> str:
    return str(_WORDS["note"].format(what=what))


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
