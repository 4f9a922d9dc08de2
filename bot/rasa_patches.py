"""Where Rasa 3.6.21 spends its time for nothing, and what it does instead.

Every patch gives the same result as the original (tests/bot/inside/check_rasa_patches.py compares
them) and has its reason beside it, found with py-spy under load. Rasa 3.6.21 is the last of its
line and is pinned exactly; any other release is refused, because there these places may look
different.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import aiohttp
import rasa.core.actions.action as actions
import rasa.core.actions.forms as forms
import rasa.core.policies.memoization as memoization
import rasa.core.policies.rule_policy as rule_policy
import rasa.core.processor as processor
import rasa.engine.graph
import rasa.engine.runner.dask as runner
import rasa.shared.core.events as events
import rasa.shared.utils.common
import rasa.utils.endpoints as endpoints
import ujson
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.shared.core.domain import Domain
from rasa.shared.core.slots import Slot

RASA = "3.6.21"


class UnknownRasaError(Exception):
    """The installed Rasa is not the one that this module mends."""


@dataclass(frozen=True)
class Patch:
    """One attribute of Rasa, what replaces it, and why."""

    owner: Any
    name: str
    replacement: Any
    reason: str


def install() -> None:
    """Apply all patches; doing it twice changes nothing. Raises `UnknownRasaError`."""
    if version("rasa") != RASA:
        raise UnknownRasaError(f"bot/rasa_patches.py mends Rasa {RASA}, found {version('rasa')}")
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)


# --- the action server's reply ---------------------------------------------------------------


ADVICE = (
    ". Failed to validate Action server response from API, make sure your response from the "
    "Action endpoint is valid. For more information about the format visit "
    f"{actions.DOCS_BASE_URL}/custom-actions"
)


@functools.lru_cache(maxsize=1)
def _reply_validator() -> Any:
    schema = actions.RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


@functools.lru_cache(maxsize=1)
def _bare_events() -> frozenset[str]:
    """Return the events of which the schema wants nothing but their name."""
    spec = actions.RemoteAction.action_response_format_spec()
    kinds = spec["properties"]["events"]["items"]["oneOf"]
    bare = (kind["properties"]["event"]["const"] for kind in kinds if len(kind["properties"]) == 1)
    return frozenset(bare)


def _surely_valid(result: Any) -> bool:
    """Return whether a reply holds only slots, bare events and responses, as nearly all do."""
    if type(result) is not dict:
        return False
    told, said = result.get("events", []), result.get("responses", [])
    if type(told) is not list or type(said) is not list:
        return False
    return all(map(_surely_valid_event, told)) and all(type(one) is dict for one in said)


def _surely_valid_event(event: Any) -> bool:
    if type(event) is not dict or type(event.get("event")) is not str:
        return False
    if event["event"] == "slot":
        known = type(event.get("name")) is str and "value" in event
    else:
        known = event["event"] in _bare_events()
    stamp, notes = event.get("timestamp"), event.get("metadata")
    return known and type(stamp) in (type(None), int, float) and type(notes) in (type(None), dict)


def validate_action_result(self: actions.RemoteAction, result: dict[str, Any]) -> bool:
    """Check a reply against Rasa's schema, with a validator that is built once if in doubt."""
    if _surely_valid(result):
        return True
    error = best_match(_reply_validator().iter_errors(result))
    if error is None:
        return True
    error.message += ADVICE
    raise error


# --- events ----------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def _event_types() -> dict[str, type[events.Event]]:
    types: dict[str, type[events.Event]] = {}
    for kind in rasa.shared.utils.common.all_subclasses(events.Event):
        types.setdefault(kind.type_name, kind)
    return types


_resolve_slowly = events.Event.resolve_by_type


def resolve_by_type(
    type_name: str, default: type[events.Event] | None = None
) -> type[events.Event] | None:
    """Look an event's class up by its name; names that are not there go the old way."""
    return _event_types().get(type_name) or _resolve_slowly(type_name, default)


# --- the graph -------------------------------------------------------------------------------

Step = tuple[str, Any, tuple[str, ...]]


