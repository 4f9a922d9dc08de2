# Two commands matter: `make run` and `make test`. Everything else is listed by `make help`.
SHELL := /bin/sh
PY := .venv/bin/python
BOT := bot/.venv/bin/python
# Bytecode makes Rasa start in a third of the time.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONUNBUFFERED := 1
.DEFAULT_GOAL := help
.PHONY: help run test coverage check setup develop sbom train chat talk menu qr wechat-doctor nlu-report bench lock pictures docs format backup restore drill

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set up what is missing, then serve (Ctrl-C ends it)
	@exec $(PY) -m ops.supervisor

test: develop ## set up what is missing, then run all tests
	@sh ops/chromium.sh
	@$(PY) -m pytest $(ARGS)

check: develop ## lint, types, import law, Rasa's data, printed docs, known weaknesses of packages
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@.venv/bin/deptry .
	@.venv/bin/deptry bot --config bot/pyproject.toml
	@$(BOT) -m bot.launcher data validate
	@$(PY) -m bureau.cases.lifecycle --check
	@$(PY) -m bureau.retention --check
	@$(PY) -m ops.house --check
	@$(PY) -m ops.audit

coverage: develop ## run all tests and print how much of each room they reach; fails below a room's floor
	@sh ops/chromium.sh
	@$(PY) -m coverage run -m pytest $(ARGS)
	@$(PY) -m coverage json -q
	@$(PY) -m ops.coverage var/coverage.json

setup:
	@sh ops/setup.sh serve

develop:
	@sh ops/setup.sh develop

backup: setup ## copy the running store and its photos into one file: make backup [OUT=file.tar]
	@$(PY) -m ops.backup make $(if $(OUT),--out "$(OUT)")

restore: setup ## put a backup in the place of the present store: make restore FILE=file.tar [IDENTITY=key]
	@$(PY) -m ops.backup restore "$(FILE)" $(if $(IDENTITY),--identity "$(IDENTITY)")

drill: setup ## restore a backup into a scratch database and compare it: make drill FILE=file.tar [IDENTITY=key]
	@$(PY) -m ops.backup drill "$(FILE)" $(if $(IDENTITY),--identity "$(IDENTITY)")

sbom: develop ## list what both environments hold, as CycloneDX: make sbom [OUT=file.json]
	@$(PY) -m ops.audit sbom $(if $(OUT),>"$(OUT)")

train: setup ## train the assistant, if anything changed

chat: setup ## talk to the running service in the terminal, through the encrypted door
	@$(PY) -m webhook.simulator chat

talk: setup ## play a scripted conversation: make talk FILE=webhook/simulator/scripts/report_at_night.txt
	@$(PY) -m webhook.simulator talk $(FILE)

menu: setup ## show what the menu would change, then publish it
	@$(PY) -m webhook.setup menu $(ARGS)

qr: setup ## a printable sheet of QR codes for the 72 towns
	@$(PY) -m webhook.setup qr $(ARGS)

wechat-doctor: setup ## test token, addresses, mode and quota on the platform, and say what to do
	@$(PY) -m webhook.setup doctor $(ARGS)

nlu-report: develop ## measure understanding: make nlu-report FILE=in.jsonl OUT=out.jsonl
	@$(PY) -m bench.nlu_report $(if $(FILE),"$(FILE)") $(if $(OUT),--out "$(OUT)")

bench: develop ## measure speed and memory beside peers (builds an environment of its own)
	@$(PY) -m bench $(ARGS)

pictures: develop ## take the pictures of the README from a running demonstration
	@sh ops/chromium.sh
	@$(PY) -m ops.pictures

docs: develop ## print the pages that are read from the code
	@$(PY) -m bureau.cases.lifecycle >docs/lifecycle.md
	@$(PY) -m bureau.retention
	@$(PY) -m ops.house

format: develop ## put the code into its form
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

lock: ## resolve the dependencies anew
	@sh ops/lock.sh
