"""Each patch gives what the original gave."""

import ast
import copy
import inspect
import unittest
from typing import ClassVar

import dask
import rasa.core.actions.action as actions
import rasa.engine.runner.dask as runner
import rasa.shared.core.events as events
import rasa.shared.core.slots as slots
import rasa.shared.utils.common
import rasa.utils.endpoints as endpoints
from aiohttp import web
from bot import rasa_patches
from jsonschema import ValidationError, validate
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.shared.core.domain import Domain

REPLIES = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "place", "value": "王店", "timestamp": None}]},
    {"events": [{"event": "slot", "name": "place", "value": {"a": [1]}}], "responses": [{}]},
    {"events": [{"event": "restart"}, {"event": "active_loop", "name": None}]},
    {"events": "none"},
    {"events": [{}]},
    {"events": [{"event": "unheard of"}]},
    {"events": [{"event": "slot", "timestamp": "late"}]},
    {"events": [{"event": "slot", "name": "a", "value": None, "timestamp": 1.5, "metadata": {}}]},
    {"events": [{"event": "slot", "name": "a", "value": None, "timestamp": True}]},
    {"events": [{"event": "slot", "name": "a", "value": None, "metadata": []}]},
    {"events": [{"event": "slot", "name": None, "value": None}]},
    {"events": [{"event": "slot", "name": "a"}]},
    {"events": [{"event": "followup", "name": "action_listen", "timestamp": None}]},
    {"events": [{"event": "followup", "timestamp": "late"}], "responses": [{}, "text"]},
    {"events": [{"event": "user", "parse_data": []}]},
    {"events": [{"event": None}, 1]},
    {"responses": [1]},
    {"responses": {}},
    [],
    None,
    "text",
]

ORIGINAL_SESSION = endpoints.EndpointConfig.session
ORIGINAL_IS_EMPTY = Domain.is_empty


def outcome(check, reply):
    try:
        return check(reply)
    except ValidationError as error:
        return error.message, list(error.absolute_path)


class RepliesOfTheActionServer(unittest.TestCase):
    def test_are_accepted_and_refused_with_the_same_words_as_before(self):
        remote = actions.RemoteAction("action_air", None)
        schema = remote.action_response_format_spec()

        def original(reply):
            try:
                validate(reply, schema)
            except ValidationError as error:
                error.message += rasa_patches.ADVICE
                raise
            return True

        for reply in REPLIES:
            with self.subTest(reply=reply):
                mended = outcome(
                    lambda given: rasa_patches.validate_action_result(remote, given), reply
                )
                self.assertEqual(outcome(original, reply), mended)


class EventTypes(unittest.TestCase):
    def test_are_found_as_a_walk_over_all_subclasses_finds_them(self):
        names = {kind.type_name for kind in rasa.shared.utils.common.all_subclasses(events.Event)}
        self.assertGreater(len(names), 20)
        for name in names:
            walked = next(
                kind
                for kind in rasa.shared.utils.common.all_subclasses(events.Event)
                if kind.type_name == name
            )
            self.assertIs(walked, rasa_patches.resolve_by_type(name))

    def test_unknown_and_outdated_names_are_treated_as_before(self):
        self.assertIsNone(rasa_patches.resolve_by_type("topic"))
        self.assertIs(events.SlotSet, rasa_patches.resolve_by_type("no such", events.SlotSet))
        with self.assertRaisesRegex(ValueError, "Unknown event name 'no such'"):
            rasa_patches.resolve_by_type("no such")


class CopiesOfSlots(unittest.TestCase):
    def test_are_what_they_were(self):
        made = [
            slots.TextSlot("place", mappings=[{}], initial_value="王店"),
            slots.CategoricalSlot("kind", mappings=[{}], values=["a", "b"]),
            slots.AnySlot("draft", mappings=[{}], initial_value={"texts": ["臭"]}),
        ]
        for slot in made:
            original, mended = copy.copy(slot), rasa_patches.copy_slot(slot)
            self.assertIs(type(original), type(mended))
            self.assertEqual(original.__dict__, mended.__dict__)
            self.assertIs(original.value, mended.value)
            mended.value = None
            self.assertEqual(original.value, slot.value)


class EmptyDomains(unittest.TestCase):
    def test_are_told_from_others_as_before(self):
        for domain in (Domain.empty(), Domain.from_dict({"intents": ["report"]})):
            self.assertEqual(ORIGINAL_IS_EMPTY(domain), rasa_patches.is_empty(domain))
            self.assertEqual(ORIGINAL_IS_EMPTY(domain), rasa_patches.is_empty(domain))


class Component:
    """A graph component that writes down what it was given."""

    calls: ClassVar[list] = []

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls()

    @staticmethod
    def get_default_config():
        return {}

    def join(self, **inputs):
        self.calls.append(sorted(inputs))
        return "+".join(f"{name}={inputs[name]}" for name in sorted(inputs))