def plan(graph: runner.DaskGraphRunner, targets: Sequence[str]) -> list[Step]:
    """Order the nodes that `targets` need, each after its inputs: (name, node, inputs)."""
    steps: dict[str, Step] = {}

    def visit(name: str) -> None:
        schema_node = graph._graph_schema.nodes.get(name)
        if schema_node is None or name in steps:
            return
        needs = tuple(schema_node.needs.values())
        for need in needs:
            visit(need)
        steps[name] = (name, graph._instantiated_nodes[name], needs)

    for target in targets:
        visit(target)
    return list(steps.values())


def run_graph(
    self: runner.DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """Run the graph in one thread, as dask's synchronous scheduler does, by a plan made once."""
    wanted = tuple(targets or self._graph_schema.target_names)
    plans: dict[tuple[str, ...], list[Step]] = self.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        plans[wanted] = plan(self, wanted)
    steps = plans[wanted]
    results: dict[str, Any] = {}
    if inputs:
        self._add_inputs_to_graph(inputs, dict.fromkeys(name for name, _, _ in steps))
        results.update({name: (name, value) for name, value in inputs.items()})
    try:
        for name, node, needs in steps:
            if name not in results:
                results[name] = node(*[results.get(need, need) for need in needs])
    except RuntimeError as error:
        raise runner.GraphRunError("Error running runner.") from error
    return dict(results[target] for target in wanted)


# --- the connection to the action server -----------------------------------------------------

# The action server closes an idle connection after five seconds; we let go of it before.
IDLE_SECONDS = 3.0


def _kept_session(endpoint: endpoints.EndpointConfig) -> aiohttp.ClientSession:
    session: aiohttp.ClientSession | None = endpoint.__dict__.get("_session")
    if session is None or session.closed:
        session = aiohttp.ClientSession(
            headers=endpoint.headers,
            auth=aiohttp.BasicAuth(**endpoint.basic_auth) if endpoint.basic_auth else None,
            connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=IDLE_SECONDS),
            # As Rasa's own server reads and writes JSON: a tracker goes with each call.
            json_serialize=ujson.dumps,
        )
        endpoint.__dict__["_session"] = session
    return session


class _Borrowed:
    """A session whose `async with` leaves it open."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: Any) -> None:
        return None


def session(self: endpoints.EndpointConfig) -> _Borrowed:
    """Lend the endpoint's one session instead of opening one a call."""
    return _Borrowed(_kept_session(self))


async def close(endpoint: endpoints.EndpointConfig | None) -> None:
    """Close the endpoint's connections."""
    kept = endpoint.__dict__.pop("_session", None) if endpoint else None
    if kept is not None:
        await kept.close()


# --- the empty domain ------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def _nothing() -> dict[str, Any]:
    empty: dict[str, Any] = Domain.empty().as_dict()
    return empty


def is_empty(self: Domain) -> bool:
    """Compare with an empty domain that is built once."""
    return bool(self.as_dict() == _nothing())


# --- copies made for the log -----------------------------------------------------------------


class _Uncopied:
    """Stands for the module `copy` where Rasa uses it only to copy what it logs at debug level."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        return value


def copy_slot(self: Slot) -> Slot:
    """Copy a slot as `copy.copy` does, without asking how it would be pickled."""
    twin = type(self).__new__(type(self))
    twin.__dict__.update(self.__dict__)
    return twin


PATCHES = (
    Patch(
        actions.RemoteAction, "_validate_action_result", validate_action_result,
        "the schema itself was checked again on each reply: two thirds of all CPU time; "
        "then each event was held against all of twenty-three kinds: a tenth",
    ),
    Patch(
        Slot, "__copy__", copy_slot,
        "each prediction copies all slots for each state of the conversation: a twelfth",
    ),
    Patch(
        events.Event, "resolve_by_type", staticmethod(resolve_by_type),
        "each event of a tracker walked all subclasses to find its own: a quarter of the rest",
    ),
    Patch(
        runner.DaskGraphRunner, "run", run_graph,
        "dask planned the same graph anew for each message and each prediction",
    ),
    Patch(
        endpoints.EndpointConfig, "session", session,
        "each action call opened a connection of its own",
    ),
    Patch(
        Domain, "is_empty", is_empty,
        "each message built an empty domain anew, only to see that ours is not: a fifth of reading",
    ),
    *(
        Patch(
            module, "copy", _Uncopied,
            "events and slots were deep-copied for debug lines that nobody reads",
        )
        for module in (processor, forms, rule_policy, memoization)
    ),
)  # fmt: skip
