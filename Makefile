# The words a contributor needs. Each is one call; clicktocall/bootstrap.py installs what it takes.
new_enough = $(shell $(1) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(1))
PYTHON ?= $(or $(call new_enough,python3),$(call new_enough,python3.13),$(call new_enough,python3.12),$(call new_enough,python3.11),python3)
DO = @$(PYTHON) -m clicktocall.bootstrap

.PHONY: demo test faults chaos lint format bench pictures e2e lock shell manage
demo:      ## the whole office on this machine: PBX, phones, queue, pages
	$(DO) demo
test:      ## the tests; one file: make test ARGS=tests/calls/test_dialing.py
	$(DO) test $(ARGS)
faults:    ## everything that can go wrong, with real processes: the fault matrix, the whole product, the demo
	$(DO) faults $(ARGS)
chaos:     ## random calls with random faults: make chaos ARGS="--calls 2000 --seed 7"
	$(DO) chaos $(ARGS)
lint:      ## style, types, imports, templates, migrations
	$(DO) lint
format:    ## put everything into its form
	$(DO) format
bench:     ## the speeds, as ratios within one run
	$(DO) bench $(ARGS)
pictures:  ## the pictures in docs/images
	$(DO) pictures $(ARGS)
e2e:       ## the tests in a real browser (Chromium)
	$(DO) e2e $(ARGS)
lock:      ## the lock files anew, with uv
	$(DO) lock
shell:     ## Django's shell beside a running demo
	$(DO) manage shell
manage:    ## any command beside a running demo: make manage ARGS="contacts_import people.csv"
	$(DO) manage $(ARGS)