def graph():
    def node(**needs):
        return SchemaNode(
            needs=needs, uses=Component, constructor_name="create", fn="join", config={}
        )

    schema = GraphSchema(
        {
            "shared": node(message="__message__"),
            "left": node(it="shared"),
            "right": node(it="shared", message="__message__"),
            "top": node(left="left", right="right"),
            "apart": node(it="__message__"),
        }
    )
    context = type("Context", (), {"node_name": None})
    made = object.__new__(runner.DaskGraphRunner)
    made._graph_schema = schema
    made._execution_context = context
    made._instantiated_nodes = {name: Twin(name, each) for name, each in schema.nodes.items()}
    return made


class Twin:
    """A node as the runner sees it: called with pairs, answers with a pair."""

    def __init__(self, name, schema_node):
        self.name, self.needs = name, schema_node.needs

    def __call__(self, *inputs):
        received = dict(pair for pair in inputs if isinstance(pair, tuple))
        return self.name, Component().join(
            **{name: received.get(need, "nothing") for name, need in self.needs.items()}
        )


class TheGraph(unittest.TestCase):
    def test_gives_what_dask_gives_and_runs_each_node_once(self):
        made = graph()
        for targets in (["top"], ["apart"], ["left", "apart"], ["top", "shared"]):
            with self.subTest(targets=targets):
                inputs = {"__message__": ["臭"]}
                plain = made._build_dask_graph(made._graph_schema.minimal_graph_schema(targets))
                made._add_inputs_to_graph(inputs, plain)
                Component.calls = []
                expected, calls = dict(dask.get(plain, targets)), sorted(Component.calls)
                for _ in range(2):
                    Component.calls = []
                    self.assertEqual(expected, rasa_patches.run_graph(made, inputs, targets))
                    self.assertEqual(calls, sorted(Component.calls))

    def test_an_input_takes_the_place_of_a_node(self):
        given = rasa_patches.run_graph(graph(), {"shared": "given"}, ["left"])
        self.assertEqual({"left": "it=given"}, given)

    def test_an_input_named_like_a_node_in_its_value_is_refused_as_before(self):
        with self.assertRaises(runner.GraphRunError):
            rasa_patches.run_graph(graph(), {"__message__": "left"}, ["top"])


class TheConnection(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.seen = []

        async def answer(request):
            self.seen.append((await request.json(), dict(request.headers), request.transport))
            status = 400 if "refuse" in self.seen[-1][0] else 200
            return web.json_response({"events": []}, status=status)

        app = web.Application()
        app.router.add_post("/webhook", answer)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.endpoint = endpoints.EndpointConfig(f"http://127.0.0.1:{port}/webhook")

    async def asyncTearDown(self):
        await rasa_patches.close(self.endpoint)
        await self.runner.cleanup()

    async def ask(self, body, session):
        given = endpoints.EndpointConfig.session
        endpoints.EndpointConfig.session = session
        try:
            return await self.endpoint.request(json=body, timeout=5)
        except endpoints.ClientResponseError as error:
            return error.status, error.text
        finally:
            endpoints.EndpointConfig.session = given

    async def test_sends_and_brings_back_the_same(self):
        for body in ({"next_action": "臭"}, {"refuse": True}):
            original = await self.ask(body, ORIGINAL_SESSION)
            mended = await self.ask(body, rasa_patches.session)
            self.assertEqual(original, mended)
            before, after = self.seen[-2:]
            self.assertEqual(before[0], after[0])
            for headers in (before[1], after[1]):
                headers.pop("Content-Length")  # the same JSON may be written shorter
            self.assertEqual(before[1], after[1])

    async def test_is_opened_once(self):
        for _ in range(3):
            await self.ask({}, rasa_patches.session)
        self.assertEqual(1, len({id(transport) for _, _, transport in self.seen}))


class CopiesForTheLog(unittest.TestCase):
    def test_are_the_only_use_of_copy_in_the_mended_modules(self):
        for patch in rasa_patches.PATCHES:
            if patch.name != "copy":
                continue
            tree = ast.parse(inspect.getsource(patch.owner))
            logged = {
                id(node)
                for call in ast.walk(tree)
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
                for node in ast.walk(call)
            }
            uses = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("copy.")
            ]
            with self.subTest(module=patch.owner.__name__):
                self.assertTrue(uses)
                self.assertEqual([], [ast.unparse(use) for use in uses if id(use) not in logged])


class TheInstallation(unittest.TestCase):
    def test_refuses_any_other_release(self):
        real, rasa_patches.version = rasa_patches.version, lambda _: "3.6.20"
        try:
            with self.assertRaisesRegex(rasa_patches.UnknownRasaError, r"3\.6\.20"):
                rasa_patches.install()
        finally:
            rasa_patches.version = real

    def test_every_patch_replaces_something_and_says_why(self):
        for patch in rasa_patches.PATCHES:
            # `copy` itself asks a class whether it has a copy of its own.
            self.assertTrue(hasattr(patch.owner, patch.name) or patch.name == "__copy__", patch)
            self.assertGreater(len(patch.reason), 20)
