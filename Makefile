# `make run` talks, `make test` proves in minutes, `make verify` proves the rest.
# Each makes .venv if it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Twice as many as cores: much of a test is waiting.
WORKERS := 4
VERIFY := verify-coverage verify-searches verify-heard verify-rooms verify-clients verify-named \
	verify-pythons
# What passed, for verify-named.
REPORT = --junitxml=build/reports/$@.xml
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# Compiled at every install (hatch_build.py), and here before anything runs after an edit; not in git.
COMPILED := cramp_triage/data/protocol.json cramp_triage/data/lexicon.json
AUTHORED := $(wildcard cramp_triage/data/*.yaml cramp_triage/data/lexicon/*.yaml)
COMPILER := $(wildcard $(addprefix cramp_triage/,*.py compile/*.py messages/*.py protocol/*.py nlu/*.py nlu/*/*.py))

.NOTPARALLEL:
.PHONY: run test verify $(VERIFY) soak bench check data docs recordings mini-model reader release clean

run: $(VENV)/.run $(COMPILED)
	@$(BIN)/cramp-voice

# Lint, types and every fast test, in minutes.
test: check $(COMPILED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow" $(REPORT)

# All of the proof: what a bare machine cannot run, or not in minutes.
verify: $(VERIFY)

# Every branch of the core is tested, and nine of ten elsewhere.
verify-coverage: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not searches and not heard and not room and not outside" $(REPORT) --cov --cov-report=
	$(BIN)/coverage report --include='cramp_triage/*' --fail-under=100
	@for package in skill offline_voice visit_summary; do \
		echo "$$package: % of lines and branches tested"; \
		$(BIN)/coverage report --include="$$package/*" --format=total --fail-under=90 || exit 1; \
	done

# Mutants, lint, fuzz, packages, three ways in: much slower under the branch counter.
verify-searches: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "searches and slow" $(REPORT)

# The recorded utterances, clean and in noise.
verify-heard: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m heard $(REPORT)

# Whole conversations aloud, through a sound server without a sound card.
verify-rooms: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m pytest -m room $(REPORT)

# Other programs: a real Alexa client, a browser.
verify-clients: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m pytest -m outside $(REPORT)

# The tests that the hazard log names, as far as no other part has run them.
verify-named: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m tools.docs.named_tests --run

# The core, the understanding and the skill with every other Python that is there.
verify-pythons: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m tools.versions

# Hours of random callers instead of seconds; figures go into the release notes.
soak: $(VENV)/.dev $(COMPILED)
	CRAMP_SOAK=100 $(BIN)/python -m pytest tests/fuzz/test_conversations.py tests/fuzz/test_alexa_requests.py \
		tests/voice/test_diary_store.py tests/voice/test_diary_damage.py tests/voice/test_recorded_in_noise.py tests/fuzz/test_understanding.py \
		tests/end_to_end/rooms/test_conversations.py
	$(BIN)/python -m tools.audio.waking_report --minutes 20

# A few minutes of measuring against plain peers, into docs/benchmarks.md; best on a quiet machine.
bench: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m benchmarks

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Makes all that comes of the authored YAML; what of it is in git, tests compare.
data: $(VENV)/.dev
	$(BIN)/python -m cramp_triage.compile.protocol
	$(BIN)/python -m cramp_triage.compile.lexicon
	$(BIN)/python -m tools.grammars
	$(BIN)/cramp-skill build
	$(BIN)/python -m tools.docs.seed_coverage
	$(BIN)/python -m tools.docs.safety_case
	$(BIN)/python -m tools.docs.protocol_page
	$(BIN)/python -m tools.docs.transcript
	$(BIN)/python -m tools.docs.architecture

# The pages as a site in build/site; any warning, such as a dead link, fails.
docs: $(VENV)/.dev
	$(BIN)/sphinx-build -q -n -W --keep-going -c docs -d build/doctrees . build/site
	@echo "Open build/site/index.html."

$(COMPILED): cramp_triage/data/%.json: $(AUTHORED) $(COMPILER) | $(VENV)/.run
	@$(BIN)/python -m cramp_triage.compile.$*

# The files of a release in dist/, from a clean clone of the last commit.
release: $(VENV)/.dev
	$(BIN)/python -m tools.release

recordings: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m tools.audio.make_recordings

# The demonstration model's graph, in seconds, for the words that the lexicon has now.
mini-model: $(VENV)/.dev $(COMPILED)
	$(BIN)/python -m tools.mini_model

# Teaches the demonstration model natural voices and people, with an environment of its own; goes on
# where it was stopped. PEOPLE is a folder of WORD/*.flac, KOKORO_VOICES one of voices.
ear: $(COMPILED)
	@test -x build/ear/bin/python || $(PYTHON) -m venv build/ear
	build/ear/bin/pip install --quiet -r tools/mini_model/training/requirements.txt -e '.[voice]'
	build/ear/bin/python -m tools.mini_model.training.ear --work build/ear/run --people $(PEOPLE)

# Teaches the second witness again, with an environment of its own; goes on where it was stopped.
reader: HELD_OUT := --hold-out A14 A16 A18 A20 C7 C8 W30 W31 W40 W41
reader: $(COMPILED)
	@test -x build/reader/bin/python || $(PYTHON) -m venv build/reader
	build/reader/bin/pip install --quiet -c constraints.txt -r tools/reader/requirements.txt -e .
	build/reader/bin/python -m tools.reader.train build/reader/first $(HELD_OUT)
	build/reader/bin/python -m tools.reader.export build/reader/first build/reader/first.npz
	build/reader/bin/python -m tools.reader.train build/reader/further $(HELD_OUT) \
		--further build/reader/first.npz --rate 0.5 --calls 2
	build/reader/bin/python -m tools.reader.export build/reader/further build/reader/further.npz
	build/reader/bin/python -m tools.reader.train build/reader/last $(HELD_OUT) \
		--further build/reader/further.npz --rate 0.5 --calls 2 --made 4000 --joined 4000
	build/reader/bin/python -m tools.reader.export build/reader/last
	$(BIN)/python -m tools.reader.questions
	$(BIN)/python -m tools.reader.judge
	$(BIN)/python -m tools.echo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "make: Python 3.11 or newer is needed; set PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the offline voice into $(VENV) (once)."
	@$(PIP_INSTALL) -e '.[voice]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing everything for the tests into $(VENV) (once)."
	@$(PIP_INSTALL) -e '.[dev]'
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) out build dist .coverage*
